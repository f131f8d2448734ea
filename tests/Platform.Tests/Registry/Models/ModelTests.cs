using System.Net;
using Shouldly;
using Slipway.Registry.Mlflow;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Registry.Models;

public sealed class ModelTests(SlipwayHost host)
{
    [Fact]
    public async Task A_name_is_taken_once_and_free_again_after_the_model_is_deleted()
    {
        var project = await host.NewProjectAsync();
        await host.Ben.NewModelAsync(project, "fraud");

        (await host.Ben.PostAsync(project, "registered-models/create", new { name = "fraud" }, HttpStatusCode.BadRequest)).Code().ShouldBe("RESOURCE_ALREADY_EXISTS");
        await host.Ben.CallAsync(HttpMethod.Delete, project, "registered-models/delete", new { name = "fraud" });

        (await host.Ben.ReadAsync(project, "registered-models/get?name=fraud", HttpStatusCode.NotFound)).Code().ShouldBe("RESOURCE_DOES_NOT_EXIST");
        await host.Ben.NewModelAsync(project, "fraud");
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("a/b")]
    [InlineData("a:b")]
    [InlineData("..")]
    public async Task A_name_that_an_address_could_not_hold_is_refused(string name) =>
        (await host.Ben.PostAsync(await host.NewProjectAsync(), "registered-models/create", new { name }, HttpStatusCode.BadRequest)).Code().ShouldBe("INVALID_PARAMETER_VALUE");

    [Fact]
    public async Task A_renamed_model_takes_its_versions_and_aliases_along()
    {
        var project = await host.NewProjectAsync();
        await host.Ben.NewModelAsync(project, "before");
        await host.Ben.NewModelAsync(project, "taken");
        await host.Ben.NewVersionAsync(project, "before");
        await host.Ben.PostAsync(project, "registered-models/alias", new { name = "before", alias = "favourite", version = "1" });

        await host.Ben.PostAsync(project, "registered-models/rename", new { name = "before", new_name = "taken" }, HttpStatusCode.BadRequest);
        var renamed = (await host.Ben.PostAsync(project, "registered-models/rename", new { name = "before", new_name = "after it all" }))["registered_model"]!;

        renamed["latest_versions"]![0]!.Text("name").ShouldBe("after it all");
        (await host.Ben.ReadAsync(project, "registered-models/alias?name=after%20it%20all&alias=favourite"))["model_version"]!.Text("version").ShouldBe("1");
        await host.Ben.ReadAsync(project, "registered-models/get?name=before", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Tags_are_set_changed_and_taken_off_and_a_missing_one_is_off_already()
    {
        var project = await host.NewProjectAsync();
        await host.Ben.NewModelAsync(project, "m");

        await host.Ben.PostAsync(project, "registered-models/set-tag", new { name = "m", key = "team", value = "a" });
        await host.Ben.PostAsync(project, "registered-models/set-tag", new { name = "m", key = "team", value = "b" });
        (await host.Ben.ReadAsync(project, "registered-models/get?name=m"))["registered_model"]!["tags"]!.ToJsonString().ShouldBe("[{\"key\":\"team\",\"value\":\"b\"}]");
        await host.Ben.CallAsync(HttpMethod.Delete, project, "registered-models/delete-tag", new { name = "m", key = "team" });
        await host.Ben.CallAsync(HttpMethod.Delete, project, "registered-models/delete-tag", new { name = "m", key = "team" });

        (await host.Ben.ReadAsync(project, "registered-models/get?name=m"))["registered_model"]!["tags"].ShouldBeNull();
    }

    [Fact]
    public async Task A_search_filters_orders_and_pages_by_either_verb()
    {
        var project = await host.NewProjectAsync();
        foreach (var name in new[] { "reg-a", "reg-b", "reg-c", "Other" })
        {
            await host.Ben.NewModelAsync(project, name);
        }

        await host.Ben.PostAsync(project, "registered-models/set-tag", new { name = "reg-b", key = "team", value = "x" });

        (await host.Ben.ReadAsync(project, "registered-models/search?filter=name%20LIKE%20'reg%25'")).Names().ShouldBe(["reg-a", "reg-b", "reg-c"]);
        (await host.Ben.PostAsync(project, "registered-models/search", new { filter = "name ILIKE 'OTH%'" })).Names().ShouldBe(["Other"]);
        (await host.Ben.PostAsync(project, "registered-models/search", new { filter = "tags.team = 'x'" })).Names().ShouldBe(["reg-b"]);
        (await host.Ben.PostAsync(project, "registered-models/search", new { order_by = new[] { "last_updated_timestamp DESC" }, max_results = 1 })).Names().ShouldBe(["reg-b"]);
        (await host.Ben.PostAsync(project, "registered-models/search", new { filter = "owner = 'x'" }, HttpStatusCode.BadRequest)).Code().ShouldBe("INVALID_PARAMETER_VALUE");
        var page = await host.Ben.PostAsync(project, "registered-models/search", new { order_by = new[] { "name DESC" }, max_results = 3 });
        page.Names().ShouldBe(["reg-c", "reg-b", "reg-a"]);
        (await host.Ben.PostAsync(project, "registered-models/search", new { order_by = new[] { "name DESC" }, max_results = 3, page_token = page.Text("next_page_token") })).Names().ShouldBe(["Other"]);
    }

    [Fact]
    public async Task Prompts_are_found_only_by_filters_that_ask_for_them()
    {
        var project = await host.NewProjectAsync();
        await host.Ben.NewModelAsync(project, "model");
        await host.Ben.PostAsync(project, "registered-models/create", new { name = "prompt", tags = new[] { new { key = "mlflow.prompt.is_prompt", value = "true" } } });
        await host.Ben.PostAsync(project, "model-versions/create", new
        {
            name = "prompt",
            source = "dummy-source",
            tags = new[] { new { key = "mlflow.prompt.is_prompt", value = "true" }, new { key = "mlflow.prompt.text", value = "hi {{x}}" } },
        });

        (await host.Ben.PostAsync(project, "registered-models/search", new { })).Names().ShouldBe(["model"]);
        (await host.Ben.PostAsync(project, "registered-models/search", new { filter = "tag.`mlflow.prompt.is_prompt` != 'true'" })).Names().ShouldBe(["model"]);
        (await host.Ben.PostAsync(project, "registered-models/search", new { filter = "tags.`mlflow.prompt.is_prompt` = 'true'" })).Names().ShouldBe(["prompt"]);
        (await host.Ben.PostAsync(project, "model-versions/search", new { })).Numbers().ShouldBeEmpty();
        (await host.Ben.PostAsync(project, "model-versions/search", new { filter = "tags.`mlflow.prompt.is_prompt` = 'true'" })).Numbers().ShouldBe(["prompt 1"]);
    }

    [Fact]
    public async Task Two_who_take_one_name_at_the_same_moment_get_one_model()
    {
        var project = await host.NewProjectAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => host.Ben.SendAsync(HttpMethod.Post, $"{project}/api/2.0/mlflow/registered-models/create", new { name = "one" })));

        answers.Count(answer => answer.IsSuccessStatusCode).ShouldBe(1);
        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK || answer.StatusCode == HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Comments_stay_with_a_model_and_its_versions_when_it_is_renamed()
    {
        var project = await host.NewProjectAsync();
        var comments = $"/api/v1/organizations/acme/projects/{project.Split('/')[^1]}/comments";
        await host.Ben.NewModelAsync(project, "before");
        await host.Ben.NewVersionAsync(project, "before");
        var model = (await host.Ben.GetAsync($"{RegistryCalls.Models(project)}/before").JsonAsync())["key"]!.ToString();
        var version = (await host.Ben.GetAsync($"{RegistryCalls.Models(project)}/before/versions/1").JsonAsync())["key"]!.ToString();

        await host.Ben.SendAsync(HttpMethod.Post, comments, new { kind = "model", subject = model, text = "Who owns this?" }).JsonAsync();
        await host.Ben.SendAsync(HttpMethod.Post, comments, new { kind = "version", subject = version, text = "Worse on dark images." }).JsonAsync();
        await host.Ben.PostAsync(project, "registered-models/rename", new { name = "before", new_name = "after" });

        (await host.Ada.GetAsync($"{comments}?kind=model&subject={model}").JsonAsync())["threads"]![0]!["first"]!.Text("text").ShouldBe("Who owns this?");
        (await host.Ada.GetAsync($"{comments}?kind=version&subject={version}").JsonAsync())["threads"]![0]!["first"]!.Text("text").ShouldBe("Worse on dark images.");
        await host.Ada.GetAsync($"{comments}?kind=model&subject=0{model}").ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.GetAsync($"{comments}?kind=model&subject={model}").ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Globex_reaches_no_model_of_Acme()
    {
        var project = await host.NewProjectAsync();
        await host.Ben.NewModelAsync(project, "secret");
        await host.Ben.NewVersionAsync(project, "secret");

        await host.Gus.ReadAsync(project, "registered-models/get?name=secret", HttpStatusCode.NotFound);
        await host.Gus.ReadAsync("/globex/turbines", "registered-models/get?name=secret", HttpStatusCode.NotFound);
        await host.Gus.PostAsync(project, "registered-models/search", new { }, HttpStatusCode.NotFound);
        await host.Gus.PostAsync("/globex/turbines", "registered-models/create", new { name = "theirs" });
        await host.Gus.PostAsync("/globex/turbines", "model-versions/create", new { name = "theirs", source = "models:/secret/1" }, HttpStatusCode.NotFound);
        (await host.Gus.PostAsync("/globex/turbines", "registered-models/search", new { })).Names().ShouldNotContain("secret");
    }
}
