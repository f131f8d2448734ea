using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Slipway.Collaboration.Notifications.Mailing;
using Slipway.Foundation.Data;
using Slipway.Identity.Mailing;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Collaboration.Notifications;

/// <summary>Which mails are written about an inbox, when, and how one gets fewer.</summary>
[Collection<Inboxes>]
public sealed class NotificationMailTests(SlipwayHost host)
{
    private const string Settings = "/api/v1/account/notifications";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_wanted_at_once_is_mailed_at_once_and_what_follows_soon_is_gathered()
    {
        var member = await Member.JoinAsync(host);
        var happenings = new Happenings(host, await host.NewProjectAsync());
        await member.NameAsync(happenings, NotificationCategory.Mentions, "/experiments/0");

        var mail = await member.MailAsync("notification");
        mail.ShouldContain("Default");
        mail.ShouldContain("Ada Moreno did test.said");
        mail.ShouldContain("You were named in this experiment.");
        mail.ShouldContain($"/acme/{happenings.Slug}/experiments/0");

        await member.NameAsync(happenings, NotificationCategory.Mentions, "/experiments/0");
        await member.NameAsync(happenings, NotificationCategory.Mentions);
        await RunAsync(TimeSpan.Zero);
        (await member.MailsAsync("notification")).Count.ShouldBe(1);

        await RunAsync(MailNotifications.Pause);
        await RunAsync(MailNotifications.Pause);
        var mails = await member.MailsAsync("notification");
        mails.Count.ShouldBe(2);
        mails[0].ShouldContain("* Default");
        mails[0].ShouldContain($"* {happenings.Slug}");
    }

    [Fact]
    public async Task The_digest_is_one_mail_in_the_morning_of_the_persons_own_zone()
    {
        var member = await Member.JoinAsync(host, "Pacific/Auckland");
        var happenings = new Happenings(host, await host.NewProjectAsync());
        await member.NameAsync(happenings, NotificationCategory.Comments);
        await member.NameAsync(happenings, NotificationCategory.Comments, "/experiments/0");
        var (_, morning) = MailNotifications.Morning("Pacific/Auckland", TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(1));

        await RunAsync(morning.AddMinutes(-1) - TimeProvider.System.GetUtcNow().UtcDateTime);
        (await member.MailsAsync("digest")).ShouldBeEmpty();

        await RunAsync(morning.AddMinutes(1) - TimeProvider.System.GetUtcNow().UtcDateTime);
        await RunAsync(morning.AddMinutes(2) - TimeProvider.System.GetUtcNow().UtcDateTime);
        var digest = (await member.MailsAsync("digest")).ShouldHaveSingleItem();
        digest.ShouldContain($"* {happenings.Slug}");
        digest.ShouldContain("* Default");
    }

    [Fact]
    public async Task Nothing_is_mailed_that_was_turned_off_or_read_or_may_not_be_seen_any_more_or_to_an_address_that_nobody_confirmed()
    {
        var happenings = new Happenings(host, await host.NewProjectAsync());
        var (silent, reading, unconfirmed) = (await Member.JoinAsync(host), await Member.JoinAsync(host), await Member.JoinAsync(host, confirmed: false));
        await ChooseAsync(silent, NotificationCategory.Comments, MailMode.Off);
        // Each in a place of their own: whoever is named watches, and would hear of the next one.
        await silent.NameAsync(happenings, NotificationCategory.Comments, "/experiments/1");
        await reading.NameAsync(happenings, NotificationCategory.Comments, "/experiments/2");
        await unconfirmed.NameAsync(happenings, NotificationCategory.Comments, "/experiments/3");

        ((int)(await reading.Client.SendAsync(HttpMethod.Patch, "/api/v1/inbox", new { read = true }).JsonAsync())["marked"]!).ShouldBe(1);
        var lost = await Member.JoinAsync(host);
        await lost.NameAsync(happenings, NotificationCategory.Comments, "/experiments/4");
        await LeaveAsync(lost);

        await RunAsync(TimeSpan.FromDays(2));

        foreach (var (member, why) in new[] { (silent, "turned off"), (reading, "read"), (unconfirmed, "not confirmed"), (lost, "not to be seen") })
        {
            (await member.MailsAsync("digest")).ShouldBeEmpty(why);
        }
    }

    [Fact]
    public async Task The_link_in_a_mail_ends_its_category_without_signing_in_and_nobody_elses()
    {
        var (member, other) = (await Member.JoinAsync(host), await Member.JoinAsync(host));
        await member.NameAsync(new Happenings(host, await host.NewProjectAsync()), NotificationCategory.Mentions);
        var mail = await member.MailAsync("notification");
        var link = mail.Split('\n').Single(line => line.StartsWith("Stop mails about Mentions: ", StringComparison.Ordinal)).Split(": ", 2)[1];
        var address = new Uri(link).PathAndQuery;
        var browser = new Browser(host);

        (await browser.OpenAsync(address)).ShouldContain(member.Email);
        (await ModeAsync(member, "mentions")).ShouldBe("immediately");
        (await browser.SendAsync(address, "unsubscribe")).ShouldContain("No more mails about Mentions.");
        (await ModeAsync(member, "mentions")).ShouldBe("off");
        (await ModeAsync(member, "comments")).ShouldBe("daily");
        (await ModeAsync(other, "mentions")).ShouldBe("immediately");

        (await browser.SendAsync(address, "unsubscribe-all")).ShouldContain("No more mails about the inbox.");
        (await ModeAsync(member, "comments")).ShouldBe("off");
        (await new Browser(host).OpenAsync(address[..^6])).ShouldContain("This link is incomplete");
    }

    [Fact]
    public async Task A_mail_program_ends_them_by_itself()
    {
        var member = await Member.JoinAsync(host);
        await member.NameAsync(new Happenings(host, await host.NewProjectAsync()), NotificationCategory.Mentions);
        await member.MailAsync("notification");
        var address = new Uri(await UnsubscribeAsync(member)).PathAndQuery;

        using var form = new FormUrlEncodedContent([KeyValuePair.Create("List-Unsubscribe", "One-Click")]);
        (await host.Nobody.PostAsync(address, form, Ct)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await ModeAsync(member, "mentions")).ShouldBe("off");
        (await host.Nobody.PostAsync("/api/v1/unsubscribe?code=made-up", null, Ct)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Nothing_that_is_told_while_a_mail_is_written_is_taken_for_mailed()
    {
        var member = await Member.JoinAsync(host);
        var happenings = new Happenings(host, await host.NewProjectAsync());
        var told = Enumerable.Range(1_001, 16).ToList();

        var telling = Task.WhenAll(told.Chunk(4).Select(async some =>
        {
            foreach (var number in some)
            {
                await member.NameAsync(happenings, NotificationCategory.Mentions, $"/experiments/{number}");
            }
        }));
        var later = MailNotifications.Pause;
        for (; !telling.IsCompleted; later += MailNotifications.Pause)
        {
            await RunAsync(later);
        }

        await telling;
        await RunAsync(later + MailNotifications.Pause);

        var mails = string.Concat(await member.MailsAsync("notification"));
        told.Where(number => !mails.Contains($"experiment {number}", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_clicks_on_the_same_link_at_once_are_both_answered()
    {
        var member = await Member.JoinAsync(host);
        await member.NameAsync(new Happenings(host, await host.NewProjectAsync()), NotificationCategory.Mentions);
        await member.MailAsync("notification");
        var address = new Uri(await UnsubscribeAsync(member)).PathAndQuery;

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => host.Nobody.PostAsync(address, new FormUrlEncodedContent([KeyValuePair.Create("List-Unsubscribe", "One-Click")]), Ct)));

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.NoContent);
        (await ModeAsync(member, "mentions")).ShouldBe("off");
    }

    [Theory]
    [InlineData("UTC", "2026-03-10T07:59:00", "2026-03-09", "2026-03-09T08:00:00")]
    [InlineData("UTC", "2026-03-10T08:00:00", "2026-03-10", "2026-03-10T08:00:00")]
    [InlineData("America/New_York", "2026-03-10T11:59:00", "2026-03-09", "2026-03-09T12:00:00")]
    [InlineData("America/New_York", "2026-03-10T12:00:00", "2026-03-10", "2026-03-10T12:00:00")]
    [InlineData("Pacific/Auckland", "2026-07-01T21:00:00", "2026-07-02", "2026-07-01T20:00:00")]
    [InlineData("no such zone", "2026-03-10T09:00:00", "2026-03-10", "2026-03-10T08:00:00")]
    public void The_last_morning_is_found_in_every_zone(string zone, string now, string day, string until)
    {
        var (found, moment) = MailNotifications.Morning(zone, At(now));

        found.ShouldBe(At(day));
        moment.ShouldBe(At(until));
    }

    private static DateTime At(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    /// <summary>Lets the job run as if so much time had passed.</summary>
    private async Task RunAsync(TimeSpan later)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await ActivatorUtilities.CreateInstance<MailNotifications>(scope.ServiceProvider, new FakeTimeProvider(TimeProvider.System.GetUtcNow() + later)).RunAsync(Ct);
    }

    private static Task ChooseAsync(Member member, NotificationCategory category, MailMode mode) =>
        member.Client.SendAsync(HttpMethod.Patch, Settings, new { mail = new[] { new { category = category.Name, mail = mode.ToString().ToLowerInvariant() } }, inbox = Array.Empty<object>() })
            .ShouldAnswerAsync(HttpStatusCode.NoContent);

    private static async Task<string> ModeAsync(Member member, string category) =>
        (await member.Client.GetAsync(Settings, Ct).JsonAsync())["categories"]!.AsArray().Single(each => each!.Text("name") == category)!.Text("mail");

    private async Task LeaveAsync(Member member)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(Ct);
        db.Memberships.RemoveRange(await db.Memberships.Where(membership => membership.UserId == member.Id).ToListAsync(Ct));
        await db.SaveChangesAsync(Ct);
    }

    private async Task<string> UnsubscribeAsync(Member member)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(Ct);
        return (await db.Set<Mail>().Where(mail => mail.To == member.Email && mail.Kind == "notification").Select(mail => mail.Unsubscribe).SingleAsync(Ct))!;
    }
}
