using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Live;

namespace Slipway.Organizations.Projects;

/// <summary>What a project is for.</summary>
/// <param name="Text">In Markdown; empty when nobody wrote it.</param>
public sealed record ProjectBrief(string Text);

/// <summary>What is changed of a project.</summary>
/// <param name="Brief">What it is for, in Markdown; empty takes it away.</param>
/// <param name="BriefBefore">The brief that the change was made of: when another one is there by now, nothing is changed. Null writes whatever is there.</param>
public sealed record EditProject([Required(AllowEmptyStrings = true), MaxLength(EditProject.BriefLimit)] string Brief, string? BriefBefore = null)
{
    /// <summary>The most characters of a brief.</summary>
    public const int BriefLimit = Project.BriefLimit;
}

/// <summary>Somebody else saved another brief meanwhile.</summary>
/// <param name="Brief">The brief that is there now.</param>
public sealed record BriefChanged(string Brief) : Conflict("Somebody else saved another brief meanwhile. Nothing was overwritten: compare the two, and save again.");

/// <summary>A project's brief: the page that says what the project is for, whom to ask, and what counts as done.</summary>
public sealed class ProjectBriefService(IDbContextFactory<SaasDb> dbs, Tenant tenant, Access access, LiveFeed live, TimeProvider time)
{
    /// <summary>The brief, for everybody who sees what is done in the project.</summary>
    public async Task<Result<ProjectBrief>> GetAsync(KnownProject project, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        return new ProjectBrief(await db.Projects.Where(each => each.Id == project.Id).Select(each => each.Brief).SingleAsync(ct));
    }

    /// <summary>Writes the brief.</summary>
    /// <returns><see cref="BriefChanged"/> when the brief isn't any more the one that the change was made of.</returns>
    public async Task<Result<Done>> EditAsync(KnownProject project, EditProject edit, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ProjectManage, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        // The databases can't hold NUL in text.
        var text = edit.Brief.Replace("\0", "", StringComparison.Ordinal);
        if (text.Length > Project.BriefLimit)
        {
            return new Invalid($"A brief may have {Project.BriefLimit:N0} characters; this one has {text.Length:N0}. Shorten it.");
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var outcome = await db.TransactAsync<Done>(async () =>
        {
            var found = await db.Projects.SingleAsync(each => each.Id == project.Id, ct);
            if (edit.BriefBefore is { } before && found.Brief != before && found.Brief != text)
            {
                return new BriefChanged(found.Brief);
            }

            if (found.Brief != text)
            {
                found.Explain(text);
                db.Record(new ProjectExplained(project.Slug), tenant.Id, project.Id, access.Principal, time.GetUtcNow().UtcDateTime);
                await db.SaveChangesAsync(ct);
            }

            return default(Done);
        }, ct);
        if (outcome.Refusal is null)
        {
            live.Publish(Topics.Project(project.Id), LiveMessage.Changed);
        }

        return outcome;
    }
}

internal sealed record ProjectExplained(string Slug) : PlatformEvent("project.explained", $"projects/{Slug}");
