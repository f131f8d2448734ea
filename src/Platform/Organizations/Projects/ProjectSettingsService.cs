using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Live;

namespace Slipway.Organizations.Projects;

/// <summary>How a project is called, what it says of itself in lists, and who sees it. Its address stays: clients log to it.</summary>
public sealed record ProjectSettings(
    [Required, MaxLength(Project.NameLimit)] string Name,
    [MaxLength(Project.DescriptionLimit)] string? Description,
    [Required, EnumDataType(typeof(Visibility))] Visibility? Visibility);

/// <summary>What maintainers change about a project as a whole.</summary>
public sealed class ProjectSettingsService(IDbContextFactory<SaasDb> dbs, Tenant tenant, Access access, LiveFeed live, TimeProvider time)
{
    /// <summary>Changes a project's settings. Whoever saw it only because everybody did loses access at once when it becomes private.</summary>
    public async Task<Result<Done>> ChangeAsync(KnownProject project, ProjectSettings settings, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ProjectManage, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        await db.TransactAsync<Done>(async () =>
        {
            var found = await db.Projects.SingleAsync(each => each.Id == project.Id, ct);
            var (name, visibility) = (found.Name, found.Visibility);
            if (found.Present(Clean(settings.Name), Clean(settings.Description ?? ""), settings.Visibility!.Value))
            {
                db.Record(new ProjectChanged(project.Slug, found.Name, name, found.Visibility, visibility), tenant.Id, project.Id, access.Principal, time.GetUtcNow().UtcDateTime);
                await db.SaveChangesAsync(ct);
            }

            return default(Done);
        }, ct);
        live.Publish(Topics.Project(project.Id), LiveMessage.Changed);
        return default(Done);
    }

    // The databases can't hold NUL in text.
    private static string Clean(string text) => text.Replace("\0", "", StringComparison.Ordinal);
}

internal sealed record ProjectChanged(string Slug, string Name, string NameBefore, Visibility Visibility, Visibility VisibilityBefore) : PlatformEvent("project.changed", $"projects/{Slug}");
