using System.Net;
using Shouldly;
using Slipway.Registry.Mlflow;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Registry.Stages;

[Collection<GlobexStages>]
public sealed class StageTests(SlipwayHost host)
{
    private const string Stages = "/api/v1/organizations/globex/stages";

    [Fact]
    public async Task A_version_that_enters_a_stage_can_send_the_others_to_the_archive()
    {
        var project = await host.NewProjectAsync();
        await host.Ben.NewModelAsync(project, "m");
        await host.Ben.NewVersionAsync(project, "m");
        await host.Ben.NewVersionAsync(project, "m");

        await EnterAsync(project, "1", "staging", false);
        var entered = await EnterAsync(project, "2", "Staging", true);

        entered["model_version"]!.Text("current_stage").ShouldBe("Staging");
        (await host.Ben.ReadAsync(project, "model-versions/get?name=m&version=1"))["model_version"]!.Text("current_stage").ShouldBe("Archived");
        (await host.Ben.PostAsync(project, "registered-models/get-latest-versions", new { name = "m" })).Numbers().ShouldBe(["m 1", "m 2"]);
        (await host.Ben.ReadAsync(project, "registered-models/get-latest-versions?name=m&stages=staging")).Numbers().ShouldBe(["m 2"]);
        (await EnterAsync(project, "1", "Nowhere", false, HttpStatusCode.BadRequest)).Text("message").ShouldContain("None, Staging, Production, Archived");
        (await EnterAsync(project, "1", "Archived", true, HttpStatusCode.BadRequest)).Code().ShouldBe("INVALID_PARAMETER_VALUE");
        (await host.Ben.CallAsync(HttpMethod.Delete, project, "model-versions/delete", new { name = "m", version = "2" }, HttpStatusCode.BadRequest)).Text("message").ShouldContain("Staging");
    }

    [Fact]
    public async Task An_organization_says_which_stages_it_has_and_keeps_those_in_use()
    {
        const string Project = "/globex/turbines";
        await host.Gus.NewModelAsync(Project, "staged");
        await host.Gus.NewVersionAsync(Project, "staged");

        var defined = await host.Gus.SendAsync(HttpMethod.Put, Stages, new { stages = new[] { "Canary", "Live" } }).JsonAsync();
        await host.Gus.PostAsync(Project, "model-versions/transition-stage", new { name = "staged", version = "1", stage = "live" });

        defined.AsArray().Select(stage => stage!.GetValue<string>()).ShouldBe(["None", "Canary", "Live", "Archived"]);
        (await host.Gus.SendAsync(HttpMethod.Put, Stages, new { stages = new[] { "Canary" } }).RefusalAsync(HttpStatusCode.Conflict)).ShouldContain("Live");
        await host.Gus.PostAsync(Project, "model-versions/transition-stage", new { name = "staged", version = "1", stage = "None" });
        await host.Gus.SendAsync(HttpMethod.Put, Stages, new { stages = new[] { "Staging", "Production" } }).JsonAsync();
        await host.Ben.SendAsync(HttpMethod.Put, Stages, new { stages = new[] { "Mine" } }).ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    private Task<System.Text.Json.Nodes.JsonNode> EnterAsync(string project, string version, string stage, bool archive, HttpStatusCode status = HttpStatusCode.OK) =>
        host.Ben.PostAsync(project, "model-versions/transition-stage", new { name = "m", version, stage, archive_existing_versions = archive }, status);
}
