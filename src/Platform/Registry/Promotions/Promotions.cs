using Microsoft.EntityFrameworkCore;
using Slipway.Registry.Models;
using Slipway.Registry.Policies;
using Slipway.Registry.Reviews;
using Slipway.Registry.Stages;
using Slipway.Registry.Versions;

namespace Slipway.Registry.Promotions;

/// <summary>
/// Where every move of an alias and every change of a stage passes, whichever door it came through, in the transaction of the change: what has to be
/// asked before one is asked here, and what is written of one is written here.
/// </summary>
internal static class Promotions
{
    /// <summary>Lets an alias stand for a version, or with null for none. One that stands for it already isn't moved.</summary>
    public static async Task<Refusal?> MoveAliasAsync(ModelChange change, string alias, int? number, CancellationToken ct)
    {
        var to = number is { } wanted ? await change.VersionAsync(wanted, ct) : null;
        if ((ModelRules.CheckAlias(alias) ?? (Refusal?)(number is not null && to is null ? ModelRules.NoSuchVersion(change.Model.Name, number.Value) : null)) is { } unusable)
        {
            return unusable;
        }

        var from = change.Model.Holder(alias);
        if (from == number)
        {
            return null;
        }

        var target = new ReviewTarget(PromotionTarget.Alias, alias);
        if ((to is null ? await ReviewGate.LeaveAsync(change, target, ct) : await change.Gate.EnterAsync(change, to, target, ct)) is { } closed)
        {
            return closed;
        }

        change.Model.MoveAlias(alias, to?.Number);
        change.Db.Promotions.Add(Promotion.OfAlias(change.Organization, change.Model.Key, alias, from, to?.Number, change.LetInOf(to), change.Actor, change.At));
        change.Record(new AliasMoved(change.Project.Slug, change.Model.Name, alias, from, to?.Number, change.IsPrompt));
        return null;
    }

    /// <summary>Why a model's name can't be given up; null when it can. Whatever its versions stand for is reached by it.</summary>
    public static async Task<Refusal?> CheckNameAsync(ModelChange change, CancellationToken ct)
    {
        var stages = await change.Db.ModelVersions.Where(v => v.ModelKey == change.Model.Key && v.DeletedAt == 0).Select(v => v.Stage).Distinct().ToListAsync(ct);
        return await ReviewGate.RenameAsync(
            change,
            [.. change.Model.Aliases.Select(alias => new ReviewTarget(PromotionTarget.Alias, alias.Name)), .. stages.Select(stage => new ReviewTarget(PromotionTarget.Stage, stage))],
            ct);
    }

    /// <summary>Moves a version to a stage.</summary>
    /// <param name="stage">As the organization spells it.</param>
    /// <param name="archiveOthers">Whether versions that are in the stage leave it for the archive.</param>
    public static async Task<Refusal?> EnterStageAsync(ModelChange change, ModelVersion version, string stage, bool archiveOthers, CancellationToken ct)
    {
        // A stage stands for the newest version in it: archiving a newer one makes it stand for this one, though this one was there before.
        var isMove = version.Stage != stage || (archiveOthers && await Others(change, version, stage).AnyAsync(v => v.Number > version.Number, ct));
        if (isMove && await CheckAsync(change, version, stage, ct) is { } closed)
        {
            return closed;
        }

        if (!StageNames.IsFixed(stage))
        {
            await StageNames.HoldAsync(change.Db, change.Organization, stage, ct);
        }

        Enter(change, version, stage);
        foreach (var other in archiveOthers ? await Others(change, version, stage).ToListAsync(ct) : [])
        {
            Enter(change, other, Stage.Archived);
        }

        return null;
    }

    // While another one stays, that was let in by a review too.
    private static async Task<Refusal?> CheckAsync(ModelChange change, ModelVersion version, string stage, CancellationToken ct) =>
        (await Others(change, version, version.Stage).AnyAsync(ct) ? null : await ReviewGate.LeaveAsync(change, new(PromotionTarget.Stage, version.Stage), ct))
        ?? await change.Gate.EnterAsync(change, version, new(PromotionTarget.Stage, stage), ct);

    private static IQueryable<ModelVersion> Others(ModelChange change, ModelVersion version, string stage) =>
        change.Db.ModelVersions.Where(v => v.ModelKey == change.Model.Key && v.DeletedAt == 0 && v.Stage == stage && v.Number != version.Number);

    private static void Enter(ModelChange change, ModelVersion version, string stage)
    {
        version.Touch(change.Now);
        if (version.Stage != stage)
        {
            change.Db.Promotions.Add(Promotion.OfStage(change.Organization, change.Model.Key, version.Number, version.Stage, stage, change.LetInOf(version), change.Actor, change.At));
            change.Record(new StageEntered(change.Project.Slug, change.Model.Name, version.Number, version.Stage, stage));
            version.Enter(stage);
        }
    }
}
