using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Slipway.Collaboration.Notifications.Inbox;
using Slipway.Foundation.Data;
using Slipway.Foundation.Live;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Collaboration.Notifications;

/// <summary>What a person chose about their inbox, and what is kept of it.</summary>
[Collection<Inboxes>]
public sealed class NotificationSettingsTests(SlipwayHost host)
{
    private const string Settings = "/api/v1/account/notifications";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_kind_that_was_turned_on_comes_and_one_that_was_turned_off_does_not()
    {
        var member = await Member.JoinAsync(host);
        var project = await host.NewProjectAsync();
        await member.Client.SendAsync(HttpMethod.Patch, Settings, new { mail = Array.Empty<object>(), inbox = new object[] { new { kind = "run.finished", inInbox = true }, new { kind = "run.failed", inInbox = false } } })
            .ShouldAnswerAsync(HttpStatusCode.NoContent);

        using var heard = host.Services.GetRequiredService<LiveFeed>().Subscribe(Topics.Person(member.Id));
        await using var messages = heard.GetAsyncEnumerator(Ct);
        foreach (var status in new[] { "FAILED", "FINISHED" })
        {
            var run = (await member.Client.PostAsync(project, "runs/create", new { experiment_id = "0", run_name = status }))["run"]!["info"]!.Text("run_id");
            await member.Client.PostAsync(project, "runs/update", new { run_id = run, status });
        }

        await messages.MoveNextAsync();
        (await member.Client.InboxAsync(project.Split('/')[2])).ShouldHaveSingleItem().Text("title").ShouldBe("FINISHED");
    }

    [Theory]
    [InlineData("""{"mail": [{"category": "weather", "mail": "daily"}], "inbox": []}""", "There is no category 'weather'")]
    [InlineData("""{"mail": [], "inbox": [{"kind": "run.created", "inInbox": true}]}""", "'run.created' don't come into inboxes")]
    public async Task What_there_is_not_can_not_be_chosen(string choice, string refusal)
    {
        using var content = new StringContent(choice, System.Text.Encoding.UTF8, "application/json");
        (await host.Ben.PatchAsync(Settings, content, Ct).RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain(refusal);
    }

    [Fact]
    public async Task The_page_shows_and_saves_the_choices()
    {
        var (person, browser) = await Person.RegisterAsync(host);

        (await browser.SendAsync("/account/notifications", "notifications", ("mail-runs", "Immediately"), ("mail-comments", "Off"), ("inbox-run.finished", "true"))).ShouldBe("/account/notifications?done=saved");

        var chosen = await browser.Http.GetAsync(Settings, Ct).JsonAsync();
        var runs = chosen["categories"]!.AsArray().Single(category => category!.Text("name") == "runs")!;
        runs.Text("mail").ShouldBe("immediately");
        runs["kinds"]!.AsArray().Where(kind => (bool)kind!["inInbox"]!).Select(kind => kind!.Text("kind")).ShouldBe(["run.finished"]);
        chosen.Text("email").ShouldBe(person.Email);
    }

    [Fact]
    public async Task Only_the_person_hears_of_their_inbox_live()
    {
        var topics = host.Services.GetRequiredService<TopicAccess>();
        var (one, other) = (await Member.JoinAsync(host), await Member.JoinAsync(host));

        (await topics.CheckAsync(new(one.Id, ""), Topics.Person(one.Id), Ct)).ShouldBeNull();
        (await topics.CheckAsync(new(other.Id, ""), Topics.Person(one.Id), Ct)).ShouldBeOfType<Foundation.Results.NotFound>();
    }

    [Fact]
    public async Task What_was_read_long_ago_is_forgotten_and_the_rest_is_kept()
    {
        var member = await Member.JoinAsync(host);
        var happenings = new Happenings(host, await host.NewProjectAsync());
        await member.NameAsync(happenings, NotificationCategory.Comments);
        await member.Client.SendAsync(HttpMethod.Patch, "/api/v1/inbox", new { read = true }).JsonAsync();
        await member.NameAsync(happenings, NotificationCategory.Comments);

        await SweepAsync(SweepInboxes.KeptRead - TimeSpan.FromDays(1));
        ((int)(await member.Client.InboxAsync(happenings.Slug)).Single()["count"]!).ShouldBe(2);

        await SweepAsync(SweepInboxes.KeptRead + TimeSpan.FromDays(1));
        ((int)(await member.Client.InboxAsync(happenings.Slug)).Single()["count"]!).ShouldBe(1);
    }

    [Fact]
    public async Task An_account_takes_its_inbox_with_it()
    {
        var member = await Member.JoinAsync(host);
        await member.NameAsync(new Happenings(host, await host.NewProjectAsync()), NotificationCategory.Comments);
        var kept = host.Services.CreateAsyncScope().ServiceProvider.GetServices<Identity.Account.IPersonalData>().OfType<KeptByNotifications>().Single();
        await using var db = await host.Services.CreateAsyncScope().ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(Ct);

        (await kept.Sections(db, member.Id).Single(section => section.Name == "inbox").Rows.CountAsync(Ct)).ShouldBe(1);
        await db.TransactAsync<Foundation.Results.Done>(
            async () =>
            {
                await kept.ForgetAsync(db, member.Id, Ct);
                return default(Foundation.Results.Done);
            },
            Ct);
        (await kept.Sections(db, member.Id).Single(section => section.Name == "inbox").Rows.CountAsync(Ct)).ShouldBe(0);
    }

    private async Task SweepAsync(TimeSpan later)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await ActivatorUtilities.CreateInstance<SweepInboxes>(scope.ServiceProvider, new FakeTimeProvider(TimeProvider.System.GetUtcNow() + later)).RunAsync(Ct);
    }
}
