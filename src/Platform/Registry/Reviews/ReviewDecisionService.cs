using Slipway.Foundation.Access;
using Slipway.Registry.Evidence;
using Slipway.Registry.Models;
using Slipway.Registry.Promotions;
using Slipway.Registry.Stages;

namespace Slipway.Registry.Reviews;

/// <summary>What leads a review to its end: decisions, results of checks, the promotion, and the way past all of them.</summary>
public sealed class ReviewDecisionService(ReviewWriter writer, ReviewDesk desk, ShownEvidence shown, Access access)
{
    /// <summary>Approves, requests changes or rejects, bound to the evidence of this moment; refused when the decision names another. Who made the version or requested the review may not, whatever else they may do.</summary>
    public Task<Result<ReviewDetails>> DecideAsync(KnownProject project, int number, Decide decision, CancellationToken ct) =>
        writer.ChangeAsync(project, Permission.ModelsApprove, number, async (change, opened) =>
        {
            var (review, verdict) = (opened.Review, decision.Verdict!.Value);
            var by = new Decider(change.Actor, (await access.RoleAsync(project.Id, ct))!.Value, await ReviewDesk.TeamsAsync(change.Db, change.Actor.UserId, ct));
            var findings = await desk.LookAsync(change.Db, project, opened, ct);
            var saw = decision.Evidence is { } digest ? new Sighting(digest, shown.Find(project.Id, number, digest) ?? review.Seen.Find(seen => seen.Is(digest.ToBytes()))?.Evidence) : null;
            if (review.Decide(verdict, decision.Reason, by, findings, saw, change.At) is { } refusal)
            {
                return refusal;
            }

            var facts = opened.Facts(project);
            change.Record(verdict switch
            {
                Verdict.Approve => new ReviewApproved(facts, decision.Reason, review.RequesterId),
                Verdict.RequestChanges => new ReviewChangesRequested(facts, decision.Reason, review.RequesterId),
                _ => new ReviewRejected(facts, decision.Reason, review.RequesterId),
            });
            await desk.WeighAsync(change, opened, ct);
            return null;
        }, ct);

    /// <summary>Takes what a program outside, such as CI, found. The same result again changes nothing.</summary>
    /// <param name="name">The check's name, such as <c>bias</c>; of each name the last word counts.</param>
    public Task<Result<ReviewDetails>> PostCheckAsync(KnownProject project, int number, string name, PostCheck result, CancellationToken ct) =>
        writer.ChangeAsync(project, Permission.ModelsWrite, number, async (change, opened) =>
        {
            var review = opened.Review;
            if (name.Length is 0 or > PostedCheck.NameLimit || name.Any(char.IsControl))
            {
                return new Invalid($"A check's name has 1 to {PostedCheck.NameLimit} characters that can be shown.");
            }

            if (!review.IsActive || review.IsOverdue(change.At))
            {
                return ReviewOver.Of(review, change.At);
            }

            var now = (await desk.LookAsync(change.Db, project, opened, ct)).Subject.Digest;
            if (review.Post(name, result, result.Checked ?? now, change.Actor, change.At))
            {
                change.Record(new ReviewCheckPosted(opened.Facts(project), name, result.State!.Value.ToString().ToLowerInvariant()));
                await desk.WeighAsync(change, opened, ct);
            }

            return null;
        }, ct);

    /// <summary>Moves the target of an approved review to its version.</summary>
    /// <param name="archiveOthers">For a stage: whether versions that are in it leave it for the archive.</param>
    public async Task<Result<ReviewDetails>> PromoteAsync(KnownProject project, int number, bool archiveOthers, CancellationToken ct) =>
        await MoveAsync(project, number, Permission.ModelsWrite, archiveOthers, async (change, opened) =>
        {
            var weighed = await desk.WeighAsync(change, opened, ct);
            return !opened.Review.IsActive || opened.Review.IsOverdue(change.At) ? ReviewOver.Of(opened.Review, change.At)
                : opened.Review.Status is not ReviewStatus.Approved ? new ReviewRequired($"Review {number} isn't approved yet. Missing: {string.Join("; ", weighed.Judgement.Missing)}.")
                : null;
        }, ct);

    /// <summary>Moves the target without what is missing, in an emergency: everybody of the project is told, and the reason stands for good.</summary>
    public async Task<Result<ReviewDetails>> BreakGlassAsync(KnownProject project, int number, bool archiveOthers, ReviewReason reason, CancellationToken ct) =>
        await MoveAsync(project, number, Permission.ModelsBreakGlass, archiveOthers, async (change, opened) =>
        {
            if (opened.Review.Status is ReviewStatus.Promoted or ReviewStatus.Withdrawn)
            {
                return ReviewOver.Of(opened.Review, change.At);
            }

            change.LetIn = new(opened.Version.Key, opened.Review.Number, IsGlassBroken: true);
            opened.Review.BreakGlass(reason.Reason, opened.Policy, await desk.FindAsync(change, opened, ct), change.Actor, change.At);
            change.Record(new ReviewGlassBroken(opened.Facts(project), reason.Reason));
            return null;
        }, ct);

    private async Task<Result<ReviewDetails>> MoveAsync(
        KnownProject project, int number, Permission permission, bool archiveOthers, Func<ModelChange, OpenedReview, Task<Refusal?>> allow, CancellationToken ct) =>
        await writer.ChangeAsync(project, permission, number, async (change, opened) =>
        {
            change.Of(opened.Model);
            if (await allow(change, opened) is { } refusal)
            {
                return refusal;
            }

            var (review, version) = (opened.Review, opened.Version);
            if (version.DeletedAt != 0 || opened.Model.DeletedAt != 0)
            {
                return ModelRules.NoSuchVersion(opened.Model.Name, version.Number);
            }

            var moved = review.Target.Kind is PromotionTarget.Alias
                ? await Promotions.Promotions.MoveAliasAsync(change, review.TargetName, version.Number, ct)
                : await EnterAsync(change, opened, archiveOthers, ct);
            if (moved is null && review.IsActive)
            {
                // It had the target already: what was reviewed is that it may keep it.
                review.Promote(opened.Policy, await desk.FindAsync(change, opened, ct), change.Actor, change.At);
                change.Record(new ReviewPromoted(opened.Facts(project), review.RequesterId));
            }

            return moved;
        }, ct);

    private static async Task<Refusal?> EnterAsync(ModelChange change, OpenedReview opened, bool archiveOthers, CancellationToken ct)
    {
        var known = await StageNames.OfAsync(change.Db, ct);
        return known.Spelled(opened.Review.TargetName) is { } stage ? await Promotions.Promotions.EnterStageAsync(change, opened.Version, stage, archiveOthers, ct) : known.Unknown(opened.Review.TargetName);
    }
}
