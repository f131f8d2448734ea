using System.Net;
using Shouldly;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Organizations.Projects.Lifecycle;

public sealed class ProjectArchiveTests(SlipwayHost host)
{
    [Fact]
    public async Task An_archived_project_is_read_and_refuses_what_clients_log_until_it_is_taken_out()
    {
        var project = await host.NewProjectAsync();
        var run = await NewRunAsync(project);
        await ArchiveAsync(host.Ada, project).ShouldAnswerAsync(HttpStatusCode.NoContent);

        var refused = await host.Ben.PostAsync(project, "runs/log-metric", Point(run, 2), HttpStatusCode.BadRequest);
        refused.Code().ShouldBe("INVALID_STATE");
        refused.Text("message").ShouldStartWith($"The project '{Slug(project)}' has been archived since ");
        (await host.Ben.PostAsync(project, "runs/create", new { experiment_id = "0", start_time = 1 }, HttpStatusCode.BadRequest)).Code().ShouldBe("INVALID_STATE");
        (await host.Ben.SendAsync(HttpMethod.Post, $"{Api(project)}/comments", new { kind = "run", subject = run, text = "Why?" }).RefusalAsync(HttpStatusCode.Conflict)).ShouldContain("nothing in it changes");
        (await host.Ada.SendAsync(HttpMethod.Put, $"{Api(project)}/settings", new { name = "Other", visibility = "private" }).RefusalAsync(HttpStatusCode.Conflict)).ShouldContain("take it out of the archive");
        (await host.Ben.ReadAsync(project, $"runs/get?run_id={run}"))["run"]!["data"]!["metrics"]!.AsArray().Single()!["step"]!.ToString().ShouldBe("1");

        await host.Ada.DeleteAsync($"{Api(project)}/archive").ShouldAnswerAsync(HttpStatusCode.NoContent);
        await host.Ben.PostAsync(project, "runs/log-metric", Point(run, 2));
        (await host.ToldAsync(project, "out of the archive")).ShouldContain("archived the project");
    }

    [Fact]
    public async Task Archived_projects_are_listed_apart()
    {
        var (active, archived) = (await host.NewProjectAsync(), await host.NewProjectAsync());
        await ArchiveAsync(host.Ada, archived).ShouldAnswerAsync(HttpStatusCode.NoContent);

        var those = await SlugsAsync("?archived=true");
        var others = await SlugsAsync("?archived=false");

        those.ShouldContain(Slug(archived));
        those.ShouldNotContain(Slug(active));
        others.ShouldContain(Slug(active));
        others.ShouldNotContain(Slug(archived));
        (await SlugsAsync("")).ShouldBeSubsetOf(those.Concat(others));
        (await host.Ben.GetAsync(Api(archived)).JsonAsync())["archivedAt"].ShouldNotBeNull();
    }

    [Fact]
    public async Task A_second_time_changes_nothing_and_is_no_event()
    {
        var project = await host.NewProjectAsync();
        await ArchiveAsync(host.Ada, project).ShouldAnswerAsync(HttpStatusCode.NoContent);
        var since = (await host.Ada.GetAsync(Api(project)).JsonAsync()).Text("archivedAt");

        await ArchiveAsync(host.Ada, project).ShouldAnswerAsync(HttpStatusCode.NoContent);

        (await host.Ada.GetAsync(Api(project)).JsonAsync()).Text("archivedAt").ShouldBe(since);
        await host.Ada.DeleteAsync($"{Api(project)}/archive").ShouldAnswerAsync(HttpStatusCode.NoContent);
        (await host.ToldAsync(project, "out of the archive")).Split("archived the project").Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_maintainer_archives_and_who_only_works_there_does_not_and_Globex_finds_nothing()
    {
        var project = await host.NewProjectAsync();
        var mate = await host.JoinAcmeAsync();

        await ArchiveAsync(mate.Http, project).ShouldAnswerAsync(HttpStatusCode.Forbidden);
        await ArchiveAsync(host.Gus, project).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Ada.SendAsync(HttpMethod.Put, $"{Api(project)}/people/{mate.Id}", new { role = "maintainer" }).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await ArchiveAsync(mate.Http, project).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await host.Gus.DeleteAsync($"{Api(project)}/archive").ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Vera.DeleteAsync($"{Api(project)}/archive").ShouldAnswerAsync(HttpStatusCode.NotFound);
        await mate.Http.DeleteAsync($"{Api(project)}/archive").ShouldAnswerAsync(HttpStatusCode.NoContent);
    }

    private static string Slug(string project) => Lifecycles.Slug(project);

    private static string Api(string project) => Lifecycles.Api(project);

    private static object Point(string run, int step) => new { run_id = run, key = "loss", value = 0.5, step, timestamp = step };

    private static Task<HttpResponseMessage> ArchiveAsync(HttpClient who, string project) => who.SendAsync(HttpMethod.Put, $"{Api(project)}/archive");

    private async Task<string> NewRunAsync(string project)
    {
        var run = await host.Ben.NewRunAsync(project);
        await host.Ben.PostAsync(project, "runs/log-metric", Point(run, 1));
        return run;
    }

    private async Task<IReadOnlyList<string>> SlugsAsync(string query) =>
        [.. (await host.Ben.GetAsync($"/api/v1/organizations/acme/projects{query}").JsonAsync()).AsArray().Select(each => each!.Text("slug"))];
}
