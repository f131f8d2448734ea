using System.Net;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Slipway.Demo;
using Slipway.Foundation.Data;
using Slipway.Registry.Mlflow;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Registry.Reviews;

/// <summary>A review that is over stays what it was, whatever comes after it.</summary>
public sealed class EndedReviewTests(SlipwayHost host)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_review_that_let_a_version_in_still_says_so_when_a_better_one_stands_there()
    {
        var world = await ReviewWorld.BeginAsync(host, versions: 0);
        await world.ProtectAsync(
            approvals: new[] { new { count = 1 } }, checks: new object[] { new { kind = "metric-of-holder", name = "accuracy", must = "atLeast" }, new { kind = "tag", name = "owner" } });
        await RegisterAsync(world, 1, 0.9);
        await RegisterAsync(world, 2, 0.95);
        var first = await LetInAsync(world, 1);
        var then = await world.ReadAsync(first);
        var second = await LetInAsync(world, 2);

        await host.Ben.CallAsync(HttpMethod.Delete, world.Project, "model-versions/delete-tag", new { name = ReviewWorld.Model, version = "1", key = "owner" });

        var now = await world.ReadAsync(first);
        now["checks"]!.AsArray().Select(check => check!.Text("state")).ShouldBe(["passed", "passed"]);
        now["checks"]!.ToJsonString().ShouldBe(then["checks"]!.ToJsonString());
        (now["holder"], now.Text("evidence")).ShouldBe((null, then.Text("evidence")));
        (await world.ReadAsync(second))["holder"]!.GetValue<int>().ShouldBe(1);
        (then["may"]!["putBack"]!.GetValue<bool>(), now["may"]!["putBack"]!.GetValue<bool>(), (await world.ReadAsync(second))["may"]!["putBack"]!.GetValue<bool>()).ShouldBe((false, true, false));
    }

    [Fact]
    public async Task A_review_that_is_asked_for_again_is_weighed_on_what_there_is_by_then()
    {
        var world = await ReviewWorld.BeginAsync(host);
        await world.ProtectAsync(approvals: new[] { new { count = 1 } }, checks: new[] { new { kind = "tag", name = "owner" } });
        var review = await world.RequestAsync();
        await world.DecideAsync(host.Vera, review, "reject", "Nobody owns it.").JsonAsync();
        await host.Ben.PostAsync(world.Project, "model-versions/set-tag", new { name = ReviewWorld.Model, version = "1", key = "owner", value = "risk" });

        (await world.ReadAsync(review))["checks"]![0]!.Text("state").ShouldBe("failed");
        await host.Ben.SendAsync(HttpMethod.Post, $"{world.Of(review)}/requests", new { reason = "Somebody does by now." }).JsonAsync();

        (await world.ReadAsync(review))["checks"]![0]!.Text("state").ShouldBe("passed");
    }

    [Fact]
    public async Task Of_a_review_that_ended_before_checks_were_kept_none_are_made_up()
    {
        var world = await ReviewWorld.BeginAsync(host);
        var review = await LetInAsync(world, 1);
        await using (var ben = await Acting.AsAsync(host, DemoWorld.Ben, world.Project))
        {
            await using var db = await ben.Service<IDbContextFactory<SaasDb>>().CreateDbContextAsync(Ct);
            using var turn = await ben.Service<WriteGate>().EnterAsync(Ct);
            await db.Reviews.Where(each => each.ProjectId == ben.Project.Id).ExecuteUpdateAsync(set => set.SetProperty(each => each.Kept, (string?)null), Ct);
        }

        var old = await world.ReadAsync(review);

        (old["evidence"], old["checked"], old["holder"], old["checks"]!.AsArray().Count).ShouldBe((null, null, null, 0));
        (old.Text("status"), old["approvals"]![0]!["by"]![0]!.GetValue<string>()).ShouldBe(("promoted", DemoWorld.Vera.Name));
    }

    [Fact]
    public async Task A_withdrawn_review_of_a_deleted_version_is_asked_for_again_once_the_version_is_restored()
    {
        var world = await ReviewWorld.BeginAsync(host);
        var review = await world.RequestAsync();
        await host.Ben.SendAsync(HttpMethod.Put, $"{world.Of(review)}/withdrawal", new { reason = "It goes." }).JsonAsync();
        await host.Ben.CallAsync(HttpMethod.Delete, world.Project, "model-versions/delete", new { name = ReviewWorld.Model, version = "1" });

        (await host.Ben.SendAsync(HttpMethod.Post, $"{world.Of(review)}/requests", new { reason = "Or not." }).RefusalAsync(HttpStatusCode.Conflict)).ShouldContain("Restore it from the trash first");
        (await world.StatusAsync(review)).ShouldBe("withdrawn");
    }

    [Fact]
    public async Task Of_a_request_and_a_deletion_at_the_same_moment_one_comes_true()
    {
        for (var round = 0; round < 4; round++)
        {
            var world = await ReviewWorld.BeginAsync(host);

            var requesting = host.Ben.SendAsync(HttpMethod.Post, $"{world.Api}/reviews", new { model = ReviewWorld.Model, version = 1, target = new { kind = "alias", name = "champion" } });
            var deleting = host.Ada.SendAsync(HttpMethod.Delete, $"{world.Project}/api/2.0/mlflow/model-versions/delete", new { name = ReviewWorld.Model, version = "1" });
            await Task.WhenAll(requesting, deleting);

            ((await requesting).IsSuccessStatusCode ^ (await deleting).IsSuccessStatusCode).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task What_the_answer_to_an_act_finds_is_recorded_with_it()
    {
        var world = await ReviewWorld.BeginAsync(host);
        await world.ProtectAsync(approvals: new[] { new { count = 1 } }, checks: new[] { new { kind = "tag", name = "owner" } });
        await host.Ben.PostAsync(world.Project, "model-versions/set-tag", new { name = ReviewWorld.Model, version = "1", key = "owner", value = "risk" });
        var review = await world.RequestAsync();
        var posted = new { state = "passed", summary = "No group is off." };
        await host.Ben.SendAsync(HttpMethod.Put, $"{world.Of(review)}/checks/bias", posted).JsonAsync();
        await world.ApproveAsync(host.Vera, review);
        await host.Ben.CallAsync(HttpMethod.Delete, world.Project, "model-versions/delete-tag", new { name = ReviewWorld.Model, version = "1", key = "owner" });

        // The same result again changes nothing by itself; its answer weighs the review all the same.
        await host.Ben.SendAsync(HttpMethod.Put, $"{world.Of(review)}/checks/bias", posted).JsonAsync();

        (await world.ReadAsync(review))["decisions"]![0]!.Text("ended").ShouldBe("voided");
        (await world.EventsAsync("review.voided")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Who_posted_a_check_is_told_of_an_ended_review_without_being_kept_with_it()
    {
        var world = await ReviewWorld.BeginAsync(host);
        var review = await world.RequestAsync();
        await host.Ben.SendAsync(HttpMethod.Put, $"{world.Of(review)}/checks/bias", new { state = "passed" }).JsonAsync();
        await host.Ben.SendAsync(HttpMethod.Put, $"{world.Of(review)}/withdrawal", new { reason = "Not now." }).JsonAsync();

        var posted = (await world.ReadAsync(review))["checks"]![0]!["posted"]!;
        (posted.Text("by"), posted["isAuthor"]!.GetValue<bool>()).ShouldBe((DemoWorld.Ben.Name, true));
        await using var ben = await Acting.AsAsync(host, DemoWorld.Ben, world.Project);
        await using var db = await ben.Service<IDbContextFactory<SaasDb>>().CreateDbContextAsync(Ct);
        (await db.Reviews.Where(each => each.ProjectId == ben.Project.Id).Select(each => each.Kept).SingleAsync(Ct))!.ShouldNotContain(DemoWorld.Ben.Name);
    }

    private async Task<int> LetInAsync(ReviewWorld world, int version)
    {
        var review = await world.RequestAsync(version);
        await world.ApproveAsync(host.Vera, review);
        await world.PromoteAsync(host.Ben, review).JsonAsync();
        return review;
    }

    private async Task RegisterAsync(ReviewWorld world, int number, double accuracy)
    {
        var run = (await host.Ben.PostAsync(world.Project, "runs/create", new { experiment_id = "0", start_time = 1 }))["run"]!["info"]!.Text("run_id");
        await host.Ben.PostAsync(world.Project, "runs/log-metric", new { run_id = run, key = "accuracy", value = accuracy, step = 1, timestamp = 1 });
        var logged = await host.Ben.LogModelAsync(world.Project, run);
        await host.Ben.PostAsync(world.Project, "model-versions/create", new { name = ReviewWorld.Model, source = $"models:/{logged}", run_id = run });
        await host.Ben.PostAsync(world.Project, "model-versions/set-tag", new { name = ReviewWorld.Model, version = number.ToString(System.Globalization.CultureInfo.InvariantCulture), key = "owner", value = "risk" });
    }
}
