using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Collaboration.Activity;

public sealed class ActivityTests(SlipwayHost host)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_runs_of_one_person_are_told_as_one_with_a_link_to_their_experiment()
    {
        var project = await host.NewProjectAsync();
        await LogAsync(host.Ben, project, 12);

        var logged = await UntilAsync($"{Api(project)}/activity", items => items.FirstOrDefault(item => Said(item, "logged") && Count(item) == 12));

        logged.Text("sentence").ShouldBe("logged 12 runs");
        logged.Text("actorName").ShouldBe("Ben Okafor");
        logged.Text("page").ShouldBe($"{project.Split('/')[^1]}/experiments/0");
    }

    [Fact]
    public async Task One_run_is_told_by_its_name_and_that_it_finished_is_left_to_the_audit_log()
    {
        var project = await host.NewProjectAsync();
        var run = (await host.Ada.PostAsync(project, "runs/create", new { experiment_id = "0", run_name = "lively-heron", start_time = 1 }))["run"]!["info"]!.Text("run_id");
        await host.Ada.PostAsync(project, "runs/update", new { run_id = run, status = "FINISHED", end_time = 2 });
        await host.Ada.PostAsync(project, "runs/delete", new { run_id = run });

        await UntilAsync($"{Api(project)}/activity", items => items.FirstOrDefault(item => Said(item, "deleted the run lively-heron")));
        var told = await ItemsAsync(host.Ada, $"{Api(project)}/activity");

        told.Select(item => item.Text("sentence")).ShouldBe(["deleted the run lively-heron", "logged the run lively-heron", $"started the project {project.Split('/')[^1]}"]);
        told[1].Text("page").ShouldBe($"{project.Split('/')[^1]}/runs/{run}");
    }

    [Fact]
    public async Task Pages_go_on_where_the_last_one_ended()
    {
        var project = await host.NewProjectAsync();
        foreach (var name in new[] { "first", "second", "third" })
        {
            await host.Ada.PostAsync(project, "experiments/create", new { name });
        }

        await UntilAsync($"{Api(project)}/activity", items => items.FirstOrDefault(item => Said(item, "third")));
        var first = await host.Ada.GetAsync($"{Api(project)}/activity?limit=3", Ct).JsonAsync();
        var second = await host.Ada.GetAsync($"{Api(project)}/activity?limit=3&before={first["next"]}", Ct).JsonAsync();

        first["items"]!.AsArray().Select(item => item!.Text("sentence")).ShouldBe(["created the experiment third", "created the experiment second", "created the experiment first"]);
        second["items"]!.AsArray().Count.ShouldBe(1);
        second["next"].ShouldBeNull();
    }

    [Fact]
    public async Task A_subject_has_its_own_activity_and_that_of_everything_below_it()
    {
        var project = await host.NewProjectAsync();
        var slug = project.Split('/')[^1];
        await host.Ada.PostAsync(project, "experiments/create", new { name = "one" });
        await host.Ada.PostAsync(project, "experiments/update", new { experiment_id = "1", new_name = "renamed" });
        await host.Ada.PostAsync(project, "experiments/create", new { name = "two" });
        await UntilAsync($"{Api(project)}/activity", items => items.FirstOrDefault(item => Said(item, "two")));

        (await SentencesAsync($"?subject=projects/{slug}/experiments/1")).ShouldBe(["renamed the experiment 1 to renamed", "created the experiment one"]);
        (await SentencesAsync($"?subject=projects/{slug}/experiments")).Count.ShouldBe(3);
        (await SentencesAsync($"?subject=projects/{slug}/experiment")).ShouldBeEmpty();

        async Task<List<string>> SentencesAsync(string query) => [.. (await ItemsAsync(host.Ada, $"/api/v1/organizations/acme/activity{query}")).Select(item => item.Text("sentence"))];
    }

    [Fact]
    public async Task A_persons_activity_is_theirs_alone_and_leads_to_who_they_are()
    {
        var project = await host.NewProjectAsync();
        await LogAsync(host.Ben, project, 1);
        var ben = (await UntilAsync($"{Api(project)}/activity", items => items.FirstOrDefault(item => item.Text("actorName") == "Ben Okafor"))).Text("actorId");

        (await ItemsAsync(host.Ada, $"/api/v1/organizations/acme/activity?person={ben}&limit=5")).ShouldAllBe(item => item.Text("actorId") == ben);
        var person = await host.Ada.GetAsync($"/api/v1/organizations/acme/people/{ben}", Ct).JsonAsync();
        (person.Text("name"), person.Text("role")).ShouldBe(("Ben Okafor", "member"));
        await host.Ada.GetAsync($"/api/v1/organizations/acme/people/{Guid.NewGuid()}", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_guest_sees_what_happens_in_the_projects_that_they_were_given_and_nothing_else()
    {
        var other = await host.NewProjectAsync();
        await host.Ada.PostAsync("/acme/vision", "experiments/create", new { name = $"seen-{Guid.NewGuid():n}" });
        await UntilAsync($"{Api(other)}/activity", items => items.FirstOrDefault(item => Said(item, "started the project")));
        await UntilAsync($"{Api("/acme/vision")}/activity", items => items.FirstOrDefault(item => Said(item, "seen-")));

        var vera = await ItemsAsync(host.Vera, "/api/v1/organizations/acme/activity?limit=200");

        vera.ShouldContain(item => item.Text("subject").StartsWith("projects/vision", StringComparison.Ordinal));
        var hidden = other.Replace("/acme/", "projects/", StringComparison.Ordinal);
        vera.ShouldNotContain(item => item.Text("subject").StartsWith(hidden, StringComparison.Ordinal));
        await host.Vera.GetAsync($"{Api(other)}/activity", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_token_that_may_not_read_runs_reads_no_activity_of_projects()
    {
        await host.NewProjectAsync();
        var token = await host.Ada.SendAsync(HttpMethod.Post, "/api/v1/organizations/acme/tokens", new { name = "narrow", permissions = new[] { "organization.read" } }).JsonAsync();

        (await ItemsAsync(host.With(token.Text("secret")), "/api/v1/organizations/acme/activity?limit=200")).ShouldAllBe(item => !item.Text("subject").StartsWith("projects/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Globex_sees_no_activity_of_Acme()
    {
        await host.Gus.GetAsync("/api/v1/organizations/acme/activity", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.GetAsync($"{Api("/acme/vision")}/activity", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        (await ItemsAsync(host.Gus, "/api/v1/organizations/globex/activity?limit=200")).ShouldAllBe(item => item.Text("actorName") != "Ada Moreno");
    }

    private static async Task LogAsync(HttpClient client, string project, int runs)
    {
        for (var number = 1; number <= runs; number++)
        {
            await client.PostAsync(project, "runs/create", new { experiment_id = "0", run_name = $"run-{number}", start_time = number });
        }
    }

    private static string Api(string project) => $"/api/v1/organizations/acme/projects/{project.Split('/')[^1]}";

    private static bool Said(JsonNode item, string words) => item.Text("sentence").Contains(words, StringComparison.Ordinal);

    private static int Count(JsonNode item) => item["count"]!.GetValue<int>();

    private static async Task<List<JsonNode>> ItemsAsync(HttpClient client, string address) =>
        [.. (await client.GetAsync(address, Ct).JsonAsync())["items"]!.AsArray().Select(item => item!)];

    /// <summary>Reads until what is sought was gathered.</summary>
    private async Task<JsonNode> UntilAsync(string address, Func<List<JsonNode>, JsonNode?> found)
    {
        while (true)
        {
            if (found(await ItemsAsync(host.Ada, address)) is { } item)
            {
                return item;
            }

            await Task.Delay(20, Ct);
        }
    }
}
