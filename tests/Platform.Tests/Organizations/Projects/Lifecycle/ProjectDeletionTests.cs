using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Slipway.Billing;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Organizations.Projects.Lifecycle;

public sealed class ProjectDeletionTests(SlipwayHost host)
{
    private const string Acme = "/api/v1/organizations/acme";

    [Fact]
    public async Task A_deleted_project_is_gone_everywhere_at_once_keeps_its_address_and_is_restored_whole()
    {
        var project = await host.NewProjectAsync();
        var run = await host.Ben.NewRunAsync(project);
        await host.Ben.PostAsync(project, "runs/log-metric", new { run_id = run, key = "loss", value = 0.5, step = 1, timestamp = 1 });
        var before = await host.Ben.ReadAsync(project, $"runs/get?run_id={run}");

        await host.Ada.DeleteProjectAsync(project).ShouldAnswerAsync(HttpStatusCode.NoContent);

        (await host.Ben.GetAsync(Lifecycles.Api(project)).RefusalAsync(HttpStatusCode.NotFound)).ShouldContain("an owner or admin of the organization can restore it");
        (await SlugsAsync(host.Ben)).ShouldNotContain(Lifecycles.Slug(project));
        var refused = await host.Ben.PostAsync(project, "runs/log-metric", new { run_id = run, key = "loss", value = 0.5, step = 2, timestamp = 2 }, HttpStatusCode.NotFound);
        refused.Code().ShouldBe("RESOURCE_DOES_NOT_EXIST");
        refused.Text("message").ShouldStartWith($"The project '{Lifecycles.Slug(project)}' was deleted on ");
        (await host.Ada.SendAsync(HttpMethod.Post, $"{Acme}/projects", new { name = "Another", slug = Lifecycles.Slug(project) }).RefusalAsync(HttpStatusCode.Conflict)).ShouldContain("belongs to a deleted project");
        (await host.Ada.GetAsync($"{Acme}/activity?limit=100").JsonAsync()).ToJsonString().ShouldNotContain($"projects/{Lifecycles.Slug(project)}");

        await host.Ada.RestoreProjectAsync(project).ShouldAnswerAsync(HttpStatusCode.NoContent);
        (await host.Ben.ReadAsync(project, $"runs/get?run_id={run}")).ToJsonString().ShouldBe(before.ToJsonString());
        (await SlugsAsync(host.Ben)).ShouldContain(Lifecycles.Slug(project));
        (await host.ToldAsync(project, "restored the project")).ShouldContain("with 1 experiment, 1 run, 1 metric point");
    }

    [Fact]
    public async Task Before_a_deletion_it_is_said_in_numbers_what_goes_and_the_name_confirms_it()
    {
        var project = await host.NewProjectAsync();
        await host.Ben.NewRunAsync(project);
        await host.Ben.NewRunAsync(project);

        var preview = await host.Ada.GetAsync($"{Lifecycles.Api(project)}/deletion").JsonAsync();
        preview.Text("name").ShouldBe(Lifecycles.Slug(project));
        preview["lost"]!.AsArray().Select(each => each!.Text("words")).ShouldBe(["1 experiment", "2 runs"]);
        preview["held"]!.AsArray().ShouldBeEmpty();
        (DateTime.Parse(preview.Text("restorableUntil"), System.Globalization.CultureInfo.InvariantCulture).ToUniversalTime() - TimeProvider.System.GetUtcNow().UtcDateTime).TotalDays.ShouldBe(30, 0.1);

        (await host.Ada.DeleteProjectAsync(project, "something else").RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain($"type its name as it is: {Lifecycles.Slug(project)}");
        await host.Ben.GetAsync(Lifecycles.Api(project)).ShouldAnswerAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_is_in_production_keeps_its_project_until_it_is_taken_out()
    {
        var project = await host.NewProjectAsync();
        var run = await host.Ben.NewRunAsync(project);
        await host.Ben.PostAsync(project, "registered-models/create", new { name = "fraud" });
        await host.Ben.PostAsync(project, "model-versions/create", new { name = "fraud", source = $"runs:/{run}/model", run_id = run });
        await host.Ben.PostAsync(project, "registered-models/alias", new { name = "fraud", alias = "champion", version = "1" });

        (await host.Ada.GetAsync($"{Lifecycles.Api(project)}/deletion").JsonAsync())["held"]!.AsArray().Single()!.ToString().ShouldBe("version 1 of the model 'fraud'");
        (await host.Ada.DeleteProjectAsync(project).RefusalAsync(HttpStatusCode.Conflict)).ShouldStartWith("Version 1 of the model 'fraud' is in production");

        await host.Ben.SendAsync(HttpMethod.Delete, $"{project}/api/2.0/mlflow/registered-models/alias", new { name = "fraud", alias = "champion" }).ShouldAnswerAsync(HttpStatusCode.OK);
        await host.Ada.DeleteProjectAsync(project).ShouldAnswerAsync(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Owners_and_admins_delete_and_restore_and_nobody_else_and_Globex_finds_nothing()
    {
        var project = await host.NewProjectAsync();
        var (maintainer, admin) = (await host.JoinAcmeAsync(), await host.JoinAcmeAsync(Foundation.Access.OrganizationRole.Admin));
        await host.Ada.SendAsync(HttpMethod.Put, $"{Lifecycles.Api(project)}/people/{maintainer.Id}", new { role = "maintainer" }).ShouldAnswerAsync(HttpStatusCode.NoContent);

        await maintainer.Http.DeleteProjectAsync(project).ShouldAnswerAsync(HttpStatusCode.Forbidden);
        await maintainer.Http.GetAsync($"{Lifecycles.Api(project)}/deletion").ShouldAnswerAsync(HttpStatusCode.Forbidden);
        await host.Gus.DeleteProjectAsync(project).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await admin.Http.DeleteProjectAsync(project).ShouldAnswerAsync(HttpStatusCode.NoContent);

        (await host.Gus.GetAsync(Lifecycles.Api(project)).RefusalAsync(HttpStatusCode.NotFound)).ShouldNotContain("deleted");
        (await host.Gus.GetAsync($"{project}/api/2.0/mlflow/experiments/get?experiment_id=0").JsonAsync(HttpStatusCode.NotFound)).Text("message").ShouldNotContain("deleted");
        await host.Gus.RestoreProjectAsync(project).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await maintainer.Http.RestoreProjectAsync(project).ShouldAnswerAsync(HttpStatusCode.Forbidden);
        await maintainer.Http.GetAsync($"{Acme}/deleted-projects").ShouldAnswerAsync(HttpStatusCode.Forbidden);
        var listed = (await admin.Http.GetAsync($"{Acme}/deleted-projects").JsonAsync()).AsArray().Single(each => each!.Text("slug") == Lifecycles.Slug(project))!;
        (listed.Text("deletedBy"), (bool)listed["isErasing"]!).ShouldBe((admin.Name, false));
        await admin.Http.RestoreProjectAsync(project).ShouldAnswerAsync(HttpStatusCode.NoContent);
        (await admin.Http.RestoreProjectAsync(project).RefusalAsync(HttpStatusCode.Conflict)).ShouldContain("isn't deleted");
        await maintainer.Http.GetAsync(Lifecycles.Api(project)).ShouldAnswerAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Who_did_not_see_a_private_project_does_not_learn_that_it_was_deleted()
    {
        var project = await host.NewProjectAsync();
        await host.Ada.SendAsync(HttpMethod.Put, $"{Lifecycles.Api(project)}/settings", new { name = Lifecycles.Slug(project), visibility = "private" }).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await host.Ada.DeleteProjectAsync(project).ShouldAnswerAsync(HttpStatusCode.NoContent);

        (await host.Ben.GetAsync(Lifecycles.Api(project)).RefusalAsync(HttpStatusCode.NotFound)).ShouldNotContain("deleted");
        (await host.Ben.PostAsync(project, "runs/create", new { experiment_id = "0" }, HttpStatusCode.NotFound)).Text("message").ShouldNotContain("deleted");
    }

    [Fact]
    public async Task A_token_that_stands_for_a_deleted_project_is_told_so_at_the_bare_host()
    {
        var project = await host.NewProjectAsync();
        var token = (await host.Ben.SendAsync(HttpMethod.Post, $"{Acme}/tokens", new { name = "script", project = Lifecycles.Slug(project), onlyProject = true }).JsonAsync()).Text("secret");
        using var script = host.With(token);
        await script.PostAsync("", "runs/create", new { experiment_id = "0", start_time = 1 });

        await host.Ada.DeleteProjectAsync(project).ShouldAnswerAsync(HttpStatusCode.NoContent);

        (await script.PostAsync("", "runs/create", new { experiment_id = "0" }, HttpStatusCode.NotFound)).Text("message").ShouldContain("was deleted on");
    }

    [Fact]
    public async Task A_project_comes_back_archived_when_it_was()
    {
        var project = await host.NewProjectAsync();
        await host.Ada.SendAsync(HttpMethod.Put, $"{Lifecycles.Api(project)}/archive").ShouldAnswerAsync(HttpStatusCode.NoContent);
        await host.Ada.DeleteProjectAsync(project).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await host.Ada.RestoreProjectAsync(project).ShouldAnswerAsync(HttpStatusCode.NoContent);

        (await host.Ben.PostAsync(project, "runs/create", new { experiment_id = "0" }, HttpStatusCode.BadRequest)).Code().ShouldBe("INVALID_STATE");
    }

    [Fact]
    public async Task It_takes_its_room_until_it_is_erased_so_that_restoring_is_never_refused()
    {
        var founded = await Founded.NewAsync(host);
        await founded.LimitAsync(Foundation.Ledger.Resource.Projects, 1);
        await founded.Owner.DeleteProjectAsync(founded.Project, "First").ShouldAnswerAsync(HttpStatusCode.NoContent);

        await founded.Owner.SendAsync(HttpMethod.Post, $"{founded.Api}/projects", new { name = "Second" }).ShouldAnswerAsync(HttpStatusCode.Forbidden);
        await founded.Owner.RestoreProjectAsync(founded.Project).ShouldAnswerAsync(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task What_was_logged_while_it_is_deleted_is_either_refused_or_there_when_it_is_restored()
    {
        var project = await host.NewProjectAsync();
        var runs = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => host.Ben.NewRunAsync(project)));
        using var begun = new SemaphoreSlim(0);
        var logging = runs.Select(run => LogUntilRefusedAsync(project, run, begun)).ToList();
        foreach (var _ in runs)
        {
            await begun.WaitAsync(TestContext.Current.CancellationToken);
        }

        await host.Ada.DeleteProjectAsync(project).ShouldAnswerAsync(HttpStatusCode.NoContent);
        var answered = await Task.WhenAll(logging);
        // Whoever asks after the deletion was answered is refused.
        await host.Ben.PostAsync(project, "runs/log-metric", Point(runs[0], 0), HttpStatusCode.NotFound);
        await host.Ada.RestoreProjectAsync(project).ShouldAnswerAsync(HttpStatusCode.NoContent);

        answered.ShouldAllBe(each => each.Logged > 0 && each.Refusal.Contains("was deleted on"));
        foreach (var (run, (logged, _)) in runs.Zip(answered))
        {
            var history = await host.Ben.ReadAsync(project, $"metrics/get-history?run_id={run}&metric_key=loss&max_results=25000");
            history["metrics"]!.AsArray().Count.ShouldBe(logged);
        }
    }

    private static object Point(string run, int step) => new { run_id = run, key = "loss", value = 0.5, step, timestamp = step };

    private async Task<(int Logged, string Refusal)> LogUntilRefusedAsync(string project, string run, SemaphoreSlim begun)
    {
        using var client = host.Ben;
        for (var step = 1; ; step++)
        {
            using var answer = await client.SendAsync(HttpMethod.Post, $"{project}/api/2.0/mlflow/runs/log-metric", Point(run, step));
            if (answer.StatusCode is not HttpStatusCode.OK)
            {
                answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
                return (step - 1, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.Text("message"));
            }

            if (step == 3)
            {
                begun.Release();
            }
        }
    }

    private static async Task<IReadOnlyList<string>> SlugsAsync(HttpClient who) => [.. (await who.GetAsync($"{Acme}/projects").JsonAsync()).AsArray().Select(each => each!.Text("slug"))];
}
