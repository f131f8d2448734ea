using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Collaboration.Notifications;
using Slipway.Demo;
using Slipway.Foundation.Data;
using Slipway.Organizations.Operators;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Integrations.Webhooks;

/// <summary>From an event to its receiver, over real HTTP.</summary>
[Collection<Sending>]
public sealed class SendWebhooksTests(WebhookHost host)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_that_finished_is_told_in_MLflows_envelope_and_signed_so_that_the_receiver_can_check_it()
    {
        await using var receiver = await Receiver.StartAsync();
        var hook = await host.HookAsync(receiver.Url, "run.finished");

        var run = await hook.FinishRunAsync("päär-7");
        var received = await receiver.NextAsync();

        var body = JsonNode.Parse(received.Body)!;
        body.Text("entity").ShouldBe("run");
        body.Text("action").ShouldBe("finished");
        body.Text("workspace").ShouldBe(hook.Project.Split('/')[^1]);
        body["data"]!.Text("runId").ShouldBe(run);
        body["data"]!.Text("name").ShouldBe("päär-7");
        body.Text("url").ShouldBe($"https://slipway.example.com{hook.Project}/runs/{run}");
        body.Text("text").ShouldStartWith(DemoWorld.Ada.Name);
        DateTimeOffset.Parse(body.Text("timestamp"), System.Globalization.CultureInfo.InvariantCulture).ShouldBe(host.Clock.GetUtcNow(), TimeSpan.FromMinutes(1));
        received.Headers["Content-Type"].ShouldBe("application/json");
        received.Headers["X-Slipway-Event"].ShouldBe("run.finished");
        Guid.TryParse(received.Delivery, out _).ShouldBeTrue();
        ShouldBeSigned(received, hook.Secret);

        var delivery = await hook.DeliveryAsync(newest => newest.Text("state") == "delivered");
        delivery.Text("id").ShouldBe(received.Delivery);
        delivery["status"]!.GetValue<int>().ShouldBe(200);
        var details = await hook.Maker.GetAsync($"{hook.Address}/deliveries/{received.Delivery}", Ct).JsonAsync();
        details.Text("body").ShouldBe(received.Body);
        details["tries"]![0]!.Text("excerpt").ShouldBe("taken");
        details["tries"]![0]!.Text("url").ShouldBe(receiver.Url);
    }

    [Fact]
    public async Task A_receiver_that_can_be_told_nothing_is_asked_again_after_growing_pauses_and_given_up_after_three_days()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.AnswersWith(503);
        var hook = await host.HookAsync(receiver.Url, "run.finished");
        await hook.FinishRunAsync();
        var first = await receiver.NextAsync();

        var pauses = new List<TimeSpan>();
        var attempts = 1;
        while (await hook.TriedAsync(first, attempts) is var delivery && delivery.Text("state") == "waiting")
        {
            var pause = Time(delivery, "dueAt") - Time(delivery, "attemptedAt");
            pauses.Add(pause);
            host.Clock.Advance(pause - TimeSpan.FromSeconds(5));
            await host.SendAsync();
            receiver.Count.ShouldBe(attempts, "it was asked before its time");
            host.Clock.Advance(TimeSpan.FromSeconds(10));
            await host.SendAsync();
            var again = await receiver.NextAsync();
            again.Delivery.ShouldBe(first.Delivery);
            again.Body.ShouldBe(first.Body);
            attempts++;
        }

        pauses.Count.ShouldBeInRange(10, 20);
        pauses[0].ShouldBe(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1));
        pauses.Zip(pauses.Skip(1)).ShouldAllBe(pair => pair.Second >= pair.First - TimeSpan.FromSeconds(1));
        new TimeSpan(pauses.Sum(pause => pause.Ticks)).ShouldBeInRange(TimeSpan.FromDays(2.5), TimeSpan.FromDays(3));

        var webhook = await hook.ReadAsync();
        webhook["isActive"]!.GetValue<bool>().ShouldBeFalse();
        webhook.Text("disabledBecause").ShouldContain("three days");
        var told = await EventAsync("webhook.disabled", hook);
        told["name"]!.GetValue<string>().ShouldBe("Deploy bot");
        told["makerId"]!.GetValue<string>().ShouldNotBeEmpty();
        var notice = (await host.World.UntilInboxAsync(host.World.Ada, DemoWorld.Ada, hook.Project.Split('/')[^1])).Single(item => item["newest"]!.Text("kind") == "webhook.disabled");
        notice.Text("title").ShouldBe("Webhook Deploy bot");
        notice["newest"]!.Text("sentence").ShouldContain("three days");

        receiver.Answer = context => context.Response.WriteAsync("taken");
        await hook.Maker.SendAsync(HttpMethod.Put, $"{hook.Address}/deliveries/{first.Delivery}/redelivery").RefusalAsync(HttpStatusCode.Conflict);
        (await hook.Maker.SendAsync(HttpMethod.Patch, hook.Address, new { isActive = true }).JsonAsync())["disabledBecause"].ShouldBeNull();
        await hook.Maker.SendAsync(HttpMethod.Put, $"{hook.Address}/deliveries/{first.Delivery}/redelivery").ShouldAnswerAsync(HttpStatusCode.NoContent);
        (await receiver.NextAsync()).Delivery.ShouldBe(first.Delivery);
        await hook.DeliveryAsync(newest => newest.Text("state") == "delivered");
    }

    [Fact]
    public async Task A_receiver_that_asks_for_time_gets_it_and_everything_else_waits_with_it()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.AnswersWith(429, ("Retry-After", "7200"));
        var hook = await host.HookAsync(receiver.Url, "run.finished");
        await hook.FinishRunAsync("first");
        await hook.TriedAsync(await receiver.NextAsync(), 1);
        receiver.Answer = context => context.Response.WriteAsync("taken");

        await hook.FinishRunAsync("second");
        await hook.DeliveryAsync(newest => newest["attempts"]!.GetValue<int>() == 0);
        host.Clock.Advance(TimeSpan.FromSeconds(7_190));
        await host.SendAsync();
        receiver.Count.ShouldBe(1);

        host.Clock.Advance(TimeSpan.FromSeconds(20));
        await host.SendAsync();
        var both = new[] { await receiver.NextAsync(), await receiver.NextAsync() };
        both.Select(received => JsonNode.Parse(received.Body)!["data"]!.Text("name")).ShouldBe(["first", "second"], ignoreOrder: true);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(410)]
    public async Task What_the_former_address_answers_late_does_not_hold_up_the_address_that_the_webhook_was_given_meanwhile(int status)
    {
        await using var former = await Receiver.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        var edited = new TaskCompletionSource();
        former.Answer = async context =>
        {
            await edited.Task;
            context.Response.StatusCode = status;
        };
        var hook = await host.HookAsync(former.Url, "run.finished");
        await hook.FinishRunAsync();
        var first = await former.NextAsync();

        await hook.Maker.SendAsync(HttpMethod.Patch, hook.Address, new { url = receiver.Url }).JsonAsync();
        edited.SetResult();

        (await receiver.NextAsync()).Delivery.ShouldBe(first.Delivery);
        await hook.DeliveryAsync(newest => newest.Text("state") == "delivered");
        var webhook = await hook.ReadAsync();
        webhook["isActive"]!.GetValue<bool>().ShouldBeTrue();
        (webhook["failingSince"], webhook["heldUntil"]).ShouldBe((null, null));
    }

    [Fact]
    public async Task A_delivery_that_is_asked_for_again_while_it_is_on_its_way_is_sent_again()
    {
        await using var receiver = await Receiver.StartAsync();
        var asked = new TaskCompletionSource();
        receiver.Answer = async context =>
        {
            await asked.Task;
            await context.Response.WriteAsync("taken");
        };
        var hook = await host.HookAsync(receiver.Url, "run.finished");
        await hook.FinishRunAsync();
        var first = await receiver.NextAsync();

        await hook.Maker.SendAsync(HttpMethod.Put, $"{hook.Address}/deliveries/{first.Delivery}/redelivery").ShouldAnswerAsync(HttpStatusCode.NoContent);
        asked.SetResult();

        (await receiver.NextAsync()).Delivery.ShouldBe(first.Delivery);
        await hook.DeliveryAsync(newest => newest.Text("state") == "delivered" && newest["attempts"]!.GetValue<int>() == 2);
    }

    [Fact]
    public async Task A_receiver_that_is_gone_for_good_is_not_asked_again()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.AnswersWith(410);
        var hook = await host.HookAsync(receiver.Url, "run.finished");

        await hook.FinishRunAsync();
        await receiver.NextAsync();

        await hook.DeliveryAsync(newest => newest.Text("state") == "failed");
        (await hook.ReadAsync()).Text("disabledBecause").ShouldContain("410");
    }

    [Fact]
    public async Task What_waits_is_sent_by_the_next_process_that_starts()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.AnswersWith(500);
        await using var data = new SlipwayHost { Otherwise = host.Configure };
        Received first;
        await using (var before = data.WithWebHostBuilder(_ => { }))
        {
            var ada = before.CreateClient();
            await using var scope = before.Services.CreateAsyncScope();
            var token = await scope.ServiceProvider.GetRequiredService<OperatorService>().CreateTokenAsync(DemoWorld.Acme, DemoWorld.Vision, "tests", DemoWorld.Ada.Email, Ct);
            ada.DefaultRequestHeaders.Authorization = new("Bearer", token.Value.Secret);
            var hook = await WebhookHost.HookAsync(ada, "/acme/vision", receiver.Url, "run.finished");
            await hook.FinishRunAsync();
            first = await receiver.NextAsync();
            await hook.TriedAsync(first, 1);
        }

        receiver.Answer = context => context.Response.WriteAsync("taken");

        // Only rows connect the two: jobs are kept in memory here.
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await using var after = data.WithWebHostBuilder(_ => { });
        _ = after.Services;

        (await receiver.NextAsync()).Delivery.ShouldBe(first.Delivery);
    }

    [Fact]
    public async Task A_slow_receiver_of_one_organization_holds_up_nobody_elses()
    {
        await using var slow = await Receiver.StartAsync();
        await using var quick = await Receiver.StartAsync();
        var release = new TaskCompletionSource();
        slow.Answer = _ => release.Task;
        var project = await host.World.NewProjectAsync();
        for (var count = 0; count < 8; count++)
        {
            await WebhookHost.HookAsync(host.World.Ada, project, slow.Url, "run.finished");
        }

        var hook = await WebhookHost.HookAsync(host.World.Gus, "/globex/turbines", quick.Url, "run.killed");

        await new Hook(host.World.Ada, project, "", "").FinishRunAsync();
        await slow.NextAsync();
        await hook.FinishRunAsync(status: "KILLED");
        await quick.NextAsync();

        slow.Count.ShouldBeLessThan(8);
        release.SetResult();
        await hook.Maker.DeleteAsync(hook.Address, Ct).ShouldAnswerAsync(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Of_an_answer_only_the_beginning_is_kept()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = context => context.Response.WriteAsync(new string('x', 5_000_000));
        var hook = await host.HookAsync(receiver.Url, "run.finished");

        var sent = await hook.Maker.SendAsync(HttpMethod.Post, $"{hook.Address}/tests").JsonAsync();

        sent["delivery"]!.Text("state").ShouldBe("delivered");
        sent["tries"]![0]!.Text("excerpt").Length.ShouldBe(4_096);
    }

    [Fact]
    public async Task A_disabled_webhook_hears_nothing_of_what_happens_meanwhile()
    {
        await using var receiver = await Receiver.StartAsync();
        var hook = await host.HookAsync(receiver.Url, "run.finished");
        await hook.Maker.SendAsync(HttpMethod.Patch, hook.Address, new { isActive = false }).JsonAsync();

        await hook.FinishRunAsync("unheard");
        var after = await WebhookHost.HookAsync(hook.Maker, hook.Project, receiver.Url, "run.failed");
        await after.FinishRunAsync("heard", "FAILED");

        JsonNode.Parse((await receiver.NextAsync()).Body)!["data"]!.Text("name").ShouldBe("heard");
        receiver.Count.ShouldBe(1);
    }

    private static DateTime Time(JsonNode delivery, string member) => delivery[member]!.GetValue<DateTime>();

    private async Task<JsonNode> EventAsync(string kind, Hook hook)
    {
        await using var acting = await Acting.AsAsync(host.World, DemoWorld.Ada, hook.Project);
        await using var db = await acting.Service<IDbContextFactory<SaasDb>>().CreateDbContextAsync(Ct);
        return JsonNode.Parse((await db.Events.SingleAsync(row => row.Kind == kind && row.ProjectId == acting.Project.Id, Ct)).Data)!;
    }

    private static void ShouldBeSigned(Received received, string secret)
    {
        var content = $"{received.Delivery}.{received.Headers["X-MLflow-Timestamp"]}.{received.Body}";
        using var hmac = new HMACSHA256(Encoding.UTF8.GetBytes(secret));
        received.Headers["X-MLflow-Signature"].ShouldBe($"v1,{Convert.ToBase64String(hmac.ComputeHash(Encoding.UTF8.GetBytes(content)))}");
    }
}
