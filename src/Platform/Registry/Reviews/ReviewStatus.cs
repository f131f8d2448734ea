namespace Slipway.Registry.Reviews;

/// <summary>How far a review is.</summary>
public enum ReviewStatus
{
    /// <summary>Approvals or checks are missing.</summary>
    Open,

    /// <summary>A reviewer wants something changed first.</summary>
    ChangesRequested,

    /// <summary>Nothing is missing: the target may be moved to the version.</summary>
    Approved,

    /// <summary>The target was moved.</summary>
    Promoted,
    Rejected,
    Withdrawn,
    Expired,
}
