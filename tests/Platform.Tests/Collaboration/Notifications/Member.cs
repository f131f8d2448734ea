using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Collaboration.Watching;
using Slipway.Demo;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Tenancy;
using Slipway.Organizations.Operators;
using Slipway.World;

namespace Slipway.Collaboration.Notifications;

/// <summary>A new member of Acme, whose inbox and mailbox no other test fills.</summary>
internal sealed record Member(SlipwayHost Host, Id<User> Id, string Email, HttpClient Client)
{
    private const string Kind = "test.said";

    /// <param name="zone">The zone in whose morning the digest comes.</param>
    public static async Task<Member> JoinAsync(SlipwayHost host, string? zone = null, bool confirmed = true)
    {
        var (person, _) = await Person.RegisterAsync(host);
        await using var scope = host.Services.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync();
        var acme = await db.Organizations.SingleAsync(organization => organization.Slug == DemoWorld.Acme);
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(acme.Id);
        var user = await db.Users.SingleAsync(user => user.Email == person.Email);
        user.Describe(user.DisplayName, zone);
        if (confirmed)
        {
            user.ConfirmEmail();
        }

        db.Memberships.Add(Membership.Join(acme.Id, user.Key, OrganizationRole.Member, TimeProvider.System.GetUtcNow().UtcDateTime));
        await db.SaveChangesAsync();
        await using var other = host.Services.CreateAsyncScope();
        var token = await other.ServiceProvider.GetRequiredService<OperatorService>().CreateTokenAsync(DemoWorld.Acme, DemoWorld.Vision, "member", person.Email, CancellationToken.None);
        return new(host, user.Key, person.Email, host.With(token.Value.Secret));
    }

    /// <summary>Lets Ada name the member in a project.</summary>
    public async Task NameAsync(Happenings happenings, NotificationCategory category, string below = "")
    {
        var rule = new NotificationRule(Kind, category) { Concerns = _ => [Concern.Of(Id, WatchReason.Mentioned)] };
        await happenings.BringAsync(rule, await happenings.FactAsync(Kind, below, DemoWorld.Ada));
    }

    /// <summary>The mails of a kind that were written to the member, newest first.</summary>
    public Task<List<string>> MailsAsync(string kind) => Person.MailsAsync(Host, Email, kind);

    /// <summary>The newest mail of a kind, as soon as there is one.</summary>
    public Task<string> MailAsync(string kind) => Person.MailAsync(Host, Email, kind);
}
