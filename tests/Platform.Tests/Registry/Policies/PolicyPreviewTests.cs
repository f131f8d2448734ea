using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Slipway.Registry.Mlflow;
using Slipway.Registry.Reviews;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Registry.Policies;

/// <summary>What a policy would change, before it is written and once it is.</summary>
public sealed class PolicyPreviewTests(SlipwayHost host)
{
    private static readonly object Champion = new { kind = "alias", name = "champion" };
    private static readonly object TwoAndTag = new { target = Champion, approvals = new[] { new { count = 2 } }, checks = new[] { new { kind = "tag", name = "owner" } } };

    [Fact]
    public async Task A_preview_tells_what_is_asked_otherwise_and_what_becomes_of_reviews_and_changes_nothing()
    {
        var world = await ReviewWorld.BeginAsync(host, versions: 2);
        var (approved, freed) = (await world.RequestAsync(1), await world.RequestAsync(2, "stage", "Production"));
        await world.ApproveAsync(host.Vera, approved);

        var preview = await PreviewAsync(world, TwoAndTag);

        preview["changes"]!.AsArray().Select(change => $"{change!["target"]!.Text("name")} {Texts(change["added"])} {Texts(change["dropped"])} {change["isGone"]}").ShouldBe(
        [
            "Production  1 approval by a reviewer true",
            "champion 2 approvals by somebody who may approve, the tag owner is set 1 approval by a reviewer false",
        ]);
        preview["reviews"]!["open"]!.GetValue<int>().ShouldBe(2);
        var affected = preview["reviews"]!["affected"]!.AsArray();
        affected.Select(review => review!["number"]!.GetValue<int>()).ShouldBe([freed, approved]);
        affected[0]!["isFreed"]!.GetValue<bool>().ShouldBeTrue();
        (affected[1]!.Text("before"), affected[1]!.Text("after"), Texts(affected[1]!["voids"])).ShouldBe(("approved", "open", "Vera Lindqvist"));
        Texts(affected[1]!["missing"]).ShouldBe("2 approvals by somebody who may approve, the check «the tag owner is set» fails");
        (await world.StatusAsync(approved)).ShouldBe("approved");
        (await world.EventsAsync("review.voided")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_policy_that_asks_the_same_affects_nothing()
    {
        var world = await ReviewWorld.BeginAsync(host);
        await world.RequestAsync();
        var targets = (await host.Ada.GetAsync($"{world.Api}/review-policy").JsonAsync())["targets"]!;

        var preview = await host.Ada.SendAsync(HttpMethod.Post, $"{world.Api}/review-policy/preview", new { targets }).JsonAsync();

        preview["changes"]!.AsArray().ShouldBeEmpty();
        preview["reviews"]!["affected"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_policy_that_applies_to_open_reviews_voids_what_saw_the_former_one_and_the_record_says_why()
    {
        var world = await ReviewWorld.BeginAsync(host, versions: 2);
        var (open, other) = (await world.RequestAsync(1), await world.RequestAsync(2, "stage", "Production"));
        await world.ApproveAsync(host.Vera, open);
        await world.ApproveAsync(host.Vera, other);
        var production = new { target = new { kind = "stage", name = "Production" }, approvals = new[] { new { count = 1, role = "reviewer" } } };

        await host.Ada.SendAsync(HttpMethod.Put, $"{world.Api}/review-policy", new { targets = new[] { TwoAndTag, production }, note = "Two look.", before = 1, appliesToOpen = true }).JsonAsync();

        var review = await world.ReadAsync(open);
        (review.Text("status"), review["policy"]!.GetValue<int>()).ShouldBe(("open", 2));
        review["decisions"]![0]!.Text("endedBecause").ShouldContain("the policy's version was 1 and is 2");
        review["acts"]!.AsArray().Select(act => $"{act!.Text("kind")} {act!.Text("words")} {act!.Text("actor")}").ShouldBe(["policyApplied Two look. Ada Moreno"]);
        (await world.MoveAliasAsync(host.Ben, 1, HttpStatusCode.Forbidden)).Text("message").ShouldContain("2 approvals");
        (await world.ReadAsync(other))["policy"]!.GetValue<int>().ShouldBe(1);
        (await world.StatusAsync(other)).ShouldBe("approved");
        (await world.EventsAsync("review.voided")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Everybody_reads_what_can_be_asked_and_only_maintainers_look_ahead_or_write()
    {
        var world = await ReviewWorld.BeginAsync(host, versions: 0);
        await host.Ben.TrainVersionAsync(world.Project, ReviewWorld.Model);
        await world.MoveAliasAsync(host.Ben, 1, alias: "challenger");

        var options = await host.Vera.GetAsync($"{world.Api}/review-policy/options").JsonAsync();

        options["aliases"]!.AsArray().Select(alias => alias!.GetValue<string>()).ShouldBe(["challenger"]);
        options["stages"]!.AsArray().Select(stage => stage!.GetValue<string>()).ShouldBe(["Staging", "Production"]);
        options["checks"]!.AsArray().Select(check => check!.Text("kind")).ShouldBe(
            ["metric", "metric-of-holder", "tag", "card", "signature", "management-level", "discussion", "external"], ignoreOrder: true);
        options["checks"]!.AsArray().First(check => check!.Text("kind") == "metric")!["known"]!.AsArray().Select(name => name!.GetValue<string>()).ShouldBe(["val/accuracy"]);
        foreach (var who in new[] { host.Ben, host.Vera })
        {
            await who.SendAsync(HttpMethod.Post, $"{world.Api}/review-policy/preview", new { targets = new[] { TwoAndTag } }).ShouldAnswerAsync(HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public async Task Globex_looks_at_no_policy_of_Acme()
    {
        var world = await ReviewWorld.BeginAsync(host);

        await host.Gus.GetAsync($"{world.Api}/review-policy/options").ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.SendAsync(HttpMethod.Post, $"{world.Api}/review-policy/preview", new { targets = new[] { TwoAndTag } }).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.SendAsync(HttpMethod.Put, $"{world.Api}/review-policy", new { targets = new[] { TwoAndTag }, note = "Mine.", before = 1, appliesToOpen = true }).ShouldAnswerAsync(HttpStatusCode.NotFound);
        (await host.Ada.GetAsync($"{world.Api}/review-policy").JsonAsync())["version"]!.GetValue<int>().ShouldBe(1);
    }

    private Task<JsonNode> PreviewAsync(ReviewWorld world, params object[] targets) => host.Ada.SendAsync(HttpMethod.Post, $"{world.Api}/review-policy/preview", new { targets }).JsonAsync();

    private static string Texts(JsonNode? texts) => string.Join(", ", texts!.AsArray().Select(text => text!.GetValue<string>()));
}
