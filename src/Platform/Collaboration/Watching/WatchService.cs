using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Collaboration.Notifications.Inbox;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;

namespace Slipway.Collaboration.Watching;

/// <summary>Whether the caller hears of a subject.</summary>
/// <param name="IsWatching">Whether what happens to it comes into the inbox.</param>
/// <param name="Why">Why that is so, as a sentence.</param>
public sealed record WatchState(bool IsWatching, string Why);

/// <summary>Something that the caller watches.</summary>
/// <param name="Organization">The organization's address.</param>
/// <param name="Subject">Its address within the organization.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Address">The address of its page.</param>
/// <param name="Sort">What it is: 'run'.</param>
/// <param name="Why">Why it is watched, as a sentence.</param>
/// <param name="Since">Since when.</param>
public sealed record WatchedSubject(string Organization, string OrganizationName, string Subject, string Title, string Address, string Sort, string Why, DateTime Since);

/// <summary>What the caller watches: what happens to it comes into their inbox.</summary>
public sealed class WatchService(IDbContextFactory<SaasDb> dbs, Tenant tenant, Access access, AccessMemory memory, Watchables watchables, IServiceScopeFactory scopes, TimeProvider time)
{
    /// <summary>The most that the list answers.</summary>
    public const int ListLimit = 500;

    private const int MostAttempts = 5;

    private static readonly NotFound NothingThere = new("There is nothing to watch at this address, or you have no access to it.");

    /// <summary>Whether the caller watches a subject of the organization, or something that it lies in, and why.</summary>
    /// <param name="subject">Its address within the organization: <c>projects/vision/runs/1a2b</c>.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<Result<WatchState>> GetAsync(string subject, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var found = await FindAsync(db, subject, ct);
        return found.Refusal is { } refusal ? refusal : await StateAsync(db, found.Value, ct);
    }

    /// <summary>Watches a subject.</summary>
    public Task<Result<WatchState>> WatchAsync(string subject, CancellationToken ct) => SetAsync(subject, true, ct);

    /// <summary>Hears no more of a subject, whatever happens to it, unless one is named or asked there.</summary>
    public Task<Result<WatchState>> UnwatchAsync(string subject, CancellationToken ct) => SetAsync(subject, false, ct);

    /// <summary>What the caller watches in all of their organizations, the newest first. What one made is watched without being in it.</summary>
    public async Task<Result<IReadOnlyList<WatchedSubject>>> ListMineAsync(CancellationToken ct)
    {
        if (await access.RequireSelfAsync(ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var sight = await InboxSight.ReadAsync(db, memory, access.Principal.UserId, access.Principal.Token?.OrganizationId, ct);
        var watches = await (
            from watch in db.Watches.IgnoreQueryFilters(SaasDb.TenantFilterOnly)
            where watch.UserId == sight.User && watch.IsOn && sight.Projects.Contains(watch.ProjectId) && sight.Organizations.Contains(watch.OrganizationId)
            join organization in db.Organizations on watch.OrganizationId equals organization.Id
            orderby watch.Since descending, watch.Subject
            select new { organization.Id, organization.Slug, organization.Name, watch.Subject, watch.Reason, watch.Since }).Take(ListLimit).ToListAsync(ct);
        var titles = new Dictionary<(Id<Organization>, string), string>();
        foreach (var some in watches.GroupBy(watch => watch.Id, watch => watch.Subject))
        {
            await NameAsync(some.Key, some, titles, ct);
        }

        return watches.Select(watch => new WatchedSubject(
            watch.Slug, watch.Name, watch.Subject, titles.GetValueOrDefault((watch.Id, watch.Subject), SubjectAddress.Words(watch.Subject)), $"/{watch.Slug}/{Foundation.Events.EventStories.Page(watch.Subject)}", watchables.Noun(watch.Subject),
            Why.Sentence(watch.Reason, watchables.Noun(watch.Subject), null), watch.Since)).ToList();
    }

    /// <summary>Ends what people watch at an address and below it, because what was there is gone for good; within the transaction in which it goes.</summary>
    /// <param name="before">What began later is watched of something else that has the address by now.</param>
    internal static Task EndAsync(SaasDb db, Id<Project> project, string subject, DateTime before, CancellationToken ct) => At(db, project, subject, before).ExecuteDeleteAsync(ct);

    /// <summary>What people have watched at an address and below it since before a time.</summary>
    internal static IQueryable<Watch> At(SaasDb db, Id<Project> project, string subject, DateTime before)
    {
        var below = subject + "/";
        return db.Watches.Where(watch => watch.ProjectId == project && watch.Since < before && (watch.Subject == subject || watch.Subject.StartsWith(below)));
    }

    // Things are found in an organization that is entered, and the list goes through all of the caller's.
    private async Task NameAsync(Id<Organization> organization, IEnumerable<string> subjects, Dictionary<(Id<Organization>, string), string> titles, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(organization);
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(ct);
        foreach (var (subject, thing) in await watchables.FindAsync(db, subjects, ct))
        {
            titles[(organization, subject)] = thing.Title;
        }
    }

    private async Task<Result<WatchState>> SetAsync(string subject, bool isOn, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var found = await FindAsync(db, subject, ct);
        if (found.Refusal is { } refusal)
        {
            return refusal;
        }

        await KeepAsync(found.Value, isOn, ct);
        return await StateAsync(db, found.Value, ct);
    }

    private async Task KeepAsync(WatchedThing thing, bool isOn, CancellationToken ct)
    {
        var (user, now, hash) = (access.Principal.UserId, time.GetUtcNow().UtcDateTime, SubjectAddress.Hash(thing.Subject));
        for (var attempt = 1; ; attempt++)
        {
            await using var db = await dbs.CreateDbContextAsync(ct);
            var watch = await db.Watches.SingleOrDefaultAsync(watch => watch.SubjectHash == hash && watch.UserId == user, ct)
                ?? db.Watches.Add(Watch.Begin(tenant.Id, thing.ProjectId, user, thing.Subject, WatchReason.Chosen, now)).Entity;
            if (isOn)
            {
                watch.Resume(now);
            }
            else
            {
                watch.Stop(now);
            }

            try
            {
                await db.SaveChangesAsync(ct);
                return;
            }
            catch (DbUpdateException exception) when (exception.IsOvertaken() && attempt < MostAttempts)
            {
                // A comment, or another window, made it watched just now, or it got another address: the choice is made of what is there.
            }
        }
    }

    private async Task<Result<WatchedThing>> FindAsync(SaasDb db, string subject, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.OrganizationRead, ct) is { } refusal)
        {
            return refusal;
        }

        if (await access.RequireSelfAsync(ct) is { } limited)
        {
            return limited;
        }

        // Under its own address, however it was spelled.
        return (await watchables.FindAsync(db, [subject], ct)).Values.SingleOrDefault() is not { } thing || await access.RequireAsync(Permission.RunsRead, thing.ProjectId, ct) is not null
            ? NothingThere
            : thing;
    }

    private async Task<WatchState> StateAsync(SaasDb db, WatchedThing thing, CancellationToken ct)
    {
        var user = access.Principal.UserId;
        var chain = SubjectAddress.Chain(thing.Subject).ToList();
        var hashes = chain.Select(SubjectAddress.Hash).ToList();
        var watches = await db.Watches.AsNoTracking().Where(watch => watch.UserId == user && hashes.Contains(watch.SubjectHash)).ToListAsync(ct);
        var nearest = chain.Select(subject => watches.Find(watch => watch.Subject == subject)).FirstOrDefault(watch => watch is not null);
        var noun = watchables.Noun(thing.Subject);
        if (thing.Maker == user && nearest?.Subject != thing.Subject)
        {
            return new(true, Why.Sentence(WatchReason.Created, noun, null));
        }

        return nearest switch
        {
            null => new(false, $"You hear of this {noun} when you are named or asked."),
            { IsOn: false } => new(false, $"You chose not to hear of {(nearest.Subject == thing.Subject ? $"this {noun}" : $"the {watchables.Noun(nearest.Subject)} that it is in")}, unless you are named or asked."),
            _ => new(true, Why.Sentence(nearest.Reason, noun, nearest.Subject == thing.Subject ? null : watchables.Noun(nearest.Subject))),
        };
    }
}
