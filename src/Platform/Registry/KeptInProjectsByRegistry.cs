using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Content;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Ledger;
using Slipway.Organizations.Projects.Lifecycle;
using Slipway.Registry.Models;
using Slipway.Registry.Production;
using Slipway.Registry.Stages;
using Slipway.Registry.Versions;

namespace Slipway.Registry;

/// <summary>The models and prompts that are registered in a project. What is in production keeps the project; of every version that goes with it, number and digest stay in the audit log.</summary>
internal sealed class KeptInProjectsByRegistry(StoredBytes bytes, QuotaLedger quota) : IProjectContents
{
    private const int VersionsAtOnce = 50;
    private const int ModelsAtOnce = 100;

    public async Task<IReadOnlyList<ProjectHolding>> CountAsync(SaasDb db, Id<Project> project, CancellationToken ct) =>
    [
        .. ProjectHolding.Of("registeredModels", await db.RegisteredModels.LongCountAsync(model => model.ProjectId == project && model.DeletedAt == 0, ct), "registered model or prompt", "registered models and prompts"),
        .. ProjectHolding.Of("versions", await db.ModelVersions.LongCountAsync(version => version.ProjectId == project && version.DeletedAt == 0, ct), "version of them", "versions of them"),
        .. ProjectHolding.Of("reviews", await db.Reviews.LongCountAsync(review => review.ProjectId == project, ct), "review", "reviews"),
    ];

    public async Task<IReadOnlyList<string>> HeldAsync(SaasDb db, Id<Project> project, CancellationToken ct)
    {
        var last = (await StageNames.OfAsync(db, ct)).All[^2];
        return [.. (await ProductionService.HeldAsync(db, db.Projects.Where(each => each.Id == project), last, ct)).Select(version => VersionHolds.Holder(version.Model, version.Number))];
    }

    public async Task<bool> PurgeSomeAsync(SaasDb db, ProjectPurge purge, CancellationToken ct)
    {
        await db.Reviews.Where(review => review.ProjectId == purge.Project).ExecuteDeleteAsync(ct);
        if (await PurgeVersionsAsync(db, purge, ct) || await PurgeModelsAsync(db, purge, ct))
        {
            return true;
        }

        await db.ReviewPolicies.Where(policy => policy.ProjectId == purge.Project).ExecuteDeleteAsync(ct);
        await db.ContentHolds.Where(hold => hold.ProjectId == purge.Project).ExecuteDeleteAsync(ct);
        return false;
    }

    private async Task<bool> PurgeVersionsAsync(SaasDb db, ProjectPurge purge, CancellationToken ct)
    {
        await bytes.HoldAsync(db, purge.Organization, ct);
        var versions = await (
            from version in db.ModelVersions
            where version.ProjectId == purge.Project
            join model in db.RegisteredModels on version.ModelKey equals model.Key
            orderby version.Key
            select new { version.Key, version.Number, version.Digest, model.Name }).Take(VersionsAtOnce).ToListAsync(ct);
        if (versions.Count == 0)
        {
            return false;
        }

        var keys = versions.ConvertAll(version => version.Key);
        var digests = await db.VersionFiles.Where(file => keys.Contains(file.VersionKey)).Select(file => file.Digest).ToListAsync(ct);
        var uncounted = await bytes.UncountedAsync(db, digests, ct);
        await db.ModelVersions.Where(version => keys.Contains(version.Key)).ExecuteDeleteAsync(ct);
        await bytes.BookAsync(db, purge.Organization, uncounted, await bytes.UncountedAsync(db, digests, ct), $"projects/{purge.Slug}", ct);
        foreach (var version in versions)
        {
            var gone = new VersionPurged(purge.Slug, version.Name, version.Number, version.Digest is { } digest ? new ContentDigest(digest).ToString() : null);
            db.Record(gone, purge.Organization, purge.Project, null, purge.At);
        }

        return true;
    }

    // Cards, aliases, tags and the history of promotions go with their rows.
    private async Task<bool> PurgeModelsAsync(SaasDb db, ProjectPurge purge, CancellationToken ct)
    {
        await quota.HoldAsync(db, purge.Organization, Resource.RegisteredModels, ct);
        var models = await db.RegisteredModels.Where(model => model.ProjectId == purge.Project).OrderBy(model => model.Key).Select(model => new { model.Key, model.DeletedAt }).Take(ModelsAtOnce).ToListAsync(ct);
        var keys = models.ConvertAll(model => model.Key);
        await db.RegisteredModels.Where(model => keys.Contains(model.Key)).ExecuteDeleteAsync(ct);
        if (models.Count(model => model.DeletedAt == 0) is > 0 and var counted)
        {
            await quota.CreditAsync(db, purge.Organization, Resource.RegisteredModels, counted, $"projects/{purge.Slug}", ct);
        }

        return models.Count > 0;
    }
}

/// <param name="Digest">Of the manifest that it had; null when it had no files here.</param>
internal sealed record VersionPurged(string Project, string Model, int Version, string? Digest) : PlatformEvent("version.purged", ModelRules.Subject(Project, Model, Version));
