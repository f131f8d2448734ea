using System.Net;
using System.Text;
using Shouldly;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.Mlflow;

public sealed class MlflowDoorTests(SlipwayHost host)
{
    private const string Vision = "/acme/vision";

    [Theory]
    [InlineData("GET", "/api/2.0/mlflow/no-such-thing")]
    [InlineData("POST", "/api/3.0/mlflow/traces/no-such-thing")]
    [InlineData("GET", "/ajax-api/2.0/mlflow/no-such-thing")]
    [InlineData("GET", "/ajax-api/9.0/mlflow/runs/get")]
    [InlineData("POST", "/v1/traces")]
    public async Task An_unknown_route_is_said_to_be_one_so_that_clients_try_the_older_form(string method, string path) =>
        (await host.Ben.SendAsync(new(method), Vision + path).JsonAsync(HttpStatusCode.NotFound)).Code().ShouldBe("ENDPOINT_NOT_FOUND");

    [Fact]
    public async Task A_wrong_verb_is_told_in_the_same_form() =>
        (await host.Ben.GetAsync($"{Vision}/api/2.0/mlflow/experiments/create").JsonAsync(HttpStatusCode.NotFound)).Code().ShouldBe("ENDPOINT_NOT_FOUND");

    [Theory]
    [InlineData("/api/2.0/mlflow/experiments/get?experiment_id=0")]
    [InlineData("/ajax-api/2.0/mlflow/experiments/get?experiment_id=0")]
    [InlineData("/api/2.0/mlflow/no-such-thing")]
    public async Task Without_a_token_nobody_gets_further(string path)
    {
        (await host.Nobody.GetAsync(Vision + path).JsonAsync(HttpStatusCode.Unauthorized)).Code().ShouldBe("UNAUTHENTICATED");
        (await host.With("slw_wrong").GetAsync(Vision + path).JsonAsync(HttpStatusCode.Unauthorized)).Code().ShouldBe("UNAUTHENTICATED");
        (await host.Nobody.GetAsync(path).JsonAsync(HttpStatusCode.Unauthorized)).Code().ShouldBe("UNAUTHENTICATED");
    }

    [Fact]
    public async Task The_bare_host_stands_for_the_tokens_project_or_for_the_one_that_the_workspace_header_names()
    {
        var other = await host.NewProjectAsync();
        await host.Ada.NewExperimentAsync(other, "only here");
        const string Named = "/api/2.0/mlflow/experiments/get-by-name?experiment_name=only%20here";

        await host.Ada.GetAsync("/api/2.0/mlflow/experiments/get?experiment_id=0").JsonAsync();
        await host.Ada.GetAsync(Named).JsonAsync(HttpStatusCode.NotFound);
        var client = host.Ada;
        client.DefaultRequestHeaders.Add("X-MLFLOW-WORKSPACE", other.Split('/')[^1]);
        await client.GetAsync(Named).JsonAsync();
        (await client.GetAsync("/api/3.0/mlflow/server-info").JsonAsync())["workspaces_enabled"]!.GetValue<bool>().ShouldBeTrue();
        (await host.Ada.GetAsync($"{Vision}/api/3.0/mlflow/server-info").JsonAsync())["workspaces_enabled"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public async Task A_workspace_of_the_neighbour_is_not_there()
    {
        var client = host.Gus;
        client.DefaultRequestHeaders.Add("X-MLFLOW-WORKSPACE", "vision");

        (await client.GetAsync("/api/2.0/mlflow/experiments/get?experiment_id=0").JsonAsync(HttpStatusCode.NotFound)).Code().ShouldBe("RESOURCE_DOES_NOT_EXIST");
    }

    [Fact]
    public async Task Bodies_come_as_text_in_text_with_numbers_as_text_or_unreadable()
    {
        var project = await host.NewProjectAsync();

        (await PostRawAsync(project, "\"{\\\"max_results\\\": \\\"1e+2\\\"}\"", "application/json").JsonAsync())["experiments"]!.AsArray().Count.ShouldBe(1);
        (await PostRawAsync(project, "{ not json", "application/json").JsonAsync(HttpStatusCode.BadRequest)).Code().ShouldBe("INVALID_PARAMETER_VALUE");
        (await PostRawAsync(project, "{\"max_results\": 5}", "text/plain").JsonAsync(HttpStatusCode.BadRequest)).Code().ShouldBe("INVALID_PARAMETER_VALUE");
    }

    [Fact]
    public async Task Version_and_health_are_plain_text_for_everybody()
    {
        (await host.Nobody.GetStringAsync($"{Vision}/version")).ShouldMatch(@"^\d+\.\d+\.\d+$");
        (await host.Nobody.GetStringAsync("/version")).ShouldMatch(@"^\d+\.\d+\.\d+$");
        (await host.Nobody.GetStringAsync($"{Vision}/health")).ShouldBe("OK");
    }

    private Task<HttpResponseMessage> PostRawAsync(string project, string body, string type) =>
        host.Ben.PostAsync($"{project}/api/2.0/mlflow/experiments/search", new StringContent(body, Encoding.UTF8, type));
}
