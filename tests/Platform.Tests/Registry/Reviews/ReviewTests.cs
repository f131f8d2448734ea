using System.Net;
using Shouldly;
using Slipway.Registry.Mlflow;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Registry.Reviews;

/// <summary>From the request to the moved alias, with three people of Acme.</summary>
public sealed class ReviewTests(SlipwayHost host)
{
    [Fact]
    public async Task A_version_is_requested_approved_by_somebody_else_and_promoted()
    {
        var world = await ReviewWorld.BeginAsync(host);

        var review = await world.RequestAsync();
        var requested = await world.ReadAsync(review);
        await world.ApproveAsync(host.Vera, review);
        var approved = await world.ReadAsync(review);
        var promoted = await world.PromoteAsync(host.Ben, review).JsonAsync();

        requested.Text("status").ShouldBe("open");
        requested["missing"]!.ToJsonString().ShouldBe("[\"1 approval by a reviewer\"]");
        approved.Text("status").ShouldBe("approved");
        approved["missing"]!.AsArray().ShouldBeEmpty();
        approved["decisions"]![0]!.Text("evidence").ShouldBe(requested.Text("evidence"));
        promoted.Text("status").ShouldBe("promoted");
        (await world.HolderAsync()).ShouldBe("1");
    }

    [Fact]
    public async Task Who_made_the_version_or_requested_the_review_never_decides_administrators_included()
    {
        var world = await ReviewWorld.BeginAsync(host);
        await host.Ada.NewVersionAsync(world.Project, ReviewWorld.Model);
        var bens = await world.RequestAsync(1);
        var adas = await world.RequestAsync(2);

        (await world.DecideAsync(host.Ben, bens, "approve").RefusalAsync(HttpStatusCode.Forbidden)).ShouldContain("somebody else has to decide");
        (await world.DecideAsync(host.Ben, adas, "approve").RefusalAsync(HttpStatusCode.Forbidden)).ShouldContain("somebody else has to decide");
        (await world.DecideAsync(host.Ada, adas, "reject").RefusalAsync(HttpStatusCode.Forbidden)).ShouldContain("That holds for administrators too");

        await world.ApproveAsync(host.Ada, bens);
        await world.ApproveAsync(host.Vera, adas);
    }

    [Fact]
    public async Task Only_an_approved_review_moves_a_protected_alias_over_every_door()
    {
        var world = await ReviewWorld.BeginAsync(host);

        var refused = await world.MoveAliasAsync(host.Ada, 1, HttpStatusCode.Forbidden);
        var overApi = await host.Ada.SendAsync(HttpMethod.Put, $"{world.Api}/models/{ReviewWorld.Model}/aliases/champion", new { version = 1 }).RefusalAsync(HttpStatusCode.Forbidden);
        var review = await world.RequestAsync();
        var waiting = await world.MoveAliasAsync(host.Ada, 1, HttpStatusCode.Forbidden);
        await world.ApproveAsync(host.Vera, review);
        await world.MoveAliasAsync(host.Ben, 1);

        refused.Code().ShouldBe("PERMISSION_DENIED");
        refused.Text("message").ShouldContain($" http://localhost/acme/{world.Slug}/reviews/new?model=fraud&version=1&alias=champion");
        overApi.ShouldBe(refused.Text("message").Replace("http://localhost/", "/", StringComparison.Ordinal));
        waiting.Text("message").ShouldContain("Missing: 1 approval by a reviewer");
        waiting.Text("message").ShouldContain($"/acme/{world.Slug}/reviews/{review}");
        (await world.StatusAsync(review)).ShouldBe("promoted");
        (await world.HolderAsync()).ShouldBe("1");
        var move = (await host.Vera.GetAsync($"{world.Api}/models/{ReviewWorld.Model}/promotions").JsonAsync())[0]!;
        (move["review"]!.GetValue<int>(), move["isGlassBroken"]!.GetValue<bool>()).ShouldBe((review, false));
    }

    [Fact]
    public async Task Only_an_approved_review_moves_a_version_to_a_protected_stage()
    {
        var world = await ReviewWorld.BeginAsync(host, versions: 2);
        await world.EnterAsync(host.Ben, 1, "Staging");

        (await world.EnterAsync(host.Ben, 1, "production", HttpStatusCode.Forbidden)).Text("message").ShouldContain("stage=Production");
        var review = await world.RequestAsync(1, "stage", "production");
        await world.ApproveAsync(host.Vera, review);
        (await world.EnterAsync(host.Ben, 1, "Production"))["model_version"]!.Text("current_stage").ShouldBe("Production");

        (await world.StatusAsync(review)).ShouldBe("promoted");
        (await world.EnterAsync(host.Ben, 2, "Production", HttpStatusCode.Forbidden, archive: true)).Code().ShouldBe("PERMISSION_DENIED");
    }

    [Fact]
    public async Task What_production_stands_on_is_not_taken_away()
    {
        var world = await ReviewWorld.BeginAsync(host, versions: 2);
        foreach (var (version, kind, name) in new[] { (1, "alias", "champion"), (1, "stage", "Production"), (2, "stage", "Production") })
        {
            var review = await world.RequestAsync(version, kind, name);
            await world.ApproveAsync(host.Vera, review);
            await world.PromoteAsync(host.Ben, review).JsonAsync();
        }

        (await host.Ben.CallAsync(HttpMethod.Delete, world.Project, "registered-models/alias", new { name = ReviewWorld.Model, alias = "champion" }, HttpStatusCode.Forbidden)).Text("message").ShouldContain("settings/review-policy");
        await world.EnterAsync(host.Ben, 1, "Archived");
        (await world.EnterAsync(host.Ben, 2, "Archived", HttpStatusCode.Forbidden)).Text("message").ShouldContain("stand for nothing");
        await world.ProtectAsync(name: "other");
        await world.EnterAsync(host.Ben, 2, "Archived");
    }

    [Fact]
    public async Task A_reviewer_who_wants_changes_holds_it_up_until_it_is_asked_for_again()
    {
        var world = await ReviewWorld.BeginAsync(host);
        var review = await world.RequestAsync();

        await world.DecideAsync(host.Vera, review, "requestChanges", "Tell us about old cards.").JsonAsync();
        await world.ApproveAsync(host.Ada, review);
        var held = await world.ReadAsync(review);
        await host.Ben.SendAsync(HttpMethod.Post, $"{world.Of(review)}/requests", new { reason = "Told in the notes." }).JsonAsync();

        held.Text("status").ShouldBe("changesRequested");
        held["missing"]!.ToJsonString().ShouldContain("Vera Lindqvist asks for changes");
        var again = await world.ReadAsync(review);
        again.Text("status").ShouldBe("approved");
        again["decisions"]![0]!.Text("ended").ShouldBe("askedAgain");
        again["acts"]![0]!.Text("words").ShouldBe("Told in the notes.");
    }

    [Fact]
    public async Task What_was_rejected_or_withdrawn_leads_nowhere_until_it_is_asked_for_again()
    {
        var world = await ReviewWorld.BeginAsync(host);
        var review = await world.RequestAsync();

        await world.DecideAsync(host.Vera, review, "reject", "Worse on old cards.").JsonAsync();
        (await world.StatusAsync(review)).ShouldBe("rejected");
        (await world.DecideAsync(host.Ada, review, "approve").RefusalAsync(HttpStatusCode.Conflict)).ShouldContain("was rejected");
        (await world.PromoteAsync(host.Ben, review).RefusalAsync(HttpStatusCode.Conflict)).ShouldContain("was rejected");
        await host.Ben.SendAsync(HttpMethod.Post, $"{world.Of(review)}/requests", new { reason = "Trained again." }).JsonAsync();
        (await host.Vera.SendAsync(HttpMethod.Put, $"{world.Of(review)}/withdrawal", new { reason = "No." })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        await host.Ben.SendAsync(HttpMethod.Put, $"{world.Of(review)}/withdrawal", new { reason = "Another one is better." }).JsonAsync();

        (await world.StatusAsync(review)).ShouldBe("withdrawn");
        (await world.RequestAsync()).ShouldBe(review + 1);
        (await host.Ben.SendAsync(HttpMethod.Post, $"{world.Of(review)}/requests", new { reason = "Or not." }).RefusalAsync(HttpStatusCode.Conflict)).ShouldContain("in review for the alias champion already");
    }

    [Fact]
    public async Task A_version_in_review_cannot_be_deleted()
    {
        var world = await ReviewWorld.BeginAsync(host, versions: 2);
        var review = await world.RequestAsync();

        (await host.Ben.CallAsync(HttpMethod.Delete, world.Project, "model-versions/delete", new { name = ReviewWorld.Model, version = "1" }, HttpStatusCode.BadRequest)).Text("message").ShouldContain($"review {review}");
        (await host.Ben.CallAsync(HttpMethod.Delete, world.Project, "registered-models/delete", new { name = ReviewWorld.Model }, HttpStatusCode.BadRequest)).Text("message").ShouldContain($"review {review}");
        await host.Ben.CallAsync(HttpMethod.Delete, world.Project, "model-versions/delete", new { name = ReviewWorld.Model, version = "2" });
        await host.Ben.SendAsync(HttpMethod.Put, $"{world.Of(review)}/withdrawal", new { reason = "It goes." }).JsonAsync();

        await host.Ben.CallAsync(HttpMethod.Delete, world.Project, "model-versions/delete", new { name = ReviewWorld.Model, version = "1" });
    }

    [Fact]
    public async Task In_an_emergency_a_maintainer_breaks_the_glass_and_it_stands_for_good()
    {
        var world = await ReviewWorld.BeginAsync(host);
        var review = await world.RequestAsync();

        (await host.Ben.SendAsync(HttpMethod.Put, $"{world.Of(review)}/broken-glass", new { reason = "Outage." }).RefusalAsync(HttpStatusCode.Forbidden)).ShouldContain("models.break_glass");
        var broken = await host.Ada.SendAsync(HttpMethod.Put, $"{world.Of(review)}/broken-glass", new { reason = "The champion answers nonsense." }).JsonAsync();

        broken["isGlassBroken"]!.GetValue<bool>().ShouldBeTrue();
        broken.Text("status").ShouldBe("promoted");
        broken["acts"]![0]!.Text("words").ShouldBe("The champion answers nonsense.");
        (await world.HolderAsync()).ShouldBe("1");
        var moves = (await host.Vera.GetAsync($"{world.Api}/models/{ReviewWorld.Model}/promotions").JsonAsync()).AsArray();
        moves[0]!["isGlassBroken"]!.GetValue<bool>().ShouldBeTrue();
        moves[0]!["review"]!.GetValue<int>().ShouldBe(review);
    }

    [Fact]
    public async Task A_token_that_may_not_read_models_reads_no_reviews_and_nothing_of_production()
    {
        var world = await ReviewWorld.BeginAsync(host);
        var review = await world.RequestAsync();
        foreach (var (permission, status) in new[] { ("models.approve", HttpStatusCode.Forbidden), ("models.read", HttpStatusCode.OK) })
        {
            var token = await host.Vera.SendAsync(HttpMethod.Post, "/api/v1/organizations/acme/tokens", new { name = permission, permissions = new[] { "organization.read", permission } }).JsonAsync();
            var limited = host.With(token.Text("secret"));
            await limited.GetAsync("/api/v1/organizations/acme/reviews").ShouldAnswerAsync(status);
            await limited.GetAsync("/api/v1/organizations/acme/production").ShouldAnswerAsync(status);
            await limited.GetAsync($"{world.Api}/reviews").ShouldAnswerAsync(status);
            await limited.GetAsync(world.Of(review)).ShouldAnswerAsync(status);
            await world.DecideAsync(limited, review, "approve").ShouldAnswerAsync(HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public async Task Globex_finds_no_review_of_Acme()
    {
        var world = await ReviewWorld.BeginAsync(host);
        var review = await world.RequestAsync();

        await host.Gus.GetAsync(world.Of(review)).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await world.DecideAsync(host.Gus, review, "approve").ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.GetAsync($"{world.Api}/review-policy").ShouldAnswerAsync(HttpStatusCode.NotFound);
        (await host.Gus.GetAsync("/api/v1/organizations/globex/reviews").JsonAsync())["active"]!.GetValue<int>().ShouldBe(0);
        await host.Gus.GetAsync("/api/v1/organizations/acme/reviews").ShouldAnswerAsync(HttpStatusCode.NotFound);
        (await world.StatusAsync(review)).ShouldBe("open");
    }
}
