using System.ComponentModel.DataAnnotations;
using Slipway.Foundation.Access;
using Slipway.Foundation.Content;
using Slipway.Registry.Evidence;
using Slipway.Registry.Models;
using Slipway.Registry.Policies;

namespace Slipway.Registry.Reviews;

/// <summary>A review: while it goes on as it stands on the evidence of now, and afterwards as it ended.</summary>
/// <param name="Version">The number of the version that is to be let in.</param>
/// <param name="Maker">Who registered the version.</param>
/// <param name="Reason">What is asked and why, in Markdown.</param>
/// <param name="ExpiresAt">When it ends by itself; null when never.</param>
/// <param name="ReviewAgainBy">When what was let in has to be reviewed again; null when never.</param>
/// <param name="IsGlassBroken">Whether it was promoted without what was missing.</param>
/// <param name="Policy">The version of the policy that it goes by.</param>
/// <param name="CurrentPolicy">The policy's version of now, by which a review that is asked for again goes.</param>
/// <param name="Holder">The version that the target stands for, or stood for when the review ended; null when none did.</param>
/// <param name="Checks">As they are, or as they were when the review ended.</param>
/// <param name="Missing">What still has to happen, a phrase for each.</param>
/// <param name="Evidence">The digest of everything that a decision rests on now, or rested on when the review ended; null for a review that ended before that was kept: neither its checks nor what its target stood for are known then.</param>
/// <param name="Checked">The digest of what is checked, which results of external checks name; null as <paramref name="Evidence"/> is.</param>
public sealed record ReviewDetails(
    int Number,
    ReviewStatus Status,
    string Model,
    int Version,
    ReviewTarget Target,
    string Requester,
    string Maker,
    string Reason,
    DateTime OpenedAt,
    DateTime? ExpiresAt,
    DateTime? PromotedAt,
    DateTime? ReviewAgainBy,
    bool IsGlassBroken,
    int Policy,
    int CurrentPolicy,
    int? Holder,
    IReadOnlyList<ApprovalProgress> Approvals,
    IReadOnlyList<CheckResult> Checks,
    IReadOnlyList<DecisionDetails> Decisions,
    IReadOnlyList<ActDetails> Acts,
    IReadOnlyList<string> Missing,
    ContentDigest? Evidence,
    ContentDigest? Checked,
    ReviewRights May);

/// <summary>What the reader may do to a review now.</summary>
/// <param name="PutBack">Request a new review for its version: it was let in, and the target stands for another version by now.</param>
/// <param name="WhyNotDecide">Why they may not decide, as a sentence; null when they may, or when there is nothing to decide.</param>
public sealed record ReviewRights(bool Decide, string? WhyNotDecide, bool Promote, bool AskAgain, bool Withdraw, bool BreakGlass, bool PutBack);

/// <summary>One decision, standing or not.</summary>
/// <param name="Evidence">The digest of everything that it rests on.</param>
/// <param name="Ended">Why it counts no more; null while it counts.</param>
/// <param name="EndedBecause">What changed, where it was voided.</param>
public sealed record DecisionDetails(
    Verdict Verdict, string Reason, string Reviewer, Id<User> ReviewerId, ProjectRole Role, DateTime At, ContentDigest Evidence, DecisionEnd? Ended, DateTime? EndedAt, string EndedBecause);

/// <summary>What else happened to a review.</summary>
/// <param name="Actor">Who did it; empty for what time did.</param>
public sealed record ActDetails(ActKind Kind, string Words, string Actor, DateTime At);

/// <summary>A review in a list.</summary>
/// <param name="Project">The address of its project.</param>
/// <param name="IsWaitingForMe">Whether the reader's decision is wanted.</param>
/// <param name="Missing">What still has to be decided, a phrase for each; checks aside.</param>
public sealed record ReviewSummary(
    string Project, string ProjectName, int Number, ReviewStatus Status, string Model, int Version, ReviewTarget Target, string Requester, DateTime OpenedAt, DateTime? ExpiresAt, DateTime? ReviewAgainBy,
    bool IsGlassBroken, bool IsMine, bool IsWaitingForMe, IReadOnlyList<string> Missing);

/// <summary>A request for a review.</summary>
/// <param name="Model">The registered model's name.</param>
/// <param name="Version">The version's number.</param>
/// <param name="Reason">What is asked and why, in Markdown.</param>
public sealed record RequestReview(
    [Required, MaxLength(RegisteredModel.NameLimit)] string Model, [Required, Range(1, int.MaxValue)] int? Version, [Required] ReviewTarget Target, [MaxLength(Review.ReasonLimit)] string? Reason = null);

/// <summary>A reviewer's decision.</summary>
/// <param name="Evidence">The digest that the review gave for its evidence when the reviewer looked: the decision is refused when it is another by now. Without it, the decision is one on the evidence of now.</param>
public sealed record Decide([Required] Verdict? Verdict, [Required, MaxLength(ReviewDecision.ReasonLimit)] string Reason, ContentDigest? Evidence = null);

/// <summary>Why something is done to a review.</summary>
public sealed record ReviewReason([Required, MaxLength(ReviewDecision.ReasonLimit)] string Reason);

/// <summary>What an external check found.</summary>
/// <param name="Summary">What was found, as a sentence.</param>
/// <param name="Link">Where its log or report is, as http or https address.</param>
/// <param name="Checked">The digest that the review gave for what is checked; without it, the result is taken as one of now.</param>
public sealed record PostCheck(
    [Required] CheckState? State, [MaxLength(PostedCheck.SummaryLimit)] string? Summary = null, [MaxLength(PostedCheck.LinkLimit), Url] string? Link = null, ContentDigest? Checked = null);
