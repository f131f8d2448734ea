using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Data;
using Slipway.Registry.Policies;
using Slipway.Registry.Promotions;

namespace Slipway.Registry.Stages;

/// <summary>Who relies on a stage: what would be different if it weren't there, or had another name.</summary>
/// <param name="Versions">How many versions are in it.</param>
/// <param name="Some">Some of them, those that changed last first.</param>
/// <param name="Reviews">How many reviews for it are going on.</param>
/// <param name="ProtectedIn">In how many projects only a review lets versions in.</param>
public sealed record StageUse(string Stage, int Versions, IReadOnlyList<StagedVersion> Some, int Reviews, int ProtectedIn)
{
    private const int Shown = 5;
    private const int MostRead = 200;

    /// <summary>Nothing would be different.</summary>
    public bool IsIdle => Versions == 0 && Reviews == 0;

    /// <summary>The use of every stage between the first and the last, in their order.</summary>
    internal static async Task<List<StageUse>> ReadAsync(SaasDb db, Id<Organization> organization, CancellationToken ct)
    {
        var stages = (await StageNames.OfAsync(db, ct)).Own;
        var counts = await db.ModelVersions.Where(v => v.DeletedAt == 0 && stages.Contains(v.Stage)).GroupBy(v => v.Stage).Select(same => new { Stage = same.Key, Count = same.Count() }).ToDictionaryAsync(each => each.Stage, each => each.Count, ct);
        var some = await (
            from version in db.ModelVersions
            where version.DeletedAt == 0 && stages.Contains(version.Stage)
            join model in db.RegisteredModels on version.ModelKey equals model.Key
            join project in db.Projects on version.ProjectId equals project.Id
            orderby version.UpdatedAt descending, version.Key
            select new { version.Stage, Version = new StagedVersion(project.Slug, model.Name, version.Number) }).Take(MostRead).ToListAsync(ct);
        var reviews = await db.Reviews.Where(r => r.Slot != null && r.TargetKind == PromotionTarget.Stage).GroupBy(r => r.TargetName).Select(same => new { Stage = same.Key, Count = same.Count() }).ToDictionaryAsync(each => each.Stage, each => each.Count, ct);
        var newest = db.ReviewPolicies.GroupBy(p => p.ProjectId).Select(same => new { ProjectId = same.Key, Number = same.Max(p => p.Number) });
        var policies = await db.ReviewPolicies.AsNoTracking().Join(newest, p => new { p.ProjectId, p.Number }, n => n, (p, _) => p).ToListAsync(ct);
        var unwritten = await db.Projects.IgnoreQueryFilters(SaasDb.DeletedFilterOnly).CountAsync(ct) - policies.Count;
        var begun = ReviewPolicy.Default(organization, default);
        return
        [
            .. stages.Select(stage => new StageUse(
                stage,
                counts.GetValueOrDefault(stage),
                [.. some.Where(each => each.Stage == stage).Take(Shown).Select(each => each.Version)],
                reviews.GetValueOrDefault(stage),
                policies.Count(policy => Protects(policy, stage)) + (Protects(begun, stage) ? unwritten : 0))),
        ];
    }

    private static bool Protects(ReviewPolicy policy, string stage) => policy.Find(new(PromotionTarget.Stage, stage)) is not null;
}

/// <summary>A version that is in a stage.</summary>
/// <param name="Project">The project's address within the organization.</param>
public sealed record StagedVersion(string Project, string Model, int Version);
