using Slipway.Foundation.Access;
using Slipway.Foundation.Content;

namespace Slipway.Registry.Reviews;

/// <summary>What a reviewer says.</summary>
public enum Verdict
{
    Approve,

    /// <summary>Something has to change first.</summary>
    RequestChanges,
    Reject,
}

/// <summary>Why a decision counts no more. It stays on record.</summary>
public enum DecisionEnd
{
    /// <summary>What it rested on changed.</summary>
    Voided,

    /// <summary>The reviewer decided again.</summary>
    Replaced,

    /// <summary>The review was asked for again.</summary>
    AskedAgain,
}

/// <summary>Who decides, and as what: roles and teams as they are at that moment.</summary>
internal sealed record Decider(Principal Person, ProjectRole Role, IReadOnlyList<string> Teams);

/// <summary>One reviewer's word on a review, bound to the evidence that they saw.</summary>
internal sealed class ReviewDecision : ITenantOwned
{
    public const int ReasonLimit = 4_000;
    public const int EndLimit = 2_000;

    private ReviewDecision() { }

    public long Key { get; private init; }
    public Id<Organization> OrganizationId { get; private init; }
    public long ReviewKey { get; private init; }
    public Verdict Verdict { get; private init; }
    public string Reason { get; private init; } = "";
    public Id<User> ReviewerId { get; private init; }
    public string Reviewer { get; private init; } = "";

    /// <summary>What the reviewer was in the project.</summary>
    public ProjectRole Role { get; private init; }

    /// <summary>The addresses of the teams that the reviewer was in, parted by blanks.</summary>
    public string Teams { get; private init; } = "";

    /// <summary>Of everything that it rests on.</summary>
    public byte[] Digest { get; private init; } = [];
    public DateTime At { get; private init; }

    /// <summary>When it stopped counting; null while it counts.</summary>
    public DateTime? EndedAt { get; private set; }
    public DecisionEnd? Ended { get; private set; }

    /// <summary>Why it stopped counting, such as what changed.</summary>
    public string EndedBecause { get; private set; } = "";

    public static ReviewDecision Take(Id<Organization> organization, Verdict verdict, string reason, Decider by, ContentDigest digest, DateTime now) => new()
    {
        OrganizationId = organization,
        Verdict = verdict,
        Reason = reason.Trim(),
        ReviewerId = by.Person.UserId,
        Reviewer = by.Person.Name,
        Role = by.Role,
        Teams = string.Join(' ', by.Teams),
        Digest = digest.ToBytes(),
        At = now,
    };

    public void End(DateTime now, DecisionEnd how, string because) =>
        (EndedAt, Ended, EndedBecause) = (now, how, because.Length > EndLimit ? because[..(EndLimit - 1)] + "…" : because);
}
