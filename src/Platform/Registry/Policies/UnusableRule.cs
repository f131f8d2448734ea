namespace Slipway.Registry.Policies;

/// <summary>Something that a policy can't ask for as it was written, and where that stands.</summary>
/// <param name="IsCheck">Whether it is one of the target's checks; otherwise it is one of its approvals.</param>
/// <param name="Place">Its place among these, from 0.</param>
/// <param name="Says">What is wrong, for who sees the field.</param>
public sealed record UnusableRule(ReviewTarget Target, bool IsCheck, int Place, string Says)
    : Invalid($"{(IsCheck ? "Check" : "Approval")} {Place + 1} for {Target} can't be asked for: {Says}");
