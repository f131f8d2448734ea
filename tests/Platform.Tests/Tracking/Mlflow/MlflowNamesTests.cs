using Shouldly;
using Slipway.Foundation.Results;
using Xunit;

namespace Slipway.Tracking.Mlflow;

public sealed class MlflowNamesTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("train/val loss.x-1_2:3")]
    [InlineData("übung ё")]
    [InlineData("損失")]
    [InlineData("x²Ⅷ")]
    [InlineData("a/b..c/.d")]
    [InlineData("a/..b")]
    [InlineData(" ")]
    public void A_key_is_accepted(string key) => MlflowNames.Key(key, "metric name").Value.ShouldBe(key);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("..a")]
    [InlineData("../a")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData("a/./b")]
    [InlineData("a/../b")]
    [InlineData("a\nb")]
    [InlineData("a\n")]
    [InlineData("a\0")]
    [InlineData("a\\b")]
    [InlineData("a#b")]
    [InlineData("50%")]
    [InlineData("a,b")]
    [InlineData("😀")]
    [InlineData("\ud800")]
    [InlineData("e\u0301")]
    public void A_key_is_refused(string? key) => MlflowNames.Key(key, "metric name").Refusal.ShouldBeOfType<Invalid>().Message.ShouldContain("metric name");

    [Fact]
    public void A_key_has_at_most_250_characters()
    {
        MlflowNames.Key(new string('a', 250), "tag name").Refusal.ShouldBeNull();
        MlflowNames.Key(new string('a', 251), "tag name").Refusal!.Message.ShouldContain("251");
    }

    [Fact]
    public void A_long_value_is_cut_between_characters()
    {
        MlflowNames.ParamValue(new string('a', 6000)).Length.ShouldBe(6000);
        MlflowNames.ParamValue(new string('a', 6001)).Length.ShouldBe(6000);
        var faces = string.Concat(Enumerable.Repeat("😀", 8001));
        MlflowNames.TagValue(faces).ShouldBe(faces[..16_000]);
    }

    [Theory]
    [InlineData("0", true)]
    [InlineData("a_b-9", true)]
    [InlineData("-a", false)]
    [InlineData("_a", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("a/b", false)]
    [InlineData("a\n", false)]
    public void An_id_has_this_form(string? id, bool form)
    {
        MlflowNames.IsExperimentId(id).ShouldBe(form);
        MlflowNames.IsRunId(id).ShouldBe(form);
    }

    [Fact]
    public void An_experiment_id_is_shorter_than_a_run_id()
    {
        MlflowNames.IsExperimentId(new string('a', 64)).ShouldBeTrue();
        MlflowNames.IsExperimentId(new string('a', 65)).ShouldBeFalse();
        MlflowNames.IsRunId(new string('a', 256)).ShouldBeTrue();
        MlflowNames.IsRunId(new string('a', 257)).ShouldBeFalse();
    }

    [Fact]
    public void New_ids_are_32_lower_case_hexadecimal_digits()
    {
        MlflowNames.NewId().ShouldMatch("^[0-9a-f]{32}$");
        MlflowNames.NewId("m-").ShouldMatch("^m-[0-9a-f]{32}$");
    }

    [Fact]
    public void Run_names_are_an_adjective_a_noun_and_a_number()
    {
        var random = new Random(7);
        var names = Enumerable.Range(0, 1000).Select(_ => RunNames.Next(random)).ToList();
        names.ShouldAllBe(name => System.Text.RegularExpressions.Regex.IsMatch(name, "^[a-z]+-[a-z]+-[0-9]{1,3}$"));
        names.Distinct().Count().ShouldBeGreaterThan(990);
    }
}
