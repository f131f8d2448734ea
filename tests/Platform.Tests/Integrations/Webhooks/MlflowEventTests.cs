using System.Text.Json.Nodes;
using Shouldly;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Integrations.Webhooks;

/// <summary>What happens in the registry, as receivers that were written for MLflow's webhooks expect it.</summary>
[Collection<Sending>]
public sealed class MlflowEventTests(WebhookHost host)
{
    [Fact]
    public async Task A_registered_model_its_version_tags_and_aliases_are_told_as_MLflow_tells_them()
    {
        await using var receiver = await Receiver.StartAsync();
        var hook = await host.HookAsync(
            receiver.Url, "registered_model.created", "model_version.created", "model_version_tag.set", "model_version_tag.deleted", "model_version_alias.created", "model_version_alias.deleted", "prompt.created");
        var version = new { name = "fraud", version = "1" };

        await PostAsync(hook, "registered-models/create", new { name = "fraud", description = "Finds it", tags = new[] { new { key = "team", value = "risk" } } });
        (await NextAsync(receiver)).ShouldBe(("registered_model.created", """{"name":"fraud","tags":{"team":"risk"},"description":"Finds it"}"""));
        var run = (await hook.Maker.PostAsync(hook.Project, "runs/create", new { experiment_id = "0", start_time = 1 }))["run"]!["info"]!.Text("run_id");
        var source = $"mlflow-artifacts:/0/{run}/artifacts/model";
        await PostAsync(hook, "model-versions/create", new { name = "fraud", source, run_id = run, description = "First", tags = new[] { new { key = "stage", value = "new" } } });
        (await NextAsync(receiver)).ShouldBe(("model_version.created", $$"""{"name":"fraud","version":"1","source":"{{source}}","run_id":"{{run}}","tags":{"stage":"new"},"description":"First"}"""));
        await PostAsync(hook, "model-versions/set-tag", new { version.name, version.version, key = "checked", value = "yes" });
        await hook.Maker.SendAsync(HttpMethod.Delete, $"{hook.Project}/api/2.0/mlflow/model-versions/delete-tag", new { version.name, version.version, key = "checked" }).JsonAsync();
        await PostAsync(hook, "registered-models/alias", new { version.name, alias = "challenger", version.version });
        await hook.Maker.SendAsync(HttpMethod.Delete, $"{hook.Project}/api/2.0/mlflow/registered-models/alias", new { version.name, alias = "challenger" }).JsonAsync();

        (await NextAsync(receiver)).ShouldBe(("model_version_tag.set", """{"name":"fraud","version":"1","key":"checked","value":"yes"}"""));
        (await NextAsync(receiver)).ShouldBe(("model_version_tag.deleted", """{"name":"fraud","version":"1","key":"checked"}"""));
        (await NextAsync(receiver)).ShouldBe(("model_version_alias.created", """{"name":"fraud","alias":"challenger","version":"1"}"""));
        (await NextAsync(receiver)).ShouldBe(("model_version_alias.deleted", """{"name":"fraud","alias":"challenger"}"""));
    }

    [Fact]
    public async Task A_prompt_is_told_under_names_of_its_own()
    {
        await using var receiver = await Receiver.StartAsync();
        var hook = await host.HookAsync(receiver.Url, "registered_model.created", "prompt.created", "prompt_version.created", "prompt_tag.set", "prompt_version_tag.set", "prompt_alias.created");
        object[] marked = [new { key = "mlflow.prompt.is_prompt", value = "true" }];

        await PostAsync(hook, "registered-models/create", new { name = "greeting", tags = marked });
        (await NextAsync(receiver)).ShouldBe(("prompt.created", """{"name":"greeting","tags":{},"description":null}"""));
        await PostAsync(hook, "model-versions/create", new { name = "greeting", source = "dummy-source", tags = (object[])[.. marked, new { key = "mlflow.prompt.text", value = "Hello {{name}}" }] });
        (await NextAsync(receiver)).ShouldBe(("prompt_version.created", """{"name":"greeting","version":"1","template":"Hello {{name}}","tags":{},"description":null}"""));
        await PostAsync(hook, "registered-models/set-tag", new { name = "greeting", key = "tone", value = "warm" });
        (await NextAsync(receiver)).ShouldBe(("prompt_tag.set", """{"name":"greeting","key":"tone","value":"warm"}"""));
        await PostAsync(hook, "model-versions/set-tag", new { name = "greeting", version = "1", key = "checked", value = "yes" });
        (await NextAsync(receiver)).ShouldBe(("prompt_version_tag.set", """{"name":"greeting","version":"1","key":"checked","value":"yes"}"""));
        await PostAsync(hook, "registered-models/alias", new { name = "greeting", alias = "live", version = "1" });
        (await NextAsync(receiver)).ShouldBe(("prompt_alias.created", """{"name":"greeting","alias":"live","version":"1"}"""));
    }

    [Fact]
    public async Task The_same_act_is_told_in_our_own_words_to_who_listens_to_ours()
    {
        await using var receiver = await Receiver.StartAsync();
        var hook = await host.HookAsync(receiver.Url, "model.created");

        await PostAsync(hook, "registered-models/create", new { name = "fraud" });

        var body = JsonNode.Parse((await receiver.NextAsync()).Body)!;
        body.Text("text").ShouldContain("registered the model fraud");
        body.Text("url").ShouldBe($"https://slipway.example.com{hook.Project}/models/fraud");
    }

    private static async Task PostAsync(Hook hook, string path, object body) => await hook.Maker.PostAsync(hook.Project, path, body);

    private static async Task<(string Event, string Data)> NextAsync(Receiver receiver)
    {
        var body = JsonNode.Parse((await receiver.NextAsync()).Body)!;
        return ($"{body.Text("entity")}.{body.Text("action")}", body["data"]!.ToJsonString(Relaxed));
    }

    private static readonly System.Text.Json.JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
