using Slipway.Registry.Models;
using Slipway.Registry.Policies;
using Slipway.Registry.Promotions;
using Slipway.Registry.Versions;
using static Slipway.Registry.Reviews.ReviewRules;

namespace Slipway.Registry.Reviews;

/// <summary>Stands before every protected alias and stage: only a version whose review is approved on the evidence of this very moment comes through.</summary>
public sealed class ReviewGate(ReviewDesk desk)
{
    /// <summary>Lets a version to a target and notes that in its review, or says what is missing and where.</summary>
    internal async Task<Refusal?> EnterAsync(ModelChange change, ModelVersion version, ReviewTarget target, CancellationToken ct)
    {
        var isBroken = change.LetInOf(version) is { IsGlassBroken: true };
        var current = (await ReviewPolicy.CurrentAsync(change.Db, change.Project, ct)).Find(target);
        if (await ReviewDesk.FindActiveAsync(change.Db, change.Project, version.Key, target, ct) is not { } opened || opened.Review.IsOverdue(change.At))
        {
            return current is null || isBroken ? null : new ReviewRequired(
                $"{Capital(target)} is protected in this project: version {version.Number} of '{change.Model.Name}' needs an approved review first. Request one at {RequestPage(change.Project, change.Model.Name, version.Number, target)}.");
        }

        if (isBroken)
        {
            return null;
        }

        var weighed = await desk.WeighAsync(change, opened, ct);
        if (opened.Review.Status is not ReviewStatus.Approved)
        {
            return current is null ? null : new ReviewRequired(
                $"{Capital(target)} is protected in this project, and version {version.Number} of '{change.Model.Name}' isn't approved for it yet. Missing: {string.Join("; ", weighed.Judgement.Missing)}. See {Page(change.Project, opened.Review.Number)}.");
        }

        opened.Review.Promote(opened.Policy, weighed.Found!, change.Actor, change.At);
        change.LetIn = new(version.Key, opened.Review.Number, IsGlassBroken: false);
        change.Record(new ReviewPromoted(opened.Facts(change.Project), opened.Review.RequesterId));
        return null;
    }

    /// <summary>Why nothing may be left without a version that a protected target stands for; null when something stays, or the target isn't protected.</summary>
    internal static async Task<Refusal?> LeaveAsync(ModelChange change, ReviewTarget target, CancellationToken ct) =>
        (await ReviewPolicy.CurrentAsync(change.Db, change.Project, ct)).Find(target) is null ? null : new ReviewRequired(
            $"{Capital(target)} is protected in this project and would stand for nothing: whoever relies on it would find no model. Promote another version by a review, "
            + $"or take it off the policy first, at /{change.Project.OrganizationSlug}/{change.Project.Slug}/settings/review-policy.");

    /// <summary>Why a model has to keep its name; null when nothing protected is reached by it.</summary>
    /// <param name="held">What its versions stand for.</param>
    internal static async Task<Refusal?> RenameAsync(ModelChange change, IEnumerable<ReviewTarget> held, CancellationToken ct)
    {
        var policy = await ReviewPolicy.CurrentAsync(change.Db, change.Project, ct);
        return held.FirstOrDefault(target => policy.Find(target) is not null) is not { } guarded ? null : new ReviewRequired(
            $"'{change.Model.Name}' can't be renamed. {Capital(guarded)} is protected in this project and is asked for by the model's name: whoever relies on it would find no model, or another one that takes the name. "
            + $"Take it off the policy first, at /{change.Project.OrganizationSlug}/{change.Project.Slug}/settings/review-policy.");
    }

    private static string Capital(ReviewTarget target) => $"The {(target.Kind is PromotionTarget.Alias ? "alias" : "stage")} '{target.Name}'";
}
