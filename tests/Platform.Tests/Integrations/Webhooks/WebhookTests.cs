using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Slipway.Demo;
using Slipway.Foundation.Data;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Integrations.Webhooks;

/// <summary>Making and managing webhooks, over both doors.</summary>
[Collection<Sending>]
public sealed class WebhookTests(WebhookHost host)
{
    private const string Created = "registered_model.created";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static object[] MlflowCreated => [new { entity = "REGISTERED_MODEL", action = "CREATED" }];

    [Theory]
    [InlineData("https://10.0.0.1/hooks")]
    [InlineData("https://[::1]/hooks")]
    [InlineData("https://[::ffff:127.0.0.2]/hooks")]
    [InlineData("https://[fd00::1]:8443/")]
    [InlineData("https://169.254.169.254/latest/meta-data/")]
    [InlineData("https://2130706434/")]
    [InlineData("https://0x7f.2/")]
    [InlineData("https://inside.example/")]
    [InlineData("https://both.example/")]
    [InlineData("https://no-such-name.example/")]
    [InlineData("https://ada:secret@outside.example/")]
    [InlineData("ftp://outside.example/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/hooks")]
    public async Task An_address_that_only_this_server_reaches_is_refused_at_both_doors(string url)
    {
        host.Name("inside.example", "192.168.7.7");
        host.Name("both.example", "93.184.216.34 10.0.0.7");
        host.Name("outside.example", "93.184.216.34");
        var project = await host.World.NewProjectAsync();

        var refusal = await host.World.Ada.SendAsync(HttpMethod.Post, Api(project), new { name = "hook", url, events = new[] { Created } }).RefusalAsync(HttpStatusCode.BadRequest);
        (await host.World.Ada.PostAsync(project, "webhooks", new { name = "hook", url, events = MlflowCreated }, HttpStatusCode.BadRequest)).Code().ShouldBe("INVALID_PARAMETER_VALUE");

        refusal.ShouldNotContain("192.168.7.7");
        (await host.World.Ada.GetAsync(Api(project), Ct).JsonAsync()).AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_name_that_leads_inside_by_the_time_of_sending_is_not_followed()
    {
        await using var receiver = await Receiver.StartAsync();
        host.Name("rebound.example", "93.184.216.34", "127.0.0.1");
        var hook = await host.HookAsync($"http://rebound.example:{receiver.Port}/", Created);

        var sent = await hook.Maker.SendAsync(HttpMethod.Post, $"{hook.Address}/tests").JsonAsync();

        sent["delivery"]!.Text("state").ShouldBe("failed");
        sent["delivery"]!.Text("error").ShouldContain("public internet");
        receiver.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var inside = await Receiver.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        receiver.AnswersWith(307, ("Location", inside.Url));
        var hook = await host.HookAsync(receiver.Url, Created);

        var sent = await hook.Maker.SendAsync(HttpMethod.Post, $"{hook.Address}/tests").JsonAsync();

        sent["delivery"]!.Text("error").ShouldContain("redirect");
        inside.Count.ShouldBe(0);
    }

    [Fact]
    public async Task The_secret_is_shown_once_and_leaks_through_no_door()
    {
        await using var receiver = await Receiver.StartAsync();
        var hook = await host.HookAsync(receiver.Url, Created);
        var rotated = (await hook.Maker.SendAsync(HttpMethod.Post, $"{hook.Address}/secrets").JsonAsync()).Text("secret");
        rotated.ShouldNotBe(hook.Secret);
        await hook.Maker.SendAsync(HttpMethod.Post, $"{hook.Address}/tests").JsonAsync();
        var id = hook.Address.Split('/')[^1];

        string[] doors = [hook.Address, $"{hook.Address}/deliveries", Api(hook.Project), $"{hook.Project}/api/2.0/mlflow/webhooks", $"{hook.Project}/api/2.0/mlflow/webhooks/{id}"];
        foreach (var door in doors)
        {
            var told = (await hook.Maker.GetAsync(door, Ct).JsonAsync()).ToJsonString();
            told.ShouldContain(door.EndsWith("deliveries", StringComparison.Ordinal) ? Created : id);
            told.ShouldNotContain(hook.Secret);
            told.ShouldNotContain(rotated);
        }

        await using var acting = await Acting.AsAsync(host.World, DemoWorld.Ada, hook.Project);
        await using var db = await acting.Service<IDbContextFactory<SaasDb>>().CreateDbContextAsync(Ct);
        var stored = await db.Webhooks.SingleAsync(webhook => webhook.ProjectId == acting.Project.Id, Ct);
        stored.Secret.ShouldNotBeNull().ShouldNotContain(rotated);
        (await db.Events.Where(row => row.ProjectId == acting.Project.Id).Select(row => row.Data).ToListAsync(Ct)).ShouldAllBe(data => !data.Contains("whsec_") && !data.Contains("in-the-address"));
        (await receiver.NextAsync()).Headers["X-MLflow-Signature"].ShouldStartWith("v1,");
    }

    [Fact]
    public async Task An_MLflow_client_makes_reads_changes_tries_and_deletes_a_webhook()
    {
        await using var receiver = await Receiver.StartAsync();
        var (ada, project) = (host.World.Ada, await host.World.NewProjectAsync());
        var api = $"{project}/api/2.0/mlflow/webhooks";
        (await ada.GetAsync(api, Ct).JsonAsync()).AsObject().ShouldBeEmpty();

        var made = (await ada.PostAsync(project, "webhooks", new { name = "w", url = receiver.Url, events = MlflowCreated, secret = "theirs", description = "d" }))["webhook"]!;
        var id = made.Text("webhook_id");
        made["events"]!.ToJsonString().ShouldBe("""[{"entity":"REGISTERED_MODEL","action":"CREATED"}]""");
        made.Text("status").ShouldBe("ACTIVE");
        made.Text("description").ShouldBe("d");
        made["creation_timestamp"]!.GetValue<long>().ShouldBeGreaterThan(1_700_000_000_000);
        made.AsObject().ContainsKey("secret").ShouldBeFalse();

        var result = (await ada.SendAsync(HttpMethod.Post, $"{api}/{id}/test", new { @event = new { entity = "MODEL_VERSION_TAG", action = "SET" } }).JsonAsync())["result"]!;
        result["success"]!.GetValue<bool>().ShouldBeTrue();
        result["response_status"]!.GetValue<int>().ShouldBe(200);
        result.Text("response_body").ShouldBe("taken");
        var received = JsonNode.Parse((await receiver.NextAsync()).Body)!;
        received.AsObject().Select(member => member.Key).ShouldBe(["entity", "action", "timestamp", "data", "workspace"]);
        received["data"]!.ToJsonString().ShouldBe("""{"name":"example_model","version":"1","key":"example_key","value":"example_value"}""");

        receiver.AnswersWith(400);
        result = (await ada.SendAsync(HttpMethod.Post, $"{api}/{id}/test", new { }).JsonAsync())["result"]!;
        result["success"]!.GetValue<bool>().ShouldBeFalse();
        result.Text("response_body").ShouldBe("answered 400");

        var edited = (await ada.SendAsync(HttpMethod.Patch, $"{api}/{id}", new { name = "x", status = "DISABLED", events = new[] { new { entity = 9, action = 3 } } }).JsonAsync())["webhook"]!;
        edited.Text("name").ShouldBe("x");
        edited.Text("status").ShouldBe("DISABLED");
        edited.Text("description").ShouldBe("d");
        (await ada.GetAsync($"{api}/{id}", Ct).JsonAsync())["webhook"]!["events"]![0]!.Text("entity").ShouldBe("PROMPT_ALIAS");

        (await ada.SendAsync(HttpMethod.Delete, $"{api}/{id}").JsonAsync()).AsObject().ShouldBeEmpty();
        (await ada.GetAsync($"{api}/{id}", Ct).JsonAsync(HttpStatusCode.NotFound)).Code().ShouldBe("RESOURCE_DOES_NOT_EXIST");
    }

    [Theory]
    [InlineData("""{"url": "http://127.0.0.1:9/", "events": [{"entity": "REGISTERED_MODEL", "action": "CREATED"}]}""")]
    [InlineData("""{"name": "-", "url": "http://127.0.0.1:9/", "events": [{"entity": "REGISTERED_MODEL", "action": "CREATED"}]}""")]
    [InlineData("""{"name": "w", "events": [{"entity": "REGISTERED_MODEL", "action": "CREATED"}]}""")]
    [InlineData("""{"name": "w", "url": "http://127.0.0.1:9/", "events": []}""")]
    [InlineData("""{"name": "w", "url": "http://127.0.0.1:9/", "events": [{"entity": "REGISTERED_MODEL", "action": "DELETED"}]}""")]
    [InlineData("""{"name": "w", "url": "http://127.0.0.1:9/", "events": [{"entity": "RUN", "action": "FINISHED"}]}""")]
    public async Task What_MLflow_would_refuse_is_refused(string body)
    {
        var project = await host.World.NewProjectAsync();

        var refused = await host.World.Ada.PostAsync($"{project}/api/2.0/mlflow/webhooks", new StringContent(body, null, "application/json"), Ct).JsonAsync(HttpStatusCode.BadRequest);

        refused.Code().ShouldBe("INVALID_PARAMETER_VALUE");
    }

    [Fact]
    public async Task MLflows_clients_see_their_own_events_and_leave_ours_alone()
    {
        await using var receiver = await Receiver.StartAsync();
        var ours = await host.HookAsync(receiver.Url, "run.finished");
        var both = await WebhookHost.HookAsync(ours.Maker, ours.Project, receiver.Url, "run.finished", Created);
        var api = $"{ours.Project}/api/2.0/mlflow/webhooks";

        (await ours.Maker.GetAsync(api, Ct).JsonAsync())["webhooks"]!.AsArray().Select(webhook => webhook!.Text("webhook_id")).ShouldBe([both.Address.Split('/')[^1]]);
        await ours.Maker.SendAsync(HttpMethod.Patch, $"{api}/{both.Address.Split('/')[^1]}", new { events = new[] { new { entity = "MODEL_VERSION", action = "CREATED" } } }).JsonAsync();

        (await both.ReadAsync())["events"]!.AsArray().Select(name => name!.GetValue<string>()).ShouldBe(["model_version.created", "run.finished"]);
    }

    [Fact]
    public async Task Only_who_manages_the_project_manages_its_webhooks_and_Globex_finds_none()
    {
        await using var receiver = await Receiver.StartAsync();
        var hook = await host.HookAsync(receiver.Url, Created);

        await host.World.Ben.GetAsync(hook.Address, Ct).ShouldAnswerAsync(HttpStatusCode.Forbidden);
        await host.World.Gus.GetAsync(hook.Address, Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.World.Gus.SendAsync(HttpMethod.Post, $"{hook.Address}/tests").ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.World.Gus.DeleteAsync(hook.Address, Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        // The same webhook looked for in a project of Globex's own.
        await host.World.Gus.GetAsync($"/api/v1/organizations/globex/projects/turbines/webhooks/{hook.Address.Split('/')[^1]}", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);

        (await hook.ReadAsync()).Text("maker").ShouldBe(DemoWorld.Ada.Name);
        receiver.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Events_are_offered_in_groups_of_which_none_is_unknown()
    {
        var project = await host.World.NewProjectAsync();

        var groups = (await host.World.Ada.GetAsync($"{Api(project)}/events", Ct).JsonAsync()).AsArray();

        var names = groups.SelectMany(group => group!["kinds"]!.AsArray()).Select(kind => kind!.Text("name")).ToArray();
        names.ShouldContain("run.failed");
        names.ShouldContain("prompt_version_tag.deleted");
        names.ShouldBeUnique();
        names.ShouldNotContain(name => name.StartsWith("webhook.", StringComparison.Ordinal) || name.StartsWith("token.", StringComparison.Ordinal));
        await host.World.Ada.SendAsync(HttpMethod.Post, Api(project), new { name = "all", url = "http://127.0.0.1:9/", events = names }).JsonAsync();
        (await host.World.Ada.SendAsync(HttpMethod.Post, Api(project), new { name = "one", url = "http://127.0.0.1:9/", events = new[] { "run.flown" } }).RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain("run.flown");
    }

    private static string Api(string project) => $"/api/v1/organizations/{project.Trim('/').Replace("/", "/projects/", StringComparison.Ordinal)}/webhooks";
}
