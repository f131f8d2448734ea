using System.Net;
using Shouldly;
using Slipway.Registry.Mlflow;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Registry.Reviews;

/// <summary>A decision is one on what the reviewer saw, and on nothing that came after.</summary>
public sealed class DecisionEvidenceTests(SlipwayHost host)
{
    [Fact]
    public async Task Who_decides_on_what_has_changed_since_they_looked_is_told_what_changed_and_decides_on_nothing()
    {
        var world = await ReviewWorld.BeginAsync(host);
        await world.ProtectAsync(approvals: new[] { new { count = 2 } }, checks: new[] { new { kind = "tag", name = "owner" } });
        await host.Ben.PostAsync(world.Project, "model-versions/set-tag", new { name = ReviewWorld.Model, version = "1", key = "owner", value = "risk" });
        var review = await world.RequestAsync();
        var (adaSaw, veraSaw) = ((await host.Ada.GetAsync(world.Of(review)).JsonAsync()).Text("evidence"), (await host.Vera.GetAsync(world.Of(review)).JsonAsync()).Text("evidence"));

        await DecideAsync(host.Ada, world, review, adaSaw).JsonAsync();
        await host.Ben.CallAsync(HttpMethod.Delete, world.Project, "model-versions/delete-tag", new { name = ReviewWorld.Model, version = "1", key = "owner" });
        var refused = await DecideAsync(host.Vera, world, review, veraSaw).RefusalAsync(HttpStatusCode.Conflict);

        refused.ShouldContain("something changed since you looked: the check «the tag owner is set» had passed and fails. Look at the review again");
        var now = await host.Vera.GetAsync(world.Of(review)).JsonAsync();
        now["decisions"]!.AsArray().ShouldHaveSingleItem()!.Text("ended").ShouldBe("voided");
        await DecideAsync(host.Vera, world, review, now.Text("evidence")).JsonAsync();
        await world.DecideAsync(host.Ada, review, "approve").JsonAsync();
        (await world.ReadAsync(review))["decisions"]!.AsArray().Count(decision => decision!["ended"] is null).ShouldBe(2);
    }

    [Fact]
    public async Task A_digest_that_was_never_the_reviews_is_refused_too()
    {
        var world = await ReviewWorld.BeginAsync(host);
        var review = await world.RequestAsync();

        (await DecideAsync(host.Vera, world, review, new string('a', 64)).RefusalAsync(HttpStatusCode.Conflict)).ShouldContain("aaaaaaaaaaaa…, isn't the review's any more");
        (await world.StatusAsync(review)).ShouldBe("open");
    }

    private static Task<HttpResponseMessage> DecideAsync(HttpClient who, ReviewWorld world, int review, string evidence) =>
        who.SendAsync(HttpMethod.Post, $"{world.Of(review)}/decisions", new { verdict = "approve", reason = "I looked at it.", evidence });
}
