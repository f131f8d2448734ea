using System.Net;
using Shouldly;
using Slipway.World;
using Xunit;

namespace Slipway.Registry.Cards;

public sealed class CardTests(SlipwayHost host)
{
    [Fact]
    public async Task Every_edit_of_a_card_is_kept_and_says_what_is_missing()
    {
        var model = await host.NewModelAsync();

        (await host.Ben.GetAsync($"{model}/card", TestContext.Current.CancellationToken).JsonAsync())["revision"]!.GetValue<int>().ShouldBe(0);
        await host.Ben.WriteCardAsync(model, 0, new { purpose = "Finds fraud.\r\n", risk = "high" }).JsonAsync();
        var second = await host.Ada.WriteCardAsync(model, 1, new { purpose = "Finds card fraud.", risk = "high", limits = "Not for loans." }).JsonAsync();

        second["revision"]!.GetValue<int>().ShouldBe(2);
        second["missing"]!.AsArray().Select(part => part!.GetValue<string>()).ShouldBe(["Intended use", "Data", "Evaluation", "Fairness", "Contacts"]);
        var first = await host.Ben.GetAsync($"{model}/card?revision=1", TestContext.Current.CancellationToken).JsonAsync();
        first["card"]!["purpose"]!.GetValue<string>().ShouldBe("Finds fraud.");
        first["digest"]!.GetValue<string>().ShouldNotBe(second["digest"]!.GetValue<string>());
        (await host.Ben.GetAsync($"{model}/card/revisions", TestContext.Current.CancellationToken).JsonAsync()).AsArray().Select(edit => edit!["revision"]!.GetValue<int>()).ShouldBe([2, 1]);
        await host.Ben.GetAsync($"{model}/card?revision=3", TestContext.Current.CancellationToken).ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_same_text_again_is_no_edit()
    {
        var model = await host.NewModelAsync();
        await host.Ben.WriteCardAsync(model, 0, new { purpose = "Finds fraud." }).JsonAsync();

        (await host.Ben.WriteCardAsync(model, 0, new { purpose = " Finds fraud. " }).JsonAsync())["revision"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task Of_many_who_edit_the_same_card_at_once_one_is_heard_and_the_others_are_told()
    {
        var model = await host.NewModelAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => host.Ben.WriteCardAsync(model, 0, new { purpose = $"Text {number}" })));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict).ShouldBe(7);
        (await answers.First(answer => answer.StatusCode == HttpStatusCode.Conflict).Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("Nothing was overwritten");
        (await host.Ben.GetAsync($"{model}/card/revisions", TestContext.Current.CancellationToken).JsonAsync()).AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_part_that_is_too_long_is_refused_by_its_name()
    {
        var model = await host.NewModelAsync();

        (await host.Ben.WriteCardAsync(model, 0, new { limits = new string('x', ModelCard.PartLimit + 1) }).JsonAsync(HttpStatusCode.BadRequest)).ToJsonString().ShouldContain("Limits");
        (await host.Ben.GetAsync($"{model}/card", TestContext.Current.CancellationToken).JsonAsync())["revision"]!.GetValue<int>().ShouldBe(0);
    }

    [Fact]
    public async Task A_viewer_reads_a_card_and_the_neighbour_finds_none()
    {
        const string model = "/api/v1/organizations/acme/projects/vision/models/read-by-viewers";
        await host.Ben.SendAsync(HttpMethod.Post, "/api/v1/organizations/acme/projects/vision/models", new { name = "read-by-viewers" }).JsonAsync();
        await host.Ben.WriteCardAsync(model, 0, new { purpose = "Acme's secret." }).JsonAsync();

        (await host.Vera.GetAsync($"{model}/card", TestContext.Current.CancellationToken).JsonAsync())["card"]!["purpose"]!.GetValue<string>().ShouldBe("Acme's secret.");
        await host.Vera.WriteCardAsync(model, 1, new { purpose = "Hers" }).ShouldAnswerAsync(HttpStatusCode.Forbidden);
        await host.Gus.GetAsync($"{model}/card", TestContext.Current.CancellationToken).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.WriteCardAsync(model, 1, new { purpose = "His" }).ShouldAnswerAsync(HttpStatusCode.NotFound);
    }
}
