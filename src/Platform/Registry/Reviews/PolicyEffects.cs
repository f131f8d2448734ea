using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Registry.Models;
using Slipway.Registry.Policies;

namespace Slipway.Registry.Reviews;

/// <summary>What a policy would do to a review that is going on, if it applied to it.</summary>
/// <param name="Before">How far the review is.</param>
/// <param name="After">How far it would be.</param>
/// <param name="IsFreed">Whether its target wouldn't be protected any more: then the version may be let in without it.</param>
/// <param name="Voids">Whose approvals wouldn't count any more.</param>
/// <param name="Missing">What would be missing, a phrase for each.</param>
public sealed record PolicyEffect(
    int Number, string Model, int Version, ReviewTarget Target, ReviewStatus Before, ReviewStatus After, bool IsFreed, IReadOnlyList<string> Voids, IReadOnlyList<string> Missing);

/// <summary>What a policy would do to the reviews that are going on.</summary>
/// <param name="Open">How many are going on.</param>
/// <param name="Looked">How many of them were looked at, the newest first.</param>
/// <param name="Affected">Those for which something would be different.</param>
public sealed record AffectedReviews(int Open, int Looked, IReadOnlyList<PolicyEffect> Affected);

/// <summary>What another policy does to the reviews that are going on: those whose target it asks something else for.</summary>
public sealed class PolicyEffects(ReviewDesk desk, TimeProvider time)
{
    /// <summary>How many reviews a preview looks at: each takes a look at all of its evidence.</summary>
    public const int MostLooked = 50;

    internal async Task<AffectedReviews> PreviewAsync(SaasDb db, KnownProject project, IReadOnlyList<TargetPolicy> targets, Principal by, CancellationToken ct)
    {
        var (now, next) = (time.GetUtcNow().UtcDateTime, (await ReviewPolicy.CurrentAsync(db, project, ct)).Number + 1);
        var open = await Open(db, project).ToListAsync(ct);
        var affected = new List<PolicyEffect>();
        foreach (var number in open.Take(MostLooked))
        {
            if (await ReviewDesk.OpenAsync(db, project, number, ct) is not { } opened || opened.Review.IsOverdue(now))
            {
                continue;
            }

            var (review, before) = (opened.Review, opened.Review.Status);
            var rules = targets.FirstOrDefault(each => each.Target == review.Target);
            if (rules is null)
            {
                affected.Add(Effect(opened, before, isFreed: true, [], []));
            }
            else if (!ReviewPolicy.AsksTheSame(opened.Policy, rules))
            {
                // Nothing of this is saved: the review is one of this context alone.
                review.GoBy(next, rules, "", by, now);
                var weighing = review.Weigh(rules, await desk.LookAsync(db, project, opened with { Policy = rules }, ct), now);
                affected.Add(Effect(opened, before, isFreed: false, [.. weighing.Voided.Select(decision => decision.Reviewer)], weighing.Judgement.Missing));
            }
        }

        return new(open.Count, Math.Min(open.Count, MostLooked), affected);
    }

    /// <summary>Lets the reviews that are going on go by a policy that was just written.</summary>
    internal async Task ApplyAsync(ModelChange change, ReviewPolicy policy, CancellationToken ct)
    {
        foreach (var number in await Open(change.Db, change.Project).ToListAsync(ct))
        {
            if (await ReviewDesk.OpenAsync(change.Db, change.Project, number, ct) is { } opened && !opened.Review.IsOverdue(change.At)
                && policy.Find(opened.Review.Target) is { } rules && !ReviewPolicy.AsksTheSame(opened.Policy, rules))
            {
                opened.Review.GoBy(policy.Number, rules, policy.Note, change.Actor, change.At);
                await desk.WeighAsync(change, opened with { Policy = rules }, ct);
            }
        }
    }

    private static IQueryable<int> Open(SaasDb db, KnownProject project) =>
        db.Reviews.Where(review => review.ProjectId == project.Id && review.Slot != null).OrderByDescending(review => review.Number).Select(review => review.Number);

    private static PolicyEffect Effect(OpenedReview opened, ReviewStatus before, bool isFreed, IReadOnlyList<string> voids, IReadOnlyList<string> missing) => new(
        opened.Review.Number, opened.Model.Name, opened.Version.Number, opened.Review.Target, before, opened.Review.Status, isFreed, voids, missing);
}
