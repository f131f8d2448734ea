using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Ledger;

namespace Slipway.Organizations.Projects;

/// <summary>A new project. The address is made from the name when it isn't given.</summary>
public sealed record CreateProject(
    [Required, MaxLength(Project.NameLimit)] string Name,
    [MaxLength(Project.SlugLimit)] string? Slug = null,
    [MaxLength(Project.DescriptionLimit)] string? Description = null,
    Visibility Visibility = Visibility.Organization);

/// <summary>A project as those who may see it do.</summary>
/// <param name="Slug">Its name in addresses; MLflow clients track to <c>/{organization}/{slug}</c>.</param>
/// <param name="ArchivedAt">Since when nothing in it may be changed, in UTC; null while it may.</param>
public sealed record ProjectDetails(Id<Project> Id, string Slug, string Name, string Description, Visibility Visibility, DateTime CreatedAt, DateTime? ArchivedAt);

/// <summary>What a module puts into every new project, in the transaction that makes it.</summary>
public interface IProjectFurnishing
{
    void Furnish(SaasDb db, Project project, DateTime now);
}

/// <summary>An organization's projects.</summary>
public sealed class ProjectService(IDbContextFactory<SaasDb> dbs, Tenant tenant, Access access, TimeProvider time, QuotaLedger quota, IEnumerable<IProjectFurnishing> furnishings)
{
    /// <summary>The most projects that a list answers.</summary>
    public const int ListLimit = 1_000;

    /// <summary>Starts a project. The caller becomes its maintainer.</summary>
    public async Task<Result<ProjectDetails>> CreateAsync(CreateProject request, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ProjectsCreate, ct) is { } refusal)
        {
            return refusal;
        }

        var slug = request.Slug is { Length: > 0 } chosen ? chosen : Slug.From(request.Name);
        if (Slug.CheckProject(slug) is { } unusable)
        {
            return unusable;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var taken = new AlreadyExists($"A project with the address '{slug}' exists in this organization. Choose another address.");
        if (await db.Projects.IgnoreQueryFilters(SaasDb.DeletedFilterOnly).Where(project => project.Slug == slug).Select(project => new { project.DeletedAt, project.ErasingSince }).SingleOrDefaultAsync(ct) is { } other)
        {
            return other.DeletedAt is not null && other.ErasingSince == other.DeletedAt ? new AlreadyExists($"A project is being imported under the address '{slug}'. Choose another address.")
                : other.DeletedAt is { } deleted
                ? new AlreadyExists($"The address '{slug}' belongs to a deleted project, which can be restored until {ProjectDays.Words(deleted + Project.Grace)}. Choose another address, or have that project restored.")
                : taken;
        }

        var now = time.GetUtcNow().UtcDateTime;
        var started = db.Projects.Add(Project.Start(tenant.Id, slug, request.Name, request.Description ?? "", request.Visibility, now)).Entity;
        db.ProjectMemberships.Add(ProjectMembership.Give(tenant.Id, started.Id, access.Principal.UserId, ProjectRole.Maintainer, access.Principal.UserId, now));
        foreach (var furnishing in furnishings)
        {
            furnishing.Furnish(db, started, now);
        }

        db.Record(new ProjectCreated(slug, started.Name), tenant.Id, started.Id, access.Principal, now);
        try
        {
            return await db.TransactAsync<ProjectDetails>(async () =>
            {
                if (await quota.TakeAsync(db, tenant.Id, Resource.Projects, 1, $"projects/{slug}", ct) is { } exceeded)
                {
                    return exceeded;
                }

                await db.SaveChangesAsync(ct);
                return Details(started);
            }, ct);
        }
        catch (DbUpdateException exception) when (exception.IsDuplicate())
        {
            return taken;
        }
    }

    /// <summary>The projects that the caller may see, by name; those in the archive among them.</summary>
    public async Task<Result<IReadOnlyList<ProjectDetails>>> ListAsync(CancellationToken ct) => await ListAsync(null, ct);

    /// <inheritdoc cref="ListAsync(CancellationToken)"/>
    /// <param name="archived">Only those that are, or aren't, in the archive; null for both.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<Result<IReadOnlyList<ProjectDetails>>> ListAsync(bool? archived, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.OrganizationRead, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var sight = await access.SightAsync(ct);
        var projects = await db.Projects.VisibleTo(sight).Where(project => archived == null || project.ArchivedAt != null == archived).OrderBy(project => project.Name).ThenBy(project => project.Slug).Take(ListLimit)
            // Without the briefs, which may be long.
            .Select(project => new ProjectDetails(project.Id, project.Slug, project.Name, project.Description, project.Visibility, project.CreatedAt, project.ArchivedAt))
            .ToListAsync(ct);
        return projects;
    }

    /// <summary>One project by its address.</summary>
    public async Task<Result<ProjectDetails>> GetAsync(string slug, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var sight = await access.SightAsync(ct);
        var found = await db.Projects.IgnoreQueryFilters(SaasDb.DeletedFilterOnly).VisibleTo(sight).SingleOrDefaultAsync(project => project.Slug == slug, ct);
        return found is null ? new NotFound("There is no such project, or you have no access to it.")
            : found.DeletedAt is { } deleted ? new ProjectIsDeleted(found.Slug, deleted)
            : Details(found);
    }

    private static ProjectDetails Details(Project project) => new(project.Id, project.Slug, project.Name, project.Description, project.Visibility, project.CreatedAt, project.ArchivedAt);
}

internal sealed record ProjectCreated(string Slug, string Name) : PlatformEvent("project.created", $"projects/{Slug}");
