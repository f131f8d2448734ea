using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.Experiments.Editing;

public sealed class ExperimentEditTests(SlipwayHost host)
{
    private static readonly HttpMethod Patch = HttpMethod.Patch;
    private static readonly HttpMethod Put = HttpMethod.Put;
    private static readonly HttpMethod Delete = HttpMethod.Delete;

    [Fact]
    public async Task A_description_is_what_clients_know_as_its_tag_and_the_other_way_round()
    {
        var (project, id) = await NewAsync();

        await host.Ben.SendAsync(Patch, Address(project, id), new { note = "# Why\nDigits.", noteBefore = "" }).ShouldAnswerAsync(HttpStatusCode.NoContent);
        (await TagAsync(project, id, "mlflow.note.content")).ShouldBe("# Why\nDigits.");
        await host.Ben.PostAsync(project, "experiments/set-experiment-tag", new { experiment_id = id, key = "mlflow.note.content", value = "From Python." });
        (await ReadAsync(project, id)).Text("note").ShouldBe("From Python.");
        await host.Ben.SendAsync(Patch, Address(project, id), new { note = "" }).ShouldAnswerAsync(HttpStatusCode.NoContent);
        (await TagAsync(project, id, "mlflow.note.content")).ShouldBeNull();
    }

    [Fact]
    public async Task A_description_that_somebody_else_changed_meanwhile_is_not_overwritten_and_nothing_else_is_changed()
    {
        var (project, id) = await NewAsync();
        await host.Ada.SendAsync(Patch, Address(project, id), new { note = "Ada's" }).ShouldAnswerAsync(HttpStatusCode.NoContent);

        (await host.Ben.SendAsync(Patch, Address(project, id), new { name = "other", note = "Ben's", noteBefore = "" }).RefusalAsync(HttpStatusCode.Conflict)).ShouldContain("Somebody else");

        var experiment = await ReadAsync(project, id);
        (experiment.Text("note"), experiment.Text("name")).ShouldBe(("Ada's", "edited"));
    }

    [Fact]
    public async Task A_primary_metric_is_kept_in_the_tags_that_clients_of_MLflow_know()
    {
        var (project, id) = await NewAsync();

        await host.Ben.SendAsync(Patch, Address(project, id), new { primaryMetric = new { metric = "val/loss", lowerIsBetter = true } }).ShouldAnswerAsync(HttpStatusCode.NoContent);
        (await TagAsync(project, id, ExperimentTags.PrimaryMetric)).ShouldBe("val/loss");
        (await TagAsync(project, id, ExperimentTags.GreaterIsBetter)).ShouldBe("False");

        await host.Ben.PostAsync(project, "experiments/set-experiment-tag", new { experiment_id = id, key = ExperimentTags.GreaterIsBetter, value = "True" });
        (await ReadAsync(project, id))["primaryMetric"]!["lowerIsBetter"]!.GetValue<bool>().ShouldBeFalse();

        await host.Ben.SendAsync(Patch, Address(project, id), new { primaryMetric = new { metric = "", lowerIsBetter = true } }).ShouldAnswerAsync(HttpStatusCode.NoContent);
        (await ReadAsync(project, id))["tags"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_name_that_another_experiment_has_is_refused_even_from_the_trash()
    {
        var (project, id) = await NewAsync();
        var other = await host.Ben.NewExperimentAsync(project, "other");
        await host.Ben.SendAsync(Put, Address(project, other, "/trash")).ShouldAnswerAsync(HttpStatusCode.NoContent);

        (await host.Ben.SendAsync(Patch, Address(project, id), new { name = "other" }).RefusalAsync(HttpStatusCode.Conflict)).ShouldContain("deleted");
        (await host.Ben.SendAsync(Patch, Address(project, id), new { name = " " }).RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain("name");
        await host.Ben.SendAsync(Patch, Address(project, id), new { name = " third " }).ShouldAnswerAsync(HttpStatusCode.NoContent);
        (await ReadAsync(project, id)).Text("name").ShouldBe("third");
    }

    [Fact]
    public async Task Tags_of_people_are_set_and_taken_off_and_those_of_libraries_are_not()
    {
        var (project, id) = await NewAsync();
        await host.Ben.SendAsync(Put, Address(project, id, "/tags/team/name"), new { value = "a" }).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await host.Ben.SendAsync(Put, Address(project, id, "/tags/team/name"), new { value = "b" }).ShouldAnswerAsync(HttpStatusCode.NoContent);
        (await TagAsync(project, id, "team/name")).ShouldBe("b");
        await host.Ben.SendAsync(Delete, Address(project, id, "/tags/team/name")).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await host.Ben.SendAsync(Delete, Address(project, id, "/tags/team/name")).ShouldAnswerAsync(HttpStatusCode.NoContent);
        (await TagAsync(project, id, "team/name")).ShouldBeNull();

        (await host.Ben.SendAsync(Put, Address(project, id, "/tags/mlflow.experimentKind"), new { value = "x" }).RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain("client libraries");
        (await host.Ben.SendAsync(Put, Address(project, id, "/tags/mlflow.note.content"), new { value = "x" }).RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain("description");
        (await host.Ben.SendAsync(Put, Address(project, id, $"/tags/{ExperimentTags.PrimaryMetric}"), new { value = "x" }).RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain("primary metric");
    }

    [Fact]
    public async Task A_deleted_experiment_is_listed_apart_and_changes_again_once_it_is_restored()
    {
        var (project, id) = await NewAsync();
        await host.Ben.SendAsync(Put, Address(project, id, "/trash")).ShouldAnswerAsync(HttpStatusCode.NoContent);

        (await host.Ben.SendAsync(Patch, Address(project, id), new { note = "x" }).RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain("Restore it first");
        (await NamesAsync("")).ShouldBe(["Default"]);
        (await NamesAsync("?view=DeletedOnly")).ShouldBe(["edited"]);
        await host.Ben.SendAsync(Delete, Address(project, id, "/trash")).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await host.Ben.SendAsync(Patch, Address(project, id), new { note = "x" }).ShouldAnswerAsync(HttpStatusCode.NoContent);

        async Task<string[]> NamesAsync(string query) =>
            [.. (await host.Ben.GetAsync(Address(project) + query).JsonAsync())["items"]!.AsArray().Select(experiment => experiment!.Text("name"))];
    }

    [Fact]
    public async Task Neither_the_neighbour_nor_a_viewer_edits_an_experiment()
    {
        const string Vision = "/acme/vision";
        foreach (var (method, below, body) in new (HttpMethod, string, object?)[]
        {
            (Patch, "", new { note = "x" }), (Put, "/tags/a", new { value = "x" }), (Delete, "/tags/a", null), (Put, "/trash", null),
        })
        {
            await host.Gus.SendAsync(method, Address(Vision, "0", below), body).ShouldAnswerAsync(HttpStatusCode.NotFound);
            await host.Vera.SendAsync(method, Address(Vision, "0", below), body).ShouldAnswerAsync(HttpStatusCode.Forbidden);
        }

        await host.Gus.GetAsync(Address(Vision, "0")).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Vera.GetAsync(Address(Vision, "0")).ShouldAnswerAsync(HttpStatusCode.OK);
    }

    private async Task<(string Project, string Id)> NewAsync()
    {
        var project = await host.NewProjectAsync();
        return (project, await host.Ben.NewExperimentAsync(project, "edited"));
    }

    private static string Address(string project, string? id = null, string below = "") =>
        $"/api/v1/organizations/acme/projects/{project.Split('/')[^1]}/experiments{(id is null ? "" : "/" + id)}{below}";

    private Task<JsonNode> ReadAsync(string project, string id) => host.Ben.GetAsync(Address(project, id)).JsonAsync();

    private async Task<string?> TagAsync(string project, string id, string key) =>
        (await host.Ben.ReadAsync(project, $"experiments/get?experiment_id={id}"))["experiment"]!["tags"]?.AsArray().FirstOrDefault(tag => tag!.Text("key") == key)?.Text("value");
}
