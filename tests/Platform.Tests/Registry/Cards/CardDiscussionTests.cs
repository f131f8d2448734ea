using System.Net;
using Shouldly;
using Slipway.Collaboration.Notifications;
using Slipway.Demo;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Registry.Cards;

/// <summary>What people say of a model's card, and who hears of it.</summary>
[Collection<Inboxes>]
public sealed class CardDiscussionTests(SlipwayHost host)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_card_is_discussed_apart_from_its_model_and_keeps_that_through_edits_and_a_new_name()
    {
        var model = await host.NewModelAsync("before");
        var (comments, key) = await PlaceAsync(model);

        await host.Ben.SendAsync(HttpMethod.Post, comments, new { kind = "card", subject = key, text = "Which country are the limits for?" }).JsonAsync();
        await host.Ben.WriteCardAsync(model, 0, new { limits = "Not for loans." }).JsonAsync();
        await host.Ben.SendAsync(HttpMethod.Patch, model, new { name = "after" }).JsonAsync();

        var read = await host.Ada.GetAsync($"{comments}?kind=card&subject={key}", Ct).JsonAsync();
        read["threads"]![0]!["first"]!.Text("text").ShouldBe("Which country are the limits for?");
        (await host.Ada.GetAsync($"{comments}/count?kind=model&subject={key}", Ct).JsonAsync())["total"]!.GetValue<int>().ShouldBe(0);
        (await host.Ada.GetAsync($"{model[..model.LastIndexOf('/')]}/after/card", Ct).JsonAsync())["key"]!.ToString().ShouldBe(key);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_watches_a_card_hears_of_its_edits_and_of_what_is_said_and_of_nothing_else(bool isEdit)
    {
        const string name = "fraud & theft";
        var model = await host.NewModelAsync(name);
        var (comments, key) = await PlaceAsync(model);
        var slug = model.Split('/')[6];
        var watched = $"/api/v1/organizations/acme/watches/projects/{slug}/models/{Uri.EscapeDataString(name)}/card";
        (await host.Ada.PutAsync(watched, null, Ct).JsonAsync()).Text("why").ShouldBe("You watch this card.");

        await host.Ben.SendAsync(HttpMethod.Patch, model, new { description = "Not of the card" }).JsonAsync();
        await (isEdit ? host.Ben.WriteCardAsync(model, 0, new { purpose = "Finds fraud." }) : host.Ben.SendAsync(HttpMethod.Post, comments, new { kind = "card", subject = key, text = "Ready to read." })).JsonAsync();

        var item = (await host.UntilInboxAsync(host.Ada, DemoWorld.Ada, slug)).ShouldHaveSingleItem();
        (item.Text("title"), item["newest"]!.Text("why")).ShouldBe(($"Card of {name}", "You watch this card."));
        item["newest"]!.Text("address").ShouldStartWith($"/acme/{slug}/models/{Uri.EscapeDataString(name)}/card");
        (await host.Ada.GetAsync("/api/v1/watches", Ct).JsonAsync()).AsArray().ShouldContain(each => each!.Text("title") == $"Card of {name}");
    }

    [Fact]
    public async Task Of_an_address_that_only_looks_like_a_card_there_is_nothing_to_watch()
    {
        var model = await host.NewModelAsync();
        foreach (var below in new[] { "models", "models/fraud/cards", "models/nobody/card", "experiments", "models/fraud/card/1", "runs" })
        {
            await host.Ada.PutAsync($"/api/v1/organizations/acme/watches/projects/{model.Split('/')[6]}/{below}", null, Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task Globex_reads_and_says_nothing_of_a_card_of_Acme()
    {
        var model = await host.NewModelAsync();
        var (comments, key) = await PlaceAsync(model);
        await host.Ben.SendAsync(HttpMethod.Post, comments, new { kind = "card", subject = key, text = "Between us." }).JsonAsync();

        await host.Gus.GetAsync($"{comments}?kind=card&subject={key}", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.SendAsync(HttpMethod.Post, comments, new { kind = "card", subject = key, text = "Hello" }).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.SendAsync(HttpMethod.Post, "/api/v1/organizations/globex/projects/turbines/comments", new { kind = "card", subject = key, text = "Hello" }).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.PutAsync($"/api/v1/organizations/acme/watches/projects/{model.Split('/')[6]}/models/fraud/card", null, Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    private async Task<(string Comments, string Key)> PlaceAsync(string model) =>
        ($"{model[..model.IndexOf("/models/", StringComparison.Ordinal)]}/comments", (await host.Ada.GetAsync($"{model}/card", Ct).JsonAsync())["key"]!.ToString());
}
