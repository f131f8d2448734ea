using System.Net;
using Shouldly;
using Slipway.Demo;
using Slipway.Registry.Mlflow;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Registry.Stages;

/// <summary>What becomes of versions, reviews and policies when an organization changes its stages.</summary>
[Collection<GlobexStages>]
public sealed class StageDefinitionTests(SlipwayHost host)
{
    private const string Stages = "/api/v1/organizations/globex/stages";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_relies_on_a_stage_is_known_before_it_goes_and_its_versions_go_to_the_archive_when_asked()
    {
        var project = await ProjectAsync();
        await host.Gus.NewModelAsync(project, "fraud & theft");
        await host.Gus.NewVersionAsync(project, "fraud & theft");
        await host.Gus.NewVersionAsync(project, "fraud & theft");
        await DefineAsync(["Trial", "Canary", "Live"]);
        await EnterAsync(project, "1", "Canary");
        await EnterAsync(project, "2", "Canary");

        var uses = (await host.Gus.GetAsync($"{Stages}/use", Ct).JsonAsync()).AsArray();
        uses.Select(use => $"{use!.Text("stage")} {use!["versions"]}").ShouldBe(["Trial 0", "Canary 2", "Live 0"]);
        uses[1]!["some"]!.AsArray().Select(version => $"{version!.Text("model")} {version!["version"]}").Order().ShouldBe(["fraud & theft 1", "fraud & theft 2"]);
        (await DefineAsync(["Live"], HttpStatusCode.Conflict)).ShouldContain("Canary");
        await DefineAsync(["Live"], archive: ["Canary"]);

        foreach (var version in new[] { 1, 2 })
        {
            (await host.Gus.ReadAsync(project, $"model-versions/get?name={Uri.EscapeDataString("fraud & theft")}&version={version}"))["model_version"]!.Text("current_stage").ShouldBe("Archived");
        }

        var moves = await host.Gus.GetAsync($"/api/v1/organizations/globex/projects/{project.Split('/')[^1]}/models/{Uri.EscapeDataString("fraud & theft")}/promotions?version=1", Ct).JsonAsync();
        moves[0]!.ToJsonString().ShouldContain("Archived");
        await DefineAsync([.. Stage.Defaults]);
    }

    [Fact]
    public async Task A_version_never_ends_up_in_a_stage_that_is_taken_away_while_it_enters()
    {
        var project = await ProjectAsync();
        await host.Gus.NewModelAsync(project, "racing");
        await host.Gus.NewVersionAsync(project, "racing");
        for (var round = 0; round < 15; round++)
        {
            await DefineAsync(["Canary", "Live"]);
            var entering = host.Gus.SendAsync(HttpMethod.Post, $"{project}/api/2.0/mlflow/model-versions/transition-stage", new { name = "racing", version = "1", stage = "Canary", archive_existing_versions = false });
            var taking = host.Gus.SendAsync(HttpMethod.Put, Stages, new { stages = new[] { "Live" } });
            await Task.WhenAll(entering, taking);

            var stage = (await host.Gus.ReadAsync(project, "model-versions/get?name=racing&version=1"))["model_version"]!.Text("current_stage");
            ((await taking).IsSuccessStatusCode, stage).ShouldNotBe((true, "Canary"));
            await EnterAsync(project, "1", "Archived", "racing");
        }

        await DefineAsync([.. Stage.Defaults]);
    }

    [Fact]
    public async Task A_stage_that_a_project_protects_is_not_emptied_by_taking_it_away()
    {
        var project = await ProjectAsync();
        var api = $"/api/v1/organizations/globex/projects/{project.Split('/')[^1]}";
        await host.Gus.NewModelAsync(project, "m");
        await host.Gus.NewVersionAsync(project, "m");
        await DefineAsync(["Trial", "Guarded"]);
        await EnterAsync(project, "1", "Guarded", "m");
        await host.Gus.SendAsync(HttpMethod.Put, $"{api}/review-policy", new { targets = new[] { new { target = new { kind = "stage", name = "Guarded" }, approvals = new[] { new { role = "reviewer" } } } }, note = "By a review.", before = 0 }).JsonAsync();

        (await host.Gus.GetAsync($"{Stages}/use", Ct).JsonAsync())[1]!["protectedIn"]!.GetValue<int>().ShouldBe(1);
        (await DefineAsync(["Trial"], HttpStatusCode.Forbidden, ["Guarded"])).ShouldContain("protected");
        (await host.Gus.ReadAsync(project, "model-versions/get?name=m&version=1"))["model_version"]!.Text("current_stage").ShouldBe("Guarded");
        await host.Gus.SendAsync(HttpMethod.Put, $"{api}/review-policy", new { targets = Array.Empty<object>(), note = "Free.", before = 1 }).JsonAsync();
        await DefineAsync([.. Stage.Defaults], archive: ["Guarded"]);
    }

    [Fact]
    public async Task A_stage_that_a_review_asks_for_stays_and_a_change_that_was_overtaken_is_refused()
    {
        var project = await ProjectAsync();
        var api = $"/api/v1/organizations/globex/projects/{project.Split('/')[^1]}";
        await host.Gus.NewModelAsync(project, "m");
        await host.Gus.NewVersionAsync(project, "m");
        await DefineAsync(["Trial", "Asked"]);
        await host.Gus.SendAsync(HttpMethod.Put, $"{api}/review-policy", new { targets = new[] { new { target = new { kind = "stage", name = "Asked" }, approvals = new[] { new { role = "reviewer" } } } }, note = "Guarded.", before = 0 }).JsonAsync();
        await host.Gus.SendAsync(HttpMethod.Post, $"{api}/reviews", new { model = "m", version = 1, target = new { kind = "stage", name = "Asked" }, reason = "Ready." }).JsonAsync();

        (await DefineAsync(["Trial"], HttpStatusCode.Conflict)).ShouldContain("Review 1");
        (await host.Gus.SendAsync(HttpMethod.Put, Stages, new { stages = new[] { "Trial", "Asked", "After" }, before = new[] { "Trial" } }).RefusalAsync(HttpStatusCode.Conflict)).ShouldContain("Trial, Asked");
        await host.Gus.SendAsync(HttpMethod.Put, $"{api}/reviews/1/withdrawal", new { reason = "No." }).JsonAsync();
        await DefineAsync([.. Stage.Defaults]);
    }

    [Fact]
    public async Task Only_who_manages_an_organization_sees_the_use_of_its_stages()
    {
        await host.Ben.GetAsync("/api/v1/organizations/acme/stages/use", Ct).ShouldAnswerAsync(HttpStatusCode.Forbidden);
        await host.Ben.SendAsync(HttpMethod.Put, "/api/v1/organizations/acme/stages", new { stages = new[] { "Mine" } }).ShouldAnswerAsync(HttpStatusCode.Forbidden);
        await host.Gus.GetAsync("/api/v1/organizations/acme/stages/use", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.SendAsync(HttpMethod.Put, "/api/v1/organizations/acme/stages", new { stages = new[] { "Mine" } }).ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    private async Task<string> ProjectAsync()
    {
        var slug = $"s{Guid.CreateVersion7():n}"[..30];
        await host.Gus.SendAsync(HttpMethod.Post, "/api/v1/organizations/globex/projects", new { name = slug, slug }).JsonAsync();
        return $"/{DemoWorld.Globex}/{slug}";
    }

    private Task EnterAsync(string project, string version, string stage, string name = "fraud & theft") => host.Gus.PostAsync(project, "model-versions/transition-stage", new { name, version, stage });

    private async Task<string> DefineAsync(string[] stages, HttpStatusCode status = HttpStatusCode.OK, string[]? archive = null) =>
        (await host.Gus.SendAsync(HttpMethod.Put, Stages, new { stages, archive }).JsonAsync(status)).ToJsonString();
}

/// <summary>Tests that change the stages of Globex, one after the other.</summary>
[CollectionDefinition]
public sealed class GlobexStages;
