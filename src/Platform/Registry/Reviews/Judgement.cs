using Slipway.Registry.Evidence;
using Slipway.Registry.Policies;

namespace Slipway.Registry.Reviews;

/// <summary>One rule of the policy about approvals, and how far it is met.</summary>
/// <param name="By">Who approved, of those whose approval counts here.</param>
public sealed record ApprovalProgress(ApprovalRule Rule, IReadOnlyList<string> By)
{
    /// <summary>Whether as many approved as have to.</summary>
    public bool IsMet => By.Count >= Rule.Count;
}

/// <summary>What the policy makes of the decisions that stand and of the checks.</summary>
internal sealed class Judgement
{
    public Judgement(TargetPolicy policy, IReadOnlyList<ReviewDecision> standing, IReadOnlyList<CheckResult> checks)
    {
        var approvals = standing.Where(decision => decision.Verdict is Verdict.Approve).ToList();
        Approvals = [.. policy.Approvals.Select(rule => new ApprovalProgress(
            rule, [.. approvals.Where(each => rule.Counts(each.ReviewerId, each.Role, each.Teams.Split(' '))).Select(each => each.Reviewer)]))];
        var wanted = standing.Where(decision => decision.Verdict is Verdict.RequestChanges).Select(decision => $"{decision.Reviewer} asks for changes").ToList();
        Missing =
        [
            .. wanted,
            .. Approvals.Where(rule => !rule.IsMet).Select(Words),
            .. checks.Where(check => check is { IsRequired: true, State: not CheckState.Passed }).Select(check => $"the check «{check.Name}» {(check.State is CheckState.Failed ? "fails" : "has no result")}"),
        ];
        Status = wanted.Count > 0 ? ReviewStatus.ChangesRequested : Missing.Count == 0 ? ReviewStatus.Approved : ReviewStatus.Open;
    }

    public IReadOnlyList<ApprovalProgress> Approvals { get; }

    /// <summary>What still has to happen, a phrase for each; none when the version may be let in.</summary>
    public IReadOnlyList<string> Missing { get; }

    public ReviewStatus Status { get; }

    private static string Words(ApprovalProgress progress)
    {
        var left = progress.Rule.Count - progress.By.Count;
        return $"{left} {(progress.By.Count > 0 ? "more " : "")}approval{(left == 1 ? "" : "s")} by {progress.Rule.Whose()}";
    }
}

/// <summary>What a weighing brought.</summary>
/// <param name="Voided">The approvals that count no more.</param>
/// <param name="IsNewlyApproved">Whether nothing is missing any more, and something was before.</param>
internal sealed record Weighing(Judgement Judgement, IReadOnlyList<ReviewDecision> Voided, bool IsNewlyApproved);
