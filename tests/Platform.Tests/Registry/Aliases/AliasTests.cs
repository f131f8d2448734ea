using System.Net;
using Shouldly;
using Slipway.Registry.Mlflow;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Registry.Aliases;

public sealed class AliasTests(SlipwayHost host)
{
    [Fact]
    public async Task An_alias_moves_and_its_moves_are_remembered()
    {
        var project = await host.NewProjectAsync();
        await TwoVersionsAsync(project);

        var first = await MoveAsync(project, "favourite", 1);
        var second = await MoveAsync(project, "favourite", 2);
        await MoveAsync(project, "favourite", 2);
        await host.Ben.CallAsync(HttpMethod.Delete, project, "registered-models/alias", new { name = "m", alias = "favourite" });
        await host.Ben.CallAsync(HttpMethod.Delete, project, "registered-models/alias", new { name = "m", alias = "favourite" });

        first["before"].ShouldBeNull();
        second["before"]!.GetValue<int>().ShouldBe(1);
        var history = (await host.Ben.GetAsync($"{Api(project)}/m/promotions").JsonAsync()).AsArray();
        history.Select(move => $"{move!["fromVersion"]}→{move["toVersion"]}").ShouldBe(["2→", "1→2", "→1"]);
        history[0]!.Text("by").ShouldBe(Demo.DemoWorld.Ben.Name);
    }

    [Fact]
    public async Task An_unknown_alias_is_a_bad_parameter_to_clients_and_latest_is_the_newest_version()
    {
        var project = await host.NewProjectAsync();
        await TwoVersionsAsync(project);

        (await host.Ben.ReadAsync(project, "registered-models/alias?name=m&alias=none", HttpStatusCode.BadRequest)).Code().ShouldBe("INVALID_PARAMETER_VALUE");
        (await host.Ben.ReadAsync(project, "registered-models/alias?name=none&alias=none", HttpStatusCode.NotFound)).Code().ShouldBe("RESOURCE_DOES_NOT_EXIST");
        (await host.Ben.ReadAsync(project, "registered-models/alias?name=m&alias=latest"))["model_version"]!.Text("version").ShouldBe("2");
    }

    [Theory]
    [InlineData("latest")]
    [InlineData("LATEST")]
    [InlineData("v7")]
    [InlineData("a b")]
    [InlineData("a/b")]
    public async Task A_name_that_means_something_else_is_no_alias(string alias)
    {
        var project = await host.NewProjectAsync();
        await TwoVersionsAsync(project);

        (await host.Ben.PostAsync(project, "registered-models/alias", new { name = "m", alias, version = "1" }, HttpStatusCode.BadRequest)).Code().ShouldBe("INVALID_PARAMETER_VALUE");
    }

    [Fact]
    public async Task What_an_alias_stands_for_cannot_be_deleted()
    {
        var project = await host.NewProjectAsync();
        await TwoVersionsAsync(project);
        await MoveAsync(project, "favourite", 1);

        (await host.Ben.CallAsync(HttpMethod.Delete, project, "model-versions/delete", new { name = "m", version = "1" }, HttpStatusCode.BadRequest)).Text("message").ShouldContain("favourite");
        (await host.Ben.CallAsync(HttpMethod.Delete, project, "registered-models/delete", new { name = "m" }, HttpStatusCode.BadRequest)).Code().ShouldBe("INVALID_STATE");
        await MoveAsync(project, "favourite", 2);

        await host.Ben.CallAsync(HttpMethod.Delete, project, "model-versions/delete", new { name = "m", version = "1" });
    }

    [Fact]
    public async Task Of_many_moves_at_the_same_moment_none_is_lost()
    {
        var project = await host.NewProjectAsync();
        await TwoVersionsAsync(project);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => MoveAsync(project, "favourite", (i % 2) + 1)));

        var history = (await host.Ben.GetAsync($"{Api(project)}/m/promotions").JsonAsync()).AsArray();
        var holder = (await host.Ben.ReadAsync(project, "registered-models/alias?name=m&alias=favourite"))["model_version"]!.Text("version");
        history[0]!["toVersion"]!.ToString().ShouldBe(holder);
        history.Zip(history.Skip(1)).ShouldAllBe(pair => pair.First!["fromVersion"]!.ToString() == pair.Second!["toVersion"]!.ToString());
    }

    private async Task TwoVersionsAsync(string project)
    {
        await host.Ben.NewModelAsync(project, "m");
        await host.Ben.NewVersionAsync(project, "m");
        await host.Ben.NewVersionAsync(project, "m");
    }

    private Task<System.Text.Json.Nodes.JsonNode> MoveAsync(string project, string alias, int version) =>
        host.Ben.SendAsync(HttpMethod.Put, $"{Api(project)}/m/aliases/{alias}", new { version }).JsonAsync();

    private static string Api(string project) => $"/api/v1/organizations/acme/projects/{project.Split('/')[^1]}/models";
}
