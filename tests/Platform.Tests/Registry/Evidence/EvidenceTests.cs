using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Slipway.Registry.Mlflow;
using Slipway.Registry.Reviews;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Registry.Evidence;

/// <summary>What decisions rest on, and what becomes of them when that changes.</summary>
public sealed class EvidenceTests(SlipwayHost host)
{
    [Fact]
    public async Task A_metric_measured_after_the_approval_voids_it_and_says_what_changed()
    {
        var (world, run) = await MeasuredAsync(0.93);
        var review = await world.RequestAsync();
        await world.ApproveAsync(host.Vera, review);
        await LogAsync(world, run, 0.5, step: 2);

        var voided = await world.ReadAsync(review);

        voided.Text("status").ShouldBe("open");
        voided["decisions"]![0]!.Text("ended").ShouldBe("voided");
        voided["decisions"]![0]!.Text("endedBecause").ShouldBe("the metric accuracy was 0.93 and is 0.5");
        (await world.MoveAliasAsync(host.Ben, 1, HttpStatusCode.Forbidden)).Text("message").ShouldContain("Missing: 1 approval by a reviewer");
        (await world.PromoteAsync(host.Ben, review).RefusalAsync(HttpStatusCode.Forbidden)).ShouldContain("isn't approved yet");
    }

    [Fact]
    public async Task A_new_approval_on_the_new_evidence_counts_beside_the_void_one()
    {
        var (world, run) = await MeasuredAsync(0.93);
        var review = await world.RequestAsync();
        await world.ApproveAsync(host.Vera, review);
        await LogAsync(world, run, 0.94, step: 2);
        await world.ApproveAsync(host.Vera, review);

        var approved = await world.ReadAsync(review);

        approved.Text("status").ShouldBe("approved");
        approved["decisions"]!.AsArray().Count.ShouldBe(2);
        approved["decisions"]![0]!.Text("evidence").ShouldNotBe(approved["decisions"]![1]!.Text("evidence"));
        await world.PromoteAsync(host.Ben, review).JsonAsync();
    }

    [Fact]
    public async Task Asking_again_binds_the_review_to_the_policy_of_today_and_voids_what_saw_another()
    {
        var world = await ReviewWorld.BeginAsync(host);
        var review = await world.RequestAsync();
        await world.ApproveAsync(host.Vera, review);
        await world.ProtectAsync(approvals: new[] { new { count = 2 } });

        (await world.StatusAsync(review)).ShouldBe("approved");
        await host.Ben.SendAsync(HttpMethod.Post, $"{world.Of(review)}/requests", new { reason = "Two are needed by now." }).JsonAsync();

        var asked = await world.ReadAsync(review);
        asked.Text("status").ShouldBe("open");
        asked["policy"]!.GetValue<int>().ShouldBe(2);
        asked["decisions"]![0]!.Text("endedBecause").ShouldBe("the policy's version was 1 and is 2");
        asked["missing"]!.ToJsonString().ShouldBe("[\"2 approvals by somebody who may approve\"]");
    }

    [Theory]
    [InlineData("atLeast", 0.9, "passed")]
    [InlineData("atLeast", 0.95, "failed")]
    [InlineData("atMost", 0.95, "passed")]
    [InlineData("atMost", 0.9, "failed")]
    public async Task A_metric_is_held_against_a_number(string must, double value, string state)
    {
        var (world, run) = await MeasuredAsync(0.93);
        await world.ProtectAsync(checks: new[] { new { kind = "metric", name = "accuracy", must, value } });

        var check = (await world.ReadAsync(await world.RequestAsync()))["checks"]![0]!;

        check.Text("state").ShouldBe(state);
        check.Text("why").ShouldBe("It is 0.93, as measured when the version was registered.");
        check.Text("proof").ShouldBe($"{world.Slug}/runs/{run}");
    }

    [Theory]
    [InlineData(0.93, 0.0, "passed")]
    [InlineData(0.91, 0.0, "failed")]
    [InlineData(0.91, 0.02, "passed")]
    public async Task A_metric_is_held_against_the_version_that_has_the_alias(double accuracy, double slack, string state)
    {
        var (world, _) = await MeasuredAsync(0.92);
        var first = await world.RequestAsync();
        await world.ApproveAsync(host.Vera, first);
        await world.PromoteAsync(host.Ben, first).JsonAsync();
        await world.ProtectAsync(checks: new[] { new { kind = "metric-of-holder", name = "accuracy", must = "atLeast", value = slack } });
        await VersionAsync(world, accuracy);

        var review = await world.ReadAsync(await world.RequestAsync(2));

        review["holder"]!.GetValue<int>().ShouldBe(1);
        review["checks"]![0]!.Text("state").ShouldBe(state);
        review["checks"]![0]!.Text("why").ShouldContain("version 1 has 0.92");
        review.Text("status").ShouldBe(state == "passed" ? "approved" : "open");
    }

    [Fact]
    public async Task Thresholds_are_held_against_what_was_measured_at_registration_and_for_the_first_time_since()
    {
        var (world, run) = await MeasuredAsync(0.93);
        await world.ProtectAsync(checks: new object[]
        {
            new { kind = "metric", name = "accuracy", must = "atMost", value = 0.93 },
            new { kind = "metric", name = "recall", must = "atLeast", value = 0.5 },
        });
        var review = await world.RequestAsync();
        var before = await world.ReadAsync(review);

        await LogAsync(world, run, 0.99, step: 2);
        await host.Ben.PostAsync(world.Project, "runs/log-metric", new { run_id = run, key = "recall", value = 0.6, step = 1, timestamp = 1 });

        before["checks"]!.AsArray().Select(check => check!.Text("state")).ShouldBe(["passed", "waiting"]);
        (await world.ReadAsync(review))["checks"]!.AsArray().Select(check => $"{check!.Text("state")} {check!.Text("why")}").ShouldBe([
            "passed It was 0.93 when the version was registered, which is what counts, and is 0.99 by now.",
            "passed It is 0.6, measured after the version was registered.",
        ]);
    }

    [Fact]
    public async Task A_signature_and_a_management_level_are_looked_for()
    {
        var world = await ReviewWorld.BeginAsync(host);
        await host.Ben.TrainVersionAsync(world.Project, ReviewWorld.Model);
        await world.ProtectAsync(checks: new object[] { new { kind = "signature" }, new { kind = "management-level", value = 2 } });

        var (bare, trained) = (await world.ReadAsync(await world.RequestAsync(1)), await world.ReadAsync(await world.RequestAsync(2)));

        bare["checks"]!.AsArray().Select(check => $"{check!.Text("state")}: {check!.Text("why")}").ShouldBe(
        [
            "failed: It has no MLmodel file. Log the model with an example or a signature, and register that.",
            "failed: It has no level yet. Level 0 lacks the run that made it: register it from a logged model or a run.",
        ]);
        trained["checks"]!.AsArray().Select(check => $"{check!.Text("state")}: {check!.Text("why")}").ShouldBe(["passed: It names one input, and no outputs.", "passed: It is at level 2."]);
        trained["checks"]![0]!.Text("proof").ShouldBe($"{world.Slug}/models/{ReviewWorld.Model}/versions/2?tab=signature");
        trained.Text("status").ShouldBe("approved");
    }

    [Fact]
    public async Task A_tag_that_is_needed_is_set_afterwards()
    {
        var world = await ReviewWorld.BeginAsync(host);
        await world.ProtectAsync(checks: new[] { new { kind = "tag", name = "owner" } });
        var review = await world.RequestAsync();

        (await world.ReadAsync(review))["missing"]!.ToJsonString().ShouldContain("the tag owner is set");
        await host.Ben.PostAsync(world.Project, "model-versions/set-tag", new { name = ReviewWorld.Model, version = "1", key = "owner", value = "risk" });

        (await world.StatusAsync(review)).ShouldBe("approved");
        await world.PromoteAsync(host.Ben, review).JsonAsync();
    }

    [Fact]
    public async Task A_check_from_outside_is_waited_for_and_its_repetition_changes_nothing()
    {
        var world = await ReviewWorld.BeginAsync(host);
        await world.ProtectAsync(approvals: new[] { new { count = 1 } }, checks: new[] { new { kind = "external", name = "bias" } });
        var review = await world.RequestAsync();
        await world.ApproveAsync(host.Vera, review);
        (await world.ReadAsync(review))["missing"]!.ToJsonString().ShouldContain("has no result");

        var @checked = (await world.ReadAsync(review)).Text("checked");
        await PostAsync(world, review, "failed", @checked).JsonAsync();
        (await world.ReadAsync(review))["decisions"]![0]!.Text("endedBecause").ShouldContain("had no result and fails");
        await PostAsync(world, review, "passed", @checked).JsonAsync();
        await world.ApproveAsync(host.Vera, review);
        var once = await PostAsync(world, review, "passed", @checked).JsonAsync();

        once.Text("status").ShouldBe("approved");
        once["checks"]!.AsArray().Count.ShouldBe(1);
        (await host.Vera.SendAsync(HttpMethod.Put, $"{world.Of(review)}/checks/bias", new { state = "failed" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_posted_check_says_who_posted_it_and_whether_that_is_the_author()
    {
        var world = await ReviewWorld.BeginAsync(host);
        await world.ProtectAsync(checks: new[] { new { kind = "external", name = "bias" } });
        var review = await world.RequestAsync();
        await PostAsync(world, review, "passed", null).JsonAsync();
        await host.Ada.SendAsync(HttpMethod.Put, $"{world.Of(review)}/checks/load", new { state = "passed" }).JsonAsync();

        var posted = (await world.ReadAsync(review))["checks"]!.AsArray().Select(check => check!["posted"]!).ToList();

        posted.Select(each => (each.Text("by"), each["isAuthor"]!.GetValue<bool>())).ShouldBe([("Ben Okafor", true), ("Ada Moreno", false)]);
        posted.ShouldAllBe(each => each["at"] != null);
    }

    [Fact]
    public async Task A_check_that_passes_after_the_approval_confirms_it()
    {
        var world = await ReviewWorld.BeginAsync(host);
        await world.ProtectAsync(approvals: new[] { new { count = 1 } }, checks: new[] { new { kind = "external", name = "bias" } });
        var review = await world.RequestAsync();
        await world.ApproveAsync(host.Vera, review);

        var confirmed = await PostAsync(world, review, "passed", null).JsonAsync();

        confirmed.Text("status").ShouldBe("approved");
        confirmed["decisions"]![0]!["ended"].ShouldBeNull();
    }

    [Fact]
    public async Task A_result_about_what_has_changed_since_counts_for_nothing()
    {
        var (world, run) = await MeasuredAsync(0.93);
        await world.ProtectAsync(checks: new[] { new { kind = "external", name = "bias" } });
        var review = await world.RequestAsync();
        var then = (await world.ReadAsync(review)).Text("checked");
        await PostAsync(world, review, "passed", then).JsonAsync();
        (await world.StatusAsync(review)).ShouldBe("approved");

        await LogAsync(world, run, 0.94, step: 2);

        var now = await world.ReadAsync(review);
        now.Text("status").ShouldBe("open");
        now["checks"]![0]!.Text("why").ShouldContain("run it again");
        (await PostAsync(world, review, "passed", then).JsonAsync()).Text("status").ShouldBe("open");
    }

    [Fact]
    public void The_digest_tells_apart_what_reads_alike()
    {
        new EvidenceList([new("a", "1"), new("b", "2")]).Digest.ShouldBe(new EvidenceList([new("b", "2"), new("a", "1")]).Digest);
        new EvidenceList([new("a", "1\n1:b=1:2")]).Digest.ShouldNotBe(new EvidenceList([new("a", "1"), new("b", "2")]).Digest);
        new EvidenceList([new("a", "1")]).ChangesSince(new([])).ShouldBe(["a was added and is 1"]);
    }

    [Fact]
    public void What_changed_is_told_in_words_that_need_no_key()
    {
        Changed(new("the metric auc", "0.123456789012"), new("the metric auc", "0.98765432109876")).ShouldBe("the metric auc was 0.123457 and is 0.987654");
        Changed(new("the metric auc", "0.9000000001"), new("the metric auc", "0.9000000002")).ShouldBe("the metric auc is 0.9 as before when rounded, and differs in later digits");
        Changed(null, new("the check «bias passes»", "Waiting", IsCheck: true)).ShouldBe("the check «bias passes» was added and has no result");
        Changed(new("the check «bias passes»", "Passed", IsCheck: true), null).ShouldBe("the check «bias passes» isn't asked for any more");
        Changed(new("the digest of the files", new string('a', 64)), new("the digest of the files", new string('b', 64))).ShouldBe("the digest of the files was aaaaaaaaaaaa… and is bbbbbbbbbbbb…");
    }

    private static string Changed(EvidenceItem? before, EvidenceItem? now) =>
        new EvidenceList(now is null ? [] : [now]).ChangesSince(new(before is null ? [] : [before])).ShouldHaveSingleItem();

    private static Task<HttpResponseMessage> PostAsync(ReviewWorld world, int review, string state, string? of) =>
        world.Host.Ben.SendAsync(HttpMethod.Put, $"{world.Of(review)}/checks/bias", new { state, summary = "No group is off.", link = "https://ci.example/7", @checked = of });

    private async Task<(ReviewWorld World, string Run)> MeasuredAsync(double accuracy)
    {
        var world = await ReviewWorld.BeginAsync(host, versions: 0);
        return (world, await VersionAsync(world, accuracy));
    }

    /// <summary>Registers a version of a run with this accuracy; answers the run.</summary>
    private async Task<string> VersionAsync(ReviewWorld world, double accuracy)
    {
        var run = (await host.Ben.PostAsync(world.Project, "runs/create", new { experiment_id = "0", start_time = 1 }))["run"]!["info"]!.Text("run_id");
        await LogAsync(world, run, accuracy, step: 1);
        var logged = await host.Ben.LogModelAsync(world.Project, run);
        await host.Ben.PostAsync(world.Project, "model-versions/create", new { name = ReviewWorld.Model, source = $"models:/{logged}", run_id = run });
        return run;
    }

    private Task<JsonNode> LogAsync(ReviewWorld world, string run, double accuracy, int step) =>
        host.Ben.PostAsync(world.Project, "runs/log-metric", new { run_id = run, key = "accuracy", value = accuracy, step, timestamp = step });
}
