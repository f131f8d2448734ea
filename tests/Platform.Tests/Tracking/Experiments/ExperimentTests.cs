using System.Net;
using Shouldly;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.Experiments;

public sealed class ExperimentTests(SlipwayHost host)
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_experiment_is_found_by_its_id_and_by_its_name()
    {
        var project = await host.NewProjectAsync();
        var id = await host.Ben.NewExperimentAsync(project, "übung 1");

        var byId = (await host.Ben.ReadAsync(project, $"experiments/get?experiment_id={id}"))["experiment"]!;
        var byName = (await host.Ben.ReadAsync(project, $"experiments/get-by-name?experiment_name={Uri.EscapeDataString("übung 1")}"))["experiment"]!;

        byName.ToJsonString().ShouldBe(byId.ToJsonString());
        byId.Text("name").ShouldBe("übung 1");
        byId.Text("lifecycle_stage").ShouldBe("active");
        byId.Text("artifact_location").ShouldBe($"mlflow-artifacts:/{id}");
        byId["tags"].ShouldBeNull();
    }

    [Fact]
    public async Task Every_project_begins_with_experiment_0_named_Default() =>
        (await host.Ben.ReadAsync(await host.NewProjectAsync(), "experiments/get?experiment_id=0"))["experiment"]!.Text("name").ShouldBe("Default");

    [Fact]
    public async Task A_name_is_taken_once_even_after_its_experiment_was_deleted()
    {
        var project = await host.NewProjectAsync();
        var id = await host.Ben.NewExperimentAsync(project, "twice");

        (await host.Ben.PostAsync(project, "experiments/create", new { name = "twice" }, HttpStatusCode.BadRequest)).Code().ShouldBe("RESOURCE_ALREADY_EXISTS");
        await host.Ben.PostAsync(project, "experiments/delete", new { experiment_id = id });
        (await host.Ben.PostAsync(project, "experiments/create", new { name = "twice" }, HttpStatusCode.BadRequest)).Code().ShouldBe("RESOURCE_ALREADY_EXISTS");
    }

    [Fact]
    public async Task Of_many_who_create_the_same_experiment_at_once_one_succeeds_and_all_others_are_told()
    {
        var project = await host.NewProjectAsync();
        var client = host.Ben;

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i =>
            client.SendAsync(HttpMethod.Post, $"{project}/api/2.0/mlflow/experiments/create", new { name = $"race {i % 2}" })));

        answers.Count(answer => answer.StatusCode is HttpStatusCode.OK).ShouldBe(2);
        answers.Count(answer => answer.StatusCode is HttpStatusCode.BadRequest).ShouldBe(14);
    }

    [Fact]
    public async Task A_deleted_experiment_is_still_found_and_comes_back_when_restored()
    {
        var project = await host.NewProjectAsync();
        var id = await host.Ben.NewExperimentAsync(project, "trash");

        await host.Ben.PostAsync(project, "experiments/delete", new { experiment_id = id });
        (await host.Ben.ReadAsync(project, "experiments/get-by-name?experiment_name=trash"))["experiment"]!.Text("lifecycle_stage").ShouldBe("deleted");
        (await host.Ben.PostAsync(project, "experiments/delete", new { experiment_id = id }, HttpStatusCode.NotFound)).Code().ShouldBe("RESOURCE_DOES_NOT_EXIST");
        (await host.Ben.PostAsync(project, "experiments/update", new { experiment_id = id, new_name = "other" }, HttpStatusCode.BadRequest)).Code().ShouldBe("INVALID_STATE");
        await host.Ben.PostAsync(project, "experiments/restore", new { experiment_id = id });
        await host.Ben.PostAsync(project, "experiments/update", new { experiment_id = id, new_name = "other" });

        (await host.Ben.ReadAsync(project, $"experiments/get?experiment_id={id}"))["experiment"]!.Text("name").ShouldBe("other");
    }

    [Fact]
    public async Task The_last_tag_wins_and_a_deleted_one_is_gone()
    {
        var project = await host.NewProjectAsync();
        var id = await host.Ben.NewExperimentAsync(project, "tagged");

        await host.Ben.PostAsync(project, "experiments/set-experiment-tag", new { experiment_id = id, key = "team", value = "a" });
        await host.Ben.PostAsync(project, "experiments/set-experiment-tag", new { experiment_id = id, key = "team", value = "b" });
        (await host.Ben.ReadAsync(project, $"experiments/get?experiment_id={id}"))["experiment"]!["tags"]!.AsArray().Single()!.Text("value").ShouldBe("b");
        await host.Ben.PostAsync(project, "experiments/delete-experiment-tag", new { experiment_id = id, key = "team" });
        (await host.Ben.PostAsync(project, "experiments/delete-experiment-tag", new { experiment_id = id, key = "team" }, HttpStatusCode.NotFound)).Code().ShouldBe("RESOURCE_DOES_NOT_EXIST");

        (await host.Ben.ReadAsync(project, $"experiments/get?experiment_id={id}"))["experiment"]!["tags"].ShouldBeNull();
    }

    [Fact]
    public async Task A_search_filters_by_name_and_tag_and_goes_through_all_pages_once()
    {
        var project = await host.NewProjectAsync();
        foreach (var i in Enumerable.Range(0, 7))
        {
            await host.Ben.PostAsync(project, "experiments/create", new { name = $"exp-{i}", tags = new[] { new { key = "half", value = i % 2 == 0 ? "even" : "odd" } } });
        }

        List<string> names = [];
        string? token = null;
        do
        {
            var page = await host.Ben.PostAsync(project, "experiments/search", new { max_results = 2, filter = "name LIKE 'exp%' AND tags.half = 'even'", order_by = new[] { "name DESC" }, page_token = token });
            names.AddRange(page["experiments"]!.AsArray().Select(experiment => experiment!.Text("name")));
            token = page["next_page_token"]?.GetValue<string>();
        }
        while (token is not null);

        names.ShouldBe(["exp-6", "exp-4", "exp-2", "exp-0"]);
        (await host.Ben.ReadAsync(project, "experiments/search?max_results=100&view_type=ALL"))["experiments"]!.AsArray().Count.ShouldBe(8);
        (await host.Ben.ReadAsync(project, "experiments/search?max_results=100&view_type=DELETED_ONLY")).ToJsonString().ShouldBe("{}");
        (await host.Ben.PostAsync(project, "experiments/search", new { }, HttpStatusCode.BadRequest)).Code().ShouldBe("INVALID_PARAMETER_VALUE");
        (await host.Ben.PostAsync(project, "experiments/search", new { max_results = 5, page_token = "nonsense" }, HttpStatusCode.BadRequest)).Code().ShouldBe("INVALID_PARAMETER_VALUE");
    }

    [Fact]
    public async Task What_is_missing_or_unusable_is_named()
    {
        var project = await host.NewProjectAsync();

        (await host.Ben.PostAsync(project, "experiments/create", new { }, HttpStatusCode.BadRequest)).Text("message").ShouldContain("'name'");
        (await host.Ben.PostAsync(project, "experiments/create", new { name = "  " }, HttpStatusCode.BadRequest)).Code().ShouldBe("INVALID_PARAMETER_VALUE");
        (await host.Ben.PostAsync(project, "experiments/create", new { name = 7 }, HttpStatusCode.BadRequest)).Code().ShouldBe("INVALID_PARAMETER_VALUE");
        (await host.Ben.ReadAsync(project, "experiments/get?experiment_id=99", HttpStatusCode.NotFound)).Code().ShouldBe("RESOURCE_DOES_NOT_EXIST");
        (await host.Ben.ReadAsync(project, "experiments/get", HttpStatusCode.BadRequest)).Code().ShouldBe("INVALID_PARAMETER_VALUE");
    }

    [Fact]
    public async Task Globex_sees_no_experiment_of_Acme_and_a_viewer_changes_none()
    {
        const string Vision = "/acme/vision";

        (await host.Gus.ReadAsync(Vision, "experiments/get?experiment_id=0", HttpStatusCode.NotFound)).Code().ShouldBe("RESOURCE_DOES_NOT_EXIST");
        (await host.Gus.PostAsync(Vision, "experiments/create", new { name = "ours" }, HttpStatusCode.NotFound)).Code().ShouldBe("RESOURCE_DOES_NOT_EXIST");
        await host.Vera.ReadAsync(Vision, "experiments/get?experiment_id=0");
        (await host.Vera.PostAsync(Vision, "experiments/delete", new { experiment_id = "0" }, HttpStatusCode.Forbidden)).Code().ShouldBe("PERMISSION_DENIED");
        (await host.Nobody.ReadAsync(Vision, "experiments/get?experiment_id=0", HttpStatusCode.Unauthorized)).Code().ShouldBe("UNAUTHENTICATED");
    }

    [Fact]
    public async Task Deleting_an_experiment_deletes_its_runs_and_restoring_it_restores_all_of_them()
    {
        var project = await host.NewProjectAsync();
        var id = await host.Ben.NewExperimentAsync(project, "runs");
        await new StoredRuns(host.Services).AddAsync(project, long.Parse(id, System.Globalization.CultureInfo.InvariantCulture), [Run('a', deleted: false), Run('b', deleted: true)], Ct);

        await host.Ben.PostAsync(project, "experiments/delete", new { experiment_id = id });
        (await ActiveAsync()).ShouldBe(0);
        await host.Ben.PostAsync(project, "experiments/restore", new { experiment_id = id });
        (await ActiveAsync()).ShouldBe(2);

        async Task<int> ActiveAsync() => (await host.Ben.PostAsync(project, "runs/search", new { experiment_ids = new[] { id } }))["runs"]?.AsArray().Count ?? 0;
        StoredRun Run(char digit, bool deleted) =>
            new($"{Guid.NewGuid():N}"[..31] + digit, 1, new Dictionary<string, double>(), new Dictionary<string, string>(), new Dictionary<string, string>(), Deleted: deleted);
    }
}
