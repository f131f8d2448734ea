using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Tenancy;
using Slipway.World;
using Xunit;

namespace Slipway.Collaboration.Notifications;

/// <summary>A project's events told by a rule of the test's own, as the follower would bring them.</summary>
internal sealed class Happenings(SlipwayHost host, string address)
{
    // Numbers far from those that the host itself gives.
    private static long _number = 1_000_000_000;

    public string Slug { get; } = address.Split('/')[2];

    /// <summary>Brings events to the consumer and commits what it makes of them.</summary>
    public async Task BringAsync(NotificationRule rule, params EventFact[] facts)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var project = await ProjectAsync();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(project.OrganizationId);
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(Ct);
        var consumer = ActivatorUtilities.CreateInstance<TellPeople>(scope.ServiceProvider, new NotificationRules([rule]));
        await consumer.HandleAsync(db, facts, Ct);
        await db.SaveChangesAsync(Ct);
        await consumer.CommittedAsync(Ct);
    }

    /// <summary>Something that somebody did in the project.</summary>
    public async Task<EventFact> FactAsync(string kind, string below, (string Email, string Name) actor, object? data = null) => new(
        Interlocked.Increment(ref _number), kind, $"projects/{Slug}{below}", (await ProjectAsync()).Id, await host.IdOfAsync(actor), actor.Name, TimeProvider.System.GetUtcNow().UtcDateTime,
        JsonSerializer.SerializeToElement(data ?? new { }, JsonSerializerOptions.Web));

    private async Task<KnownProject> ProjectAsync() => (await host.Services.GetRequiredService<AccessMemory>().ProjectAsync(address.Split('/')[1], Slug, Ct))!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;
}

internal static class People
{
    /// <summary>The id of a person of the world.</summary>
    public static async Task<Id<User>> IdOfAsync(this SlipwayHost host, (string Email, string Name) person)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync();
        return (await db.Users.SingleAsync(user => user.Email == person.Email)).Key;
    }

    /// <summary>Lets somebody view a project, or not any more.</summary>
    public static async Task LetViewAsync(this SlipwayHost host, string address, (string Email, string Name) person, bool may)
    {
        var user = await host.IdOfAsync(person);
        await using var scope = host.Services.CreateAsyncScope();
        var project = (await scope.ServiceProvider.GetRequiredService<AccessMemory>().ProjectAsync(address.Split('/')[1], address.Split('/')[2], CancellationToken.None))!;
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(project.OrganizationId);
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync();
        if (may)
        {
            db.ProjectMemberships.Add(ProjectMembership.Give(project.OrganizationId, project.Id, user, ProjectRole.Viewer, null, TimeProvider.System.GetUtcNow().UtcDateTime));
        }
        else
        {
            db.ProjectMemberships.Remove(await db.ProjectMemberships.SingleAsync(membership => membership.ProjectId == project.Id && membership.UserId == user));
        }

        await db.SaveChangesAsync();
    }
}
