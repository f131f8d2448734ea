using Slipway.Foundation.Access;
using Slipway.Foundation.Content;
using Slipway.Foundation.Data;
using Slipway.Registry.Evidence;
using Slipway.Registry.Policies;

namespace Slipway.Registry.Reviews;

/// <summary>Tells of a review to whoever reads it: as it stands on the evidence of now, or as it ended.</summary>
public sealed class ReviewReader(ReviewDesk desk, ShownEvidence shown, Access access, TimeProvider time)
{
    /// <summary>A review by its number, read in a context that nobody saves; null when there is none. What it finds is written by whoever acts next, or by the sweep.</summary>
    internal async Task<ReviewDetails?> ReadAsync(SaasDb db, KnownProject project, int number, CancellationToken ct) =>
        await ReviewDesk.OpenAsync(db, project, number, ct) is not { } opened ? null
        : await TellAsync(db, project, await desk.JudgeAsync(db, project, opened, time.GetUtcNow().UtcDateTime, ct), ct);

    /// <summary>A review that was weighed.</summary>
    internal async Task<ReviewDetails> TellAsync(SaasDb db, KnownProject project, WeighedReview weighed, CancellationToken ct)
    {
        var (opened, review, found) = (weighed.Opened, weighed.Opened.Review, weighed.Found);
        if (weighed.Now is { } now)
        {
            shown.Remember(project.Id, review.Number, now.Evidence);
        }

        var current = (await ReviewPolicy.CurrentAsync(db, project, ct)).Number;
        return new ReviewDetails(
            review.Number, review.Status, opened.Model.Name, opened.Version.Number, review.Target, review.Requester, opened.Version.CreatedBy, review.Reason,
            review.OpenedAt, review.ExpiresAt, review.PromotedAt, review.ReviewAgainBy, review.IsGlassBroken, review.PolicyNumber, current, found?.Holder,
            weighed.Judgement.Approvals, found?.Checks ?? [],
            [.. review.Decisions.OrderBy(decision => decision.At).Select(Decision)],
            [.. review.Acts.OrderBy(act => act.At).Select(act => new ActDetails(act.Kind, act.Words, act.Actor, act.At))],
            review.IsActive ? weighed.Judgement.Missing : [], found?.Evidence, found?.Checked,
            await RightsAsync(project, review, review.Status is ReviewStatus.Promoted && await IsReplacedAsync(db, opened, ct), ct));
    }

    // A version that was approved once isn't approved for good: the way back is a review too, and a short one.
    private static async Task<bool> IsReplacedAsync(SaasDb db, OpenedReview opened, CancellationToken ct) =>
        opened.Version.DeletedAt == 0 && opened.Model.DeletedAt == 0 && (await EvidenceReader.HolderAsync(db, opened.Model, opened.Review.Target, ct))?.Key is { } holder && holder != opened.Version.Key;

    private async Task<ReviewRights> RightsAsync(KnownProject project, Review review, bool isReplaced, CancellationToken ct)
    {
        var (approves, requests, writes, breaks) = (
            await access.AllowsAsync(Permission.ModelsApprove, project.Id, ct), await access.AllowsAsync(Permission.ModelsRequestReview, project.Id, ct),
            await access.AllowsAsync(Permission.ModelsWrite, project.Id, ct), await access.AllowsAsync(Permission.ModelsBreakGlass, project.Id, ct));
        var isAuthor = review.IsAuthor(access.Principal.UserId);
        return new(
            Decide: review.IsActive && approves && !isAuthor,
            WhyNotDecide: !review.IsActive ? null : !approves ? "You read along here: deciding takes a reviewer's role in this project." : isAuthor ? new AuthorsDontDecide().Message : null,
            Promote: review.Status is ReviewStatus.Approved && writes,
            AskAgain: review.Status is not (ReviewStatus.Promoted or ReviewStatus.Open) && requests,
            Withdraw: review.IsActive && requests && (access.IsSelf(review.RequesterId) || await access.AllowsAsync(Permission.ProjectManage, project.Id, ct)),
            BreakGlass: review.Status is not (ReviewStatus.Promoted or ReviewStatus.Approved or ReviewStatus.Withdrawn) && breaks && writes,
            PutBack: isReplaced && requests);
    }

    private static DecisionDetails Decision(ReviewDecision decision) => new(
        decision.Verdict, decision.Reason, decision.Reviewer, decision.ReviewerId, decision.Role, decision.At, new ContentDigest(decision.Digest), decision.Ended, decision.EndedAt, decision.EndedBecause);
}
