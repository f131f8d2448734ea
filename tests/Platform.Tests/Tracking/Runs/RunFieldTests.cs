using CsCheck;
using Shouldly;
using Slipway.Foundation.Results;
using Xunit;

namespace Slipway.Tracking.Runs;

public sealed class RunFieldTests
{
    [Fact]
    public void Columns_are_written_shortly() => RunField.Write(
        [new(RunFieldKind.Attribute, "status"), new(RunFieldKind.Metric, "val/loss"), new(RunFieldKind.Param, "a,b"), new(RunFieldKind.Tag, "c\\d")]).ShouldBe(@"a.status,m.val/loss,p.a\,b,t.c\\d");

    [Fact]
    public void Whatever_is_written_is_read_as_it_was() => Gen.Select(Gen.Enum<RunFieldKind>().Where(kind => kind is not RunFieldKind.Attribute), Gen.String[Gen.Char[' ', '~'], 1, 12])
        .Select((kind, key) => new RunField(kind, key)).Array[0, 6]
        .Sample(fields => RunField.Read(RunField.Write(fields)).Value.ShouldBe(fields.Distinct()));

    [Theory]
    [InlineData("x.loss")]
    [InlineData("loss")]
    [InlineData("m.")]
    [InlineData("a.artifact_uri")]
    [InlineData("m.loss,,p.lr")]
    public void What_names_no_column_is_refused(string text) => RunField.Read(text).Refusal.ShouldBeOfType<Invalid>().Message.ShouldContain("names no column");

    [Fact]
    public void There_are_only_so_many_columns() => RunField.Read(string.Join(',', Enumerable.Range(0, 501).Select(i => FormattableString.Invariant($"m.{i}")))).Refusal!.Message.ShouldContain("500");
}
