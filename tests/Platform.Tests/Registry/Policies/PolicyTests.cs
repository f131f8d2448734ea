using System.Net;
using Shouldly;
using Slipway.Demo;
using Slipway.Registry.Reviews;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Registry.Policies;

/// <summary>What a project asks before it lets versions in, and who may say so.</summary>
public sealed class PolicyTests(SlipwayHost host)
{
    [Fact]
    public async Task A_project_begins_with_nothing_protected_and_its_aliases_and_stages_move_without_a_review()
    {
        var world = await ReviewWorld.BeginAsync(host, isProtected: false);

        var policy = await host.Vera.GetAsync($"{world.Api}/review-policy").JsonAsync();
        await world.MoveAliasAsync(host.Ben, 1);
        await world.EnterAsync(host.Ben, 1, "Production");

        policy["version"]!.GetValue<int>().ShouldBe(0);
        policy["targets"]!.AsArray().ShouldBeEmpty();
        (await host.Ben.SendAsync(HttpMethod.Post, $"{world.Api}/reviews", new { model = ReviewWorld.Model, version = 1, target = new { kind = "alias", name = "champion" } }).RefusalAsync(HttpStatusCode.Conflict)).ShouldContain("doesn't protect it");
    }

    [Fact]
    public async Task Every_edit_is_a_version_that_is_kept_and_one_that_was_overtaken_is_refused()
    {
        var world = await ReviewWorld.BeginAsync(host, versions: 0, isProtected: false);
        await world.ProtectAsync(name: "first");
        await world.ProtectAsync(name: "second");

        var versions = (await host.Ben.GetAsync($"{world.Api}/review-policy/versions").JsonAsync()).AsArray();
        versions.Select(each => each!["version"]!.GetValue<int>()).ShouldBe([2, 1, 0]);
        versions[1]!["targets"]![0]!["target"]!.Text("name").ShouldBe("first");
        versions[0]!.Text("by").ShouldBe(DemoWorld.Ada.Name);
        (await host.Ada.SendAsync(HttpMethod.Put, $"{world.Api}/review-policy", new { targets = Array.Empty<object>(), note = "Late.", before = 1 }).RefusalAsync(HttpStatusCode.Conflict)).ShouldContain("at version 2");
        await host.Ben.SendAsync(HttpMethod.Put, $"{world.Api}/review-policy", new { targets = Array.Empty<object>(), note = "Mine.", before = 2 }).ShouldAnswerAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Of_two_edits_at_the_same_moment_one_is_taken()
    {
        var world = await ReviewWorld.BeginAsync(host, versions: 0, isProtected: false);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => host.Ada.SendAsync(HttpMethod.Put, $"{world.Api}/review-policy", new { targets = Array.Empty<object>(), note = "At once.", before = 0 })));

        answers.Count(answer => answer.IsSuccessStatusCode).ShouldBe(1);
        answers.ShouldAllBe(answer => answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData("""{"target":{"kind":"stage","name":"Nowhere"}}""", "Value must be one of")]
    [InlineData("""{"target":{"kind":"stage","name":"Archived"}}""", "can't be protected")]
    [InlineData("""{"target":{"kind":"alias","name":"latest"}}""", "reserved")]
    [InlineData("""{"target":{"kind":"alias","name":"a"},"checks":[{"kind":"magic"}]}""", "no check of the kind")]
    [InlineData("""{"target":{"kind":"alias","name":"a"},"checks":[{"kind":"metric","name":"accuracy"}]}""", "Check 1 for the alias a can't be asked for: It needs the metric's name")]
    [InlineData("""{"target":{"kind":"alias","name":"a"},"checks":[{"kind":"management-level","value":3}]}""", "from 0 to 2")]
    [InlineData("""{"target":{"kind":"alias","name":"a"},"checks":[{"kind":"tag","name":"x"},{"kind":"tag","name":"x"}]}""", "asks twice")]
    [InlineData("""{"target":{"kind":"alias","name":"a"},"approvals":[{"count":1,"people":[{"id":"0196a1b2-0000-7000-8000-000000000000"}]}]}""", "no member")]
    [InlineData("""{"target":{"kind":"alias","name":"a"},"approvals":[{"count":1,"teams":["no-such-team"]}]}""", "There is no team")]
    [InlineData("""{"target":{"kind":"alias","name":"a"},"approvals":[{"count":0}]}""", "1 and 20")]
    public async Task A_policy_that_nothing_could_meet_is_refused_with_a_sentence(string target, string sentence)
    {
        var world = await ReviewWorld.BeginAsync(host, versions: 0, isProtected: false);
        using var body = new StringContent($$"""{"targets":[{{target}}],"note":"Try.","before":0}""", System.Text.Encoding.UTF8, "application/json");

        using var answer = await host.Ada.PutAsync($"{world.Api}/review-policy", body, TestContext.Current.CancellationToken);

        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, text);
        text.ShouldContain(sentence);
    }

    [Fact]
    public async Task Approvals_are_counted_by_role_team_and_name()
    {
        var world = await ReviewWorld.BeginAsync(host);
        var (risk, other) = (await host.JoinAcmeAsync(), await host.JoinAcmeAsync());
        var team = await host.NewTeamAsync(risk.Id);
        await world.ProtectAsync(approvals: new object[]
        {
            new { count = 1, teams = new[] { team } },
            new { count = 1, role = "maintainer", people = new[] { new { id = await host.IdOfAsync(DemoWorld.Vera) } } },
        });
        var review = await world.RequestAsync();

        (await world.ReadAsync(review))["missing"]!.AsArray().Select(each => each!.GetValue<string>())
            .ShouldBe([$"1 approval by the team Team {team}", "1 approval by a maintainer or Vera Lindqvist"]);
        await world.ApproveAsync(other.Http, review);
        (await world.ReadAsync(review))["missing"]!.AsArray().Count.ShouldBe(2);
        await world.ApproveAsync(risk.Http, review);
        (await world.ReadAsync(review))["missing"]!.AsArray().Count.ShouldBe(1);
        await world.ApproveAsync(host.Vera, review);

        (await world.StatusAsync(review)).ShouldBe("approved");
    }

    [Fact]
    public async Task The_queue_shows_each_what_waits_for_them()
    {
        var world = await ReviewWorld.BeginAsync(host);
        await world.ProtectAsync(approvals: new object[] { new { count = 1, people = new[] { new { id = await host.IdOfAsync(DemoWorld.Vera) } } } });
        var review = await world.RequestAsync();
        var list = $"{world.Api}/reviews?scope=";

        (await host.Vera.GetAsync(list + "waiting").JsonAsync())["items"]![0]!["number"]!.GetValue<int>().ShouldBe(review);
        (await host.Ada.GetAsync(list + "waiting").JsonAsync())["items"]!.AsArray().ShouldBeEmpty();
        var mine = await host.Ben.GetAsync(list + "mine&status=open").JsonAsync();
        (mine["mine"]!.GetValue<int>(), mine["waiting"]!.GetValue<int>(), mine["items"]!.AsArray().Count).ShouldBe((1, 0, 1));
        await world.ApproveAsync(host.Vera, review);
        (await host.Vera.GetAsync(list + "waiting").JsonAsync())["waiting"]!.GetValue<int>().ShouldBe(0);
        (await host.Ben.GetAsync(list + "all&status=changesRequested").JsonAsync())["items"]!.AsArray().ShouldBeEmpty();
        (await host.Ben.GetAsync("/api/v1/organizations/acme/reviews?scope=mine&status=approved").JsonAsync())["items"]!.AsArray().ShouldContain(each => each!.Text("project") == world.Slug);
    }
}
