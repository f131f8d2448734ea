using System.Net;
using Shouldly;
using Slipway.Registry.Mlflow;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Registry.Prompts;

public sealed class PromptTests(SlipwayHost host)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_client_registered_is_read_with_its_variables_and_aliases()
    {
        var project = await host.NewProjectAsync();
        await RegisterAsync(project, "triage", "Is this {{ how }}? {{ message }} {{how}}", "text");
        await host.Ben.PostAsync(project, "registered-models/alias", new { name = "triage", alias = "live", version = "1" });
        await host.Ben.NewModelAsync(project, "a-model");

        var listed = (await host.Vera.GetAsync("/api/v1/organizations/acme/projects/vision/prompts", Ct)).StatusCode;
        var prompt = (await host.Ben.GetAsync(Prompts(project), Ct).JsonAsync())["items"]!.AsArray().ShouldHaveSingleItem()!;
        var version = await host.Ben.GetAsync($"{Prompts(project)}/triage/versions/1", Ct).JsonAsync();

        listed.ShouldBe(HttpStatusCode.OK);
        prompt.Text("name").ShouldBe("triage");
        prompt["newest"]!["prompt"]!["variables"]!.AsArray().Select(name => name!.GetValue<string>()).ShouldBe(["how", "message"]);
        version["aliases"]!.AsArray().Select(alias => alias!.GetValue<string>()).ShouldBe(["live"]);
        version["prompt"]!["messages"]!.AsArray().ShouldBeEmpty();
        (await host.Ben.GetAsync($"{Prompts(project)}?search=TRI", Ct).JsonAsync())["items"]!.AsArray().Count.ShouldBe(1);
        (await host.Ben.GetAsync($"{Prompts(project)}?search={Uri.EscapeDataString("o'neill")}", Ct).JsonAsync())["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_prompt_for_chats_is_read_as_messages_and_what_is_none_as_it_stands()
    {
        var project = await host.NewProjectAsync();
        await RegisterAsync(project, "chat", """[{"role": "system", "content": "You sort {{ kind }}."}, {"role": "user", "content": "{{ message }}"}]""", "chat");
        await RegisterAsync(project, "broken", "[{", "chat");

        var chat = (await host.Ben.GetAsync($"{Prompts(project)}/chat/versions/1", Ct).JsonAsync())["prompt"]!;
        chat["messages"]!.AsArray().Select(message => $"{message!.Text("role")}: {message!.Text("content")}").ShouldBe(["system: You sort {{ kind }}.", "user: {{ message }}"]);
        chat["variables"]!.AsArray().Count.ShouldBe(2);
        (await host.Ben.GetAsync($"{Prompts(project)}/broken/versions/1", Ct).JsonAsync())["prompt"]!.Text("text").ShouldBe("[{");
    }

    [Fact]
    public async Task A_prompt_that_is_written_here_is_loaded_by_clients_and_found_among_prompts_alone()
    {
        var project = await host.NewProjectAsync();

        await host.Ben.SendAsync(HttpMethod.Post, $"{Prompts(project)}/greeting/versions", new { text = "Hello {{ name }}", notes = "First." }).JsonAsync();
        var second = await host.Ben.SendAsync(HttpMethod.Post, $"{Prompts(project)}/greeting/versions", new { text = "Good day, {{ name }}" }).JsonAsync();

        second["number"]!.GetValue<int>().ShouldBe(2);
        var loaded = (await host.Ben.ReadAsync(project, "model-versions/get?name=greeting&version=2"))["model_version"]!;
        loaded["tags"]!.AsArray().Select(tag => (tag!.Text("key"), tag!.Text("value"))).ShouldContain(("mlflow.prompt.text", "Good day, {{ name }}"));
        (await host.Ben.PostAsync(project, "registered-models/search", new { })).Names().ShouldBeEmpty();
        (await host.Ben.GetAsync($"{Prompts(project)}/greeting/versions", Ct).JsonAsync())["items"]!.AsArray().Select(version => version!["number"]!.GetValue<int>()).ShouldBe([2, 1]);
    }

    [Fact]
    public async Task What_cannot_be_a_prompt_is_refused_and_leaves_nothing()
    {
        var project = await host.NewProjectAsync();
        await host.Ben.NewModelAsync(project, "a-model");

        await host.Ben.SendAsync(HttpMethod.Post, $"{Prompts(project)}/long/versions", new { text = new string('x', 100_001) }).ShouldAnswerAsync(HttpStatusCode.BadRequest);
        await host.Ben.SendAsync(HttpMethod.Post, $"{Prompts(project)}/a:b/versions", new { text = "Hello" }).ShouldAnswerAsync(HttpStatusCode.BadRequest);
        await host.Ben.SendAsync(HttpMethod.Post, $"{Prompts(project)}/nul/versions", new { text = "a\0b" }).ShouldAnswerAsync(HttpStatusCode.BadRequest);
        (await host.Ben.SendAsync(HttpMethod.Post, $"{Prompts(project)}/a-model/versions", new { text = "Hello" }).RefusalAsync(HttpStatusCode.Conflict)).ShouldContain("no prompt");
        await host.Ben.GetAsync($"{Prompts(project)}/nobody/versions", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        (await host.Ben.GetAsync(Prompts(project), Ct).JsonAsync())["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_viewer_reads_prompts_and_Globex_none()
    {
        const string Vision = "/api/v1/organizations/acme/projects/vision/prompts";
        var name = $"secret-{Guid.NewGuid():n}";
        await host.Ben.SendAsync(HttpMethod.Post, $"{Vision}/{name}/versions", new { text = "Known to Acme" }).JsonAsync();

        await host.Vera.GetAsync($"{Vision}/{name}/versions/1", Ct).ShouldAnswerAsync(HttpStatusCode.OK);
        await host.Vera.SendAsync(HttpMethod.Post, $"{Vision}/{name}/versions", new { text = "Hers" }).ShouldAnswerAsync(HttpStatusCode.Forbidden);
        await host.Gus.GetAsync(Vision, Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.GetAsync($"{Vision}/{name}/versions", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.GetAsync($"{Vision}/{name}/versions/1", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.SendAsync(HttpMethod.Post, $"{Vision}/{name}/versions", new { text = "His" }).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.GetAsync($"/api/v1/organizations/globex/projects/turbines/prompts/{name}/versions/1", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    private static string Prompts(string project) => $"{RegistryCalls.Models(project)[..^"models".Length]}prompts";

    // As MLflow's client does it.
    private async Task RegisterAsync(string project, string name, string text, string type)
    {
        await host.Ben.PostAsync(project, "registered-models/create", new { name, tags = new[] { new { key = "mlflow.prompt.is_prompt", value = "true" } } });
        await host.Ben.PostAsync(project, "model-versions/create", new
        {
            name,
            source = "dummy-source",
            tags = new[] { new { key = "mlflow.prompt.is_prompt", value = "true" }, new { key = "_mlflow_prompt_type", value = type }, new { key = "mlflow.prompt.text", value = text } },
        });
    }
}
