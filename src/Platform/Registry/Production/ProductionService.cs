using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Registry.Models;
using Slipway.Registry.Stages;

namespace Slipway.Registry.Production;

/// <summary>
/// What an organization runs, for those who answer for it. In production is what is in the organization's last stage before the archive, or what one of
/// <see cref="Aliases"/> stands for.
/// </summary>
public sealed class ProductionService(IDbContextFactory<SaasDb> dbs, Access access)
{
    /// <summary>The most versions that are listed.</summary>
    public const int Most = 300;

    /// <summary>The names that teams give to the version that serves.</summary>
    public static readonly IReadOnlyList<string> Aliases = ["champion", "production"];

    /// <summary>The production models of all projects that the caller may see, by project and name; <see cref="Most"/> at most.</summary>
    public async Task<Result<IReadOnlyList<InProduction>>> ListAsync(CancellationToken ct)
    {
        if (await access.RequireToGatherAsync(Permission.ModelsRead, ct) is { } refusal)
        {
            return refusal;
        }

        var sight = await access.SightAsync(ct);
        await using var db = await dbs.CreateDbContextAsync(ct);
        var stage = (await StageNames.OfAsync(db, ct)).All[^2];
        var held = await HeldAsync(db, db.Projects.VisibleTo(sight), stage, ct);
        return (await ProductionRead.OfAsync(db, held, ct)).ToList();
    }

    /// <summary>What of some projects is in production, named briefly.</summary>
    internal static async Task<List<HeldVersion>> HeldAsync(SaasDb db, IQueryable<Project> visible, string stage, CancellationToken ct)
    {
        var rows = await (
            from version in db.ModelVersions
            join model in db.RegisteredModels on version.ModelKey equals model.Key
            join project in visible on version.ProjectId equals project.Id
            where version.DeletedAt == 0 && model.DeletedAt == 0 && !model.Tags.Any(tag => tag.Name == ModelDetails.PromptTag && tag.Value == "true")
                && (version.Stage == stage || model.Aliases.Any(alias => alias.Version == version.Number && Aliases.Contains(alias.Name)))
            orderby project.Name, model.Name, version.Number descending
            select new
            {
                project.Slug, ProjectName = project.Name, model.Name, model.OwnerId, version.ModelKey, version.Key, version.Number, IsStaged = version.Stage == stage,
                Aliases = model.Aliases.Where(alias => alias.Version == version.Number && Aliases.Contains(alias.Name)).Select(alias => alias.Name).ToList(),
            }).AsSplitQuery().Take(Most).ToListAsync(ct);
        return [.. rows.Select(row => new HeldVersion(
            row.Slug, row.ProjectName, row.Name, row.OwnerId, row.ModelKey, row.Key, row.Number,
            [.. row.IsStaged ? [new(Promotions.PromotionTarget.Stage, stage)] : Array.Empty<Policies.ReviewTarget>(), .. row.Aliases.Order(StringComparer.Ordinal).Select(alias => new Policies.ReviewTarget(Promotions.PromotionTarget.Alias, alias))]))];
    }
}

/// <summary>A version that is in production, before anything more is known of it.</summary>
internal sealed record HeldVersion(
    string Project, string ProjectName, string Model, Id<User>? Owner, long ModelKey, long Key, int Number, IReadOnlyList<Policies.ReviewTarget> Targets);
