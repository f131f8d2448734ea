using System.Collections.Concurrent;
using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Foundation.Data;

namespace Slipway.Foundation.Access;

/// <summary>
/// What was lately read about people, projects and tokens, so that a request doesn't ask the database who it is. Everything is forgotten
/// as soon as this process saves anything that grants access, when another replica says that it did, and after a second in any case.
/// </summary>
public sealed class AccessMemory(IServiceScopeFactory scopes, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);
    private const int Capacity = 20_000;

    private readonly ConcurrentDictionary<object, Remembered> _remembered = new();
    private long _epoch;

    /// <summary>Raised after this process changed who may do what; tells the other replicas.</summary>
    public event Action? Changed;

    /// <summary>Forgets everything, because access was changed here.</summary>
    internal void Forget()
    {
        ForgetLocally();
        Changed?.Invoke();
    }

    /// <summary>Forgets everything, because access was changed on another replica.</summary>
    internal void ForgetLocally()
    {
        // The epoch first: an answer read before the change and stored after it must not be believed.
        Interlocked.Increment(ref _epoch);
        _remembered.Clear();
    }

    internal ValueTask<Grants> GrantsAsync(Id<Organization> organization, Id<User> user, CancellationToken ct) =>
        RememberAsync((organization, user), static (db, key, ct) => ReadGrantsAsync(db, key.organization, key.user, ct), ct);

    internal ValueTask<KnownProject?> ProjectAsync(Id<Project> project, CancellationToken ct) =>
        RememberAsync(project, static (db, id, ct) => KnownAsync(db, db.Projects.Where(project => project.Id == id), SaasDb.TenantFilterOnly, ct), ct);

    /// <summary>A project that was deleted and isn't erased yet; null when there is none, or it isn't deleted.</summary>
    internal ValueTask<KnownProject?> DeletedProjectAsync(Id<Project> project, CancellationToken ct) =>
        RememberAsync(
            new InTrash(project),
            static (db, key, ct) => KnownAsync(db, db.Projects.Where(project => project.Id == key.Project && project.DeletedAt != null), SaasDb.TenantAndDeletedFilters, ct),
            ct);

    /// <summary>Whether a browser is still signed in.</summary>
    internal ValueTask<bool> IsOpenAsync(Id<Session> session, CancellationToken ct) =>
        RememberAsync(session, static (db, id, ct) => db.Sessions.AnyAsync(session => session.Id == id, ct), ct);

    /// <summary>The project at an address, whoever asks, also when it was deleted; null when there is none.</summary>
    internal ValueTask<KnownProject?> ProjectAsync(string organization, string project, CancellationToken ct) =>
        RememberAsync(
            (organization, project),
            static (db, at, ct) => KnownAsync(db, db.Projects.Where(project => project.Slug == at.project && db.Organizations.Any(o => o.Id == project.OrganizationId && o.Slug == at.organization)), SaasDb.TenantAndDeletedFilters, ct),
            ct);

    /// <summary>The organization at an address, whoever asks; null when there is none.</summary>
    internal ValueTask<Id<Organization>?> OrganizationAsync(string slug, CancellationToken ct) =>
        RememberAsync(
            slug,
            static (db, slug, ct) => db.Organizations.Where(organization => organization.Slug == slug).Select(organization => (Id<Organization>?)organization.Id).SingleOrDefaultAsync(ct),
            ct);

    /// <summary>Reads through the memory. <paramref name="key"/> must say by its type what is meant.</summary>
    internal async ValueTask<T> RememberAsync<TKey, T>(TKey key, Func<SaasDb, TKey, CancellationToken, Task<T>> read, CancellationToken ct)
        where TKey : notnull
    {
        var now = time.GetTimestamp();
        if (_remembered.TryGetValue(key, out var remembered) && time.GetElapsedTime(remembered.At, now) < Lifetime)
        {
            return (T)remembered.Value!;
        }

        var epoch = Interlocked.Read(ref _epoch);
        await using var scope = scopes.CreateAsyncScope();
        var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(ct);
        await using (db)
        {
            var value = await read(db, key, ct);
            if (_remembered.Count >= Capacity)
            {
                _remembered.Clear();
            }

            _remembered[key] = new(value, now);
            if (Interlocked.Read(ref _epoch) != epoch)
            {
                _remembered.TryRemove(key, out _);
            }

            return value;
        }
    }

    // Asked before the tenant is known: which organization an address belongs to is the question.
    private static Task<KnownProject?> KnownAsync(SaasDb db, IQueryable<Project> projects, string[] ignored, CancellationToken ct) =>
        (from project in projects.IgnoreQueryFilters(ignored)
         join organization in db.Organizations on project.OrganizationId equals organization.Id
         select new KnownProject(project.Id, project.OrganizationId, project.Visibility, organization.Slug, project.Slug) { ArchivedAt = project.ArchivedAt, DeletedAt = project.DeletedAt }).SingleOrDefaultAsync(ct);

    private static async Task<Grants> ReadGrantsAsync(SaasDb db, Id<Organization> organization, Id<User> user, CancellationToken ct)
    {
        var role = await db.Memberships
            .Where(membership => membership.OrganizationId == organization && membership.UserId == user)
            .Select(membership => (OrganizationRole?)membership.Role)
            .SingleOrDefaultAsync(ct);
        role ??= await db.ServiceAccounts.IgnoreQueryFilters(SaasDb.TenantFilterOnly)
            .Where(account => account.Id == user && account.OrganizationId == organization && account.DisabledAt == null)
            .Select(account => (bool?)account.SeesOpenProjects).SingleOrDefaultAsync(ct) is { } seesOpenProjects ? ServiceAccount.RoleOf(seesOpenProjects) : null;
        if (role is null)
        {
            return Grants.None;
        }

        var own = db.ProjectMemberships.IgnoreQueryFilters(SaasDb.TenantFilterOnly)
            .Where(membership => membership.OrganizationId == organization && membership.UserId == user)
            .Select(membership => new { membership.ProjectId, membership.Role });
        var through =
            from membership in db.TeamMemberships.IgnoreQueryFilters(SaasDb.TenantFilterOnly)
            where membership.OrganizationId == organization && membership.UserId == user
            join grant in db.TeamGrants.IgnoreQueryFilters(SaasDb.TenantFilterOnly) on membership.TeamId equals grant.TeamId
            select new { grant.ProjectId, grant.Role };
        var given = await own.Concat(through).ToListAsync(ct);
        return new(role, given.GroupBy(each => each.ProjectId).ToFrozenDictionary(each => each.Key, each => each.Max(grant => grant.Role)));
    }

    private readonly record struct InTrash(Id<Project> Project);

    private sealed record Remembered(object? Value, long At);
}
