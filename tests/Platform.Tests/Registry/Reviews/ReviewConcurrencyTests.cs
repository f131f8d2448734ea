using System.Net;
using Shouldly;
using Slipway.Demo;
using Slipway.Registry.Mlflow;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Registry.Reviews;

/// <summary>What happens at the same moment has exactly one outcome, and nothing of it is lost.</summary>
public sealed class ReviewConcurrencyTests(SlipwayHost host)
{
    [Fact]
    public async Task Two_who_approve_at_the_same_moment_are_both_on_record_and_make_it_approved_once()
    {
        var world = await ReviewWorld.BeginAsync(host);
        await world.ProtectAsync(approvals: new[] { new { count = 2 } });
        var review = await world.RequestAsync();

        await Task.WhenAll(world.ApproveAsync(host.Vera, review), world.ApproveAsync(host.Ada, review));

        var approved = await world.ReadAsync(review);
        approved.Text("status").ShouldBe("approved");
        approved["decisions"]!.AsArray().Select(decision => decision!.Text("reviewer")).Order().ShouldBe([DemoWorld.Ada.Name, DemoWorld.Vera.Name]);
        approved["decisions"]!.AsArray().ShouldAllBe(decision => decision!["ended"] == null);
        (await world.EventsAsync("review.ready")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Of_many_who_promote_at_the_same_moment_one_does()
    {
        var world = await ReviewWorld.BeginAsync(host);
        var review = await world.RequestAsync();
        await world.ApproveAsync(host.Vera, review);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => i % 2 == 0
            ? world.PromoteAsync(host.Ben, review)
            : host.Ada.SendAsync(HttpMethod.Put, $"{world.Api}/models/{ReviewWorld.Model}/aliases/champion", new { version = 1 })));

        answers.ShouldAllBe(answer => answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.Conflict);
        (await world.EventsAsync("review.promoted")).Count.ShouldBe(1);
        (await world.EventsAsync("alias.moved")).Count.ShouldBe(1);
        (await world.HolderAsync()).ShouldBe("1");
    }

    [Fact]
    public async Task A_moving_alias_and_an_edit_at_the_same_moment_never_let_in_what_was_not_approved()
    {
        for (var round = 0; round < 4; round++)
        {
            var world = await ReviewWorld.BeginAsync(host);
            await world.ProtectAsync(approvals: new[] { new { count = 1 } }, checks: new[] { new { kind = "tag", name = "owner" } });
            await host.Ben.PostAsync(world.Project, "model-versions/set-tag", new { name = ReviewWorld.Model, version = "1", key = "owner", value = "risk" });
            var review = await world.RequestAsync();
            await world.ApproveAsync(host.Vera, review);

            var moving = host.Ben.SendAsync(HttpMethod.Put, $"{world.Api}/models/{ReviewWorld.Model}/aliases/champion", new { version = 1 });
            var editing = host.Ada.CallAsync(HttpMethod.Delete, world.Project, "model-versions/delete-tag", new { name = ReviewWorld.Model, version = "1", key = "owner" });
            await Task.WhenAll(moving, editing);

            // Whichever came first: the alias moved on what was approved, or it didn't move.
            var moved = (await moving).IsSuccessStatusCode;
            (await moving).StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Forbidden);
            (await world.HolderAsync()).ShouldBe(moved ? "1" : null);
            (await world.StatusAsync(review)).ShouldBe(moved ? "promoted" : "open");
            var order = await world.EventsAsync("alias.moved", "version.tagged");
            order.ShouldBe(moved ? ["version.tagged", "alias.moved", "version.tagged"] : ["version.tagged", "version.tagged"]);
        }
    }

    [Fact]
    public async Task Of_a_withdrawal_and_a_promotion_at_the_same_moment_one_comes_true()
    {
        var world = await ReviewWorld.BeginAsync(host);
        var review = await world.RequestAsync();
        await world.ApproveAsync(host.Vera, review);

        var promoting = world.PromoteAsync(host.Ada, review);
        var withdrawing = host.Ben.SendAsync(HttpMethod.Put, $"{world.Of(review)}/withdrawal", new { reason = "Not now." });
        await Task.WhenAll(promoting, withdrawing);

        ((await promoting).IsSuccessStatusCode ^ (await withdrawing).IsSuccessStatusCode).ShouldBeTrue();
        (await world.HolderAsync()).ShouldBe((await promoting).IsSuccessStatusCode ? "1" : null);
    }

    [Fact]
    public async Task Of_many_requests_at_the_same_moment_one_is_made()
    {
        var world = await ReviewWorld.BeginAsync(host);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ =>
            host.Ben.SendAsync(HttpMethod.Post, $"{world.Api}/reviews", new { model = ReviewWorld.Model, version = 1, target = new { kind = "alias", name = "champion" } })));

        answers.Count(answer => answer.IsSuccessStatusCode).ShouldBe(1);
        answers.ShouldAllBe(answer => answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.Conflict);
        (await host.Ben.GetAsync($"{world.Api}/reviews").JsonAsync())["active"]!.GetValue<int>().ShouldBe(1);
    }
}
