using Slipway.Foundation.Access;
using Slipway.Foundation.Content;
using Slipway.Foundation.Data;
using Slipway.Registry.Policies;

namespace Slipway.Registry.Reviews;

/// <summary>Reads a review as it stands on the evidence of now; what that changes is written by whoever acts next, or by the sweep.</summary>
public sealed class ReviewReader(ReviewDesk desk, ShownEvidence shown, Access access, TimeProvider time)
{
    /// <summary>A review by its number; null when there is none. Within a change it reads what was changed.</summary>
    internal async Task<ReviewDetails?> ReadAsync(SaasDb db, KnownProject project, int number, CancellationToken ct)
    {
        if (await ReviewDesk.OpenAsync(db, project, number, ct) is not { } opened)
        {
            return null;
        }

        var (review, now) = (opened.Review, time.GetUtcNow().UtcDateTime);
        var findings = await desk.LookAsync(db, project, opened, ct);
        var judgement = review.Weigh(opened.Policy, findings, now).Judgement;
        review.Expire(now);
        shown.Remember(project.Id, number, findings.Evidence);
        var current = (await ReviewPolicy.CurrentAsync(db, project, ct)).Number;
        return new ReviewDetails(
            review.Number, review.Status, opened.Model.Name, opened.Version.Number, review.Target, review.Requester, opened.Version.CreatedBy, review.Reason,
            review.OpenedAt, review.ExpiresAt, review.PromotedAt, review.ReviewAgainBy, review.IsGlassBroken, review.PolicyNumber, current, findings.Subject.Holder?.Number,
            judgement.Approvals, findings.Checks,
            [.. review.Decisions.OrderBy(decision => decision.At).Select(Decision)],
            [.. review.Acts.OrderBy(act => act.At).Select(act => new ActDetails(act.Kind, act.Words, act.Actor, act.At))],
            review.IsActive ? judgement.Missing : [], findings.Evidence.Digest, findings.Subject.Digest, await RightsAsync(project, review, ct));
    }

    private async Task<ReviewRights> RightsAsync(KnownProject project, Review review, CancellationToken ct)
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
            BreakGlass: review.Status is not (ReviewStatus.Promoted or ReviewStatus.Approved or ReviewStatus.Withdrawn) && breaks && writes);
    }

    private static DecisionDetails Decision(ReviewDecision decision) => new(
        decision.Verdict, decision.Reason, decision.Reviewer, decision.ReviewerId, decision.Role, decision.At, new ContentDigest(decision.Digest), decision.Ended, decision.EndedAt, decision.EndedBecause);
}
