using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Archives;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Ledger;
using Slipway.Organizations.Projects;
using Slipway.Organizations.Projects.Lifecycle;

namespace Slipway.Organizations.Archiving;

/// <summary>Makes the project that an archive is read into: seen by nobody until everything is there. Its callers are inside the product, in a transaction of theirs.</summary>
public sealed class ArrivingProjects
{
    private readonly QuotaLedger _quota;
    private readonly IEnumerable<IProjectFurnishing> _furnishings;
    private readonly PurgeProjects _purge;

    internal ArrivingProjects(QuotaLedger quota, IEnumerable<IProjectFurnishing> furnishings, PurgeProjects purge)
    {
        (_quota, _furnishings, _purge) = (quota, furnishings, purge);
    }

    /// <summary>Makes the project, within the context's transaction.</summary>
    /// <returns>The project; why there can be none.</returns>
    internal async Task<Result<Id<Project>>> BeginAsync(SaasDb db, Id<Organization> organization, string slug, string name, Visibility visibility, Principal by, DateTime now, CancellationToken ct)
    {
        if (await CheckAddressAsync(db, slug, ct) is { } unusable)
        {
            return unusable;
        }

        if (await _quota.TakeAsync(db, organization, Resource.Projects, 1, $"projects/{slug}", ct) is { } exceeded)
        {
            return exceeded;
        }

        var project = db.Projects.Add(Project.Start(organization, slug, name, "", visibility, now)).Entity;
        project.Await(now);
        db.ProjectMemberships.Add(ProjectMembership.Give(organization, project.Id, by.UserId, ProjectRole.Maintainer, by.UserId, now));
        foreach (var furnishing in _furnishings)
        {
            furnishing.Furnish(db, project, now);
        }

        return project.Id;
    }

    /// <summary>Lets everybody see it who may, with what the context saves next.</summary>
    internal static async Task ArriveAsync(SaasDb db, Id<Organization> organization, Id<Project> id, Principal by, DateTime now, CancellationToken ct)
    {
        var project = await db.Projects.IgnoreQueryFilters(SaasDb.DeletedFilterOnly).SingleAsync(each => each.Id == id, ct);
        project.Arrive();
        db.Record(new ProjectCreated(project.Slug, project.Name), organization, id, by, now);
    }

    /// <summary>Erases a project that didn't arrive, with everything that was read into it.</summary>
    internal Task EraseAsync(Id<Organization> organization, Id<Project> project, CancellationToken ct) => _purge.EraseAsync(organization, project, ct);

    /// <summary>Why no project can have the address; null when one can.</summary>
    internal static async Task<Refusal?> CheckAddressAsync(SaasDb db, string slug, CancellationToken ct) =>
        Slug.CheckProject(slug) is { } unusable ? unusable
        : await db.Projects.IgnoreQueryFilters(SaasDb.DeletedFilterOnly).AnyAsync(project => project.Slug == slug, ct)
            ? new AlreadyExists($"A project with the address '{slug}' exists in this organization, or was deleted and can still be restored. Choose another address.")
            : null;
}

/// <summary>What the project was for.</summary>
internal sealed class ArrivingProject : IArrivalPart
{
    public int Place => 0;

    public async Task ReadAsync(ProjectArrival arrival, CancellationToken ct)
    {
        var project = await arrival.Db.Projects.IgnoreQueryFilters(SaasDb.DeletedFilterOnly).SingleAsync(each => each.Id == arrival.Project.Id, ct);
        await foreach (var line in arrival.LinesAsync<ProjectLine>(ProjectPart.Projects, ct))
        {
            project.Present(project.Name, ProjectArrival.Fit(line.Description, Project.DescriptionLimit, "a description"), project.Visibility);
            project.Explain(ProjectArrival.Fit(line.Brief, Project.BriefLimit, "a brief"));
        }

        await arrival.SaveAsync(ct);
        arrival.Leave("roles of people and teams", "Accounts are this server's own. Add people in the project's settings.", arrival.RowsOf("people.jsonl"));
    }
}
