using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Live;

namespace Slipway.Organizations.Projects.Lifecycle;

/// <summary>That somebody means it.</summary>
/// <param name="Name">The project's name, as it is.</param>
public sealed record DeleteProject([Required, MaxLength(Project.NameLimit)] string Name);

/// <summary>What deleting a project would mean.</summary>
/// <param name="Name">What has to be typed to confirm it.</param>
/// <param name="Lost">What the project has.</param>
/// <param name="Held">What others rely on: while there is any, the project can't be deleted.</param>
/// <param name="RestorableUntil">When it would be erased, in UTC, if it were deleted now.</param>
public sealed record ProjectDeletion(string Name, IReadOnlyList<ProjectHolding> Lost, IReadOnlyList<string> Held, DateTime RestorableUntil);

/// <summary>A project that was deleted.</summary>
/// <param name="DeletedBy">Who did it; null when their account is gone.</param>
/// <param name="RestorableUntil">When it is erased, in UTC.</param>
/// <param name="IsErasing">Whether that has begun, so that it can't be restored any more.</param>
public sealed record DeletedProject(string Slug, string Name, DateTime DeletedAt, string? DeletedBy, DateTime RestorableUntil, bool IsErasing);

/// <summary>Something in the project is relied on.</summary>
/// <param name="Held">What, such as <c>version 3 of the model 'fraud'</c>.</param>
public sealed record ProjectHeld(IReadOnlyList<string> Held) : Conflict($"{Words(Held)} in production, so the project can't be deleted. Take what is in production out of it first, on the models' pages; archiving the project is possible.")
{
    private const int Shown = 3;

    private static string Words(IReadOnlyList<string> held)
    {
        List<string> named = [.. held.Take(Shown), .. held.Count > Shown ? [$"{held.Count - Shown:N0} more"] : Array.Empty<string>()];
        var words = named.Count == 1 ? named[0] : $"{string.Join(", ", named[..^1])} and {named[^1]}";
        return $"{char.ToUpperInvariant(words[0])}{words[1..]} {(held.Count == 1 ? "is" : "are")}";
    }
}

/// <summary>
/// Deleting projects and bringing them back. A deleted one is gone for everybody at once; nothing of it is touched for <see cref="Project.Grace"/>, it keeps its
/// address and its room, and is restored whole. Then <see cref="PurgeProjects"/> erases it.
/// </summary>
public sealed class ProjectDeletionService(IDbContextFactory<SaasDb> dbs, Tenant tenant, Access access, LiveFeed live, IEnumerable<IProjectContents> contents, TimeProvider time)
{
    internal static readonly NotFound NoSuchProject = new("There is no such project, or you have no access to it.");
    private static readonly Conflict IsErasing = new("The time in which this project could be restored is over: it is being erased.");

    /// <summary>What deleting the project would take away, and what stands against it.</summary>
    public async Task<Result<ProjectDeletion>> PreviewAsync(KnownProject project, CancellationToken ct)
    {
        if (await RequireAsync(project, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var name = await db.Projects.Where(each => each.Id == project.Id).Select(each => each.Name).SingleOrDefaultAsync(ct);
        return name is null ? NoSuchProject : new ProjectDeletion(name, await CountAsync(contents, db, project.Id, ct), await HeldAsync(db, project.Id, ct), Now + Project.Grace);
    }

    /// <summary>Deletes the project: it is gone everywhere at once, for clients that log to it too, and can be restored for thirty days.</summary>
    /// <returns><see cref="ProjectHeld"/> while something of it is in production.</returns>
    public async Task<Result<Done>> DeleteAsync(KnownProject project, DeleteProject request, CancellationToken ct)
    {
        if (await RequireAsync(project, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        // Counted before the turn to write: a large project takes a while.
        var lost = await CountAsync(contents, db, project.Id, ct);
        return await ActAsync(db, project, async found =>
        {
            if (found.DeletedAt is not null)
            {
                return new ProjectIsDeleted(found.Slug, found.DeletedAt.Value);
            }

            if (request.Name.Trim() != found.Name)
            {
                return new Invalid($"To delete the project, type its name as it is: {found.Name}");
            }

            if (await HeldAsync(db, project.Id, ct) is { Count: > 0 } held)
            {
                return new ProjectHeld(held);
            }

            found.Delete(access.Principal.UserId, Now);
            Record(db, project, new ProjectDeleted(found.Slug, found.Name, Now + Project.Grace, [.. lost.Select(each => each.Words)]));
            return null;
        }, ct);
    }

    /// <summary>Brings a deleted project back as it was, with all that is in it and everybody's roles.</summary>
    public async Task<Result<Done>> RestoreAsync(KnownProject project, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ProjectsDelete, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        return await ActAsync(db, project, found =>
        {
            if (found.DeletedAt is null)
            {
                return Task.FromResult<Refusal?>(new Conflict("This project isn't deleted. It may have been restored already."));
            }

            if (!found.Restore())
            {
                return Task.FromResult<Refusal?>(IsErasing);
            }

            Record(db, project, new ProjectRestored(found.Slug, found.Name));
            return Task.FromResult<Refusal?>(null);
        }, ct);
    }

    /// <summary>The organization's deleted projects, the last one first.</summary>
    public async Task<Result<IReadOnlyList<DeletedProject>>> ListAsync(CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ProjectsDelete, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var found = await (
            from project in db.Projects.IgnoreQueryFilters(SaasDb.DeletedFilterOnly)
            where project.DeletedAt != null && project.ErasingSince != project.DeletedAt
            orderby project.DeletedAt descending, project.Slug
            select new { project.Slug, project.Name, DeletedAt = project.DeletedAt!.Value, project.DeletedById, project.ErasingSince }).Take(ProjectService.ListLimit).ToListAsync(ct);
        var ids = found.Select(each => each.DeletedById).OfType<Id<User>>().Select(id => id.Value).Distinct().ToList();
        var names = await db.Users.Where(user => ids.Contains(user.Id)).ToDictionaryAsync(user => new Id<User>(user.Id), user => user.DisplayName, ct);
        return found.ConvertAll(each => new DeletedProject(
            each.Slug, each.Name, each.DeletedAt, each.DeletedById is { } by ? names.GetValueOrDefault(by) : null, each.DeletedAt + Project.Grace, each.ErasingSince is not null));
    }

    /// <summary>What a project has, over all modules.</summary>
    internal static async Task<IReadOnlyList<ProjectHolding>> CountAsync(IEnumerable<IProjectContents> contents, SaasDb db, Id<Project> project, CancellationToken ct)
    {
        List<ProjectHolding> lost = [];
        foreach (var kept in contents)
        {
            lost.AddRange(await kept.CountAsync(db, project, ct));
        }

        return lost;
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    // The organization's act, upon a project that the caller sees.
    private async ValueTask<Refusal?> RequireAsync(KnownProject project, CancellationToken ct) =>
        await access.RequireAsync(Permission.ProjectsDelete, ct) ?? await access.RequireAsync(Permission.RunsRead, project.Id, ct);

    private async Task<IReadOnlyList<string>> HeldAsync(SaasDb db, Id<Project> project, CancellationToken ct)
    {
        List<string> held = [];
        foreach (var kept in contents)
        {
            held.AddRange(await kept.HeldAsync(db, project, ct));
        }

        return held;
    }

    private async Task<Result<Done>> ActAsync(SaasDb db, KnownProject project, Func<Project, Task<Refusal?>> act, CancellationToken ct)
    {
        var outcome = await db.TransactAsync<Done>(async () =>
        {
            // One after the other, and never while an erasure begins.
            await db.Organizations.Where(organization => organization.Id == tenant.Id).LockAsync(ct);
            if (await db.Projects.IgnoreQueryFilters(SaasDb.DeletedFilterOnly).SingleOrDefaultAsync(each => each.Id == project.Id, ct) is not { } found)
            {
                return NoSuchProject;
            }

            if (await act(found) is { } refused)
            {
                return refused;
            }

            await db.SaveChangesAsync(ct);
            return default(Done);
        }, ct);
        live.Publish(Topics.Project(project.Id), LiveMessage.Changed);
        return outcome;
    }

    private void Record(SaasDb db, KnownProject project, PlatformEvent happened) => db.Record(happened, tenant.Id, project.Id, access.Principal, Now);
}
