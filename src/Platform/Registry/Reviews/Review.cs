using Slipway.Foundation.Access;
using Slipway.Foundation.Content;
using Slipway.Registry.Evidence;
using Slipway.Registry.Policies;
using Slipway.Registry.Promotions;
using Slipway.Registry.Versions;

namespace Slipway.Registry.Reviews;

/// <summary>A request that a version be let to a target, what was decided on it, and on which evidence.</summary>
internal sealed class Review : ITenantOwned
{
    public const int ReasonLimit = 10_000;

    private Review() { }

    public long Key { get; private init; }
    public Id<Organization> OrganizationId { get; private init; }
    public Id<Project> ProjectId { get; private init; }

    /// <summary>1, 2, 3 … within the project.</summary>
    public int Number { get; private init; }
    public long ModelKey { get; private init; }
    public long VersionKey { get; private init; }
    public PromotionTarget TargetKind { get; private init; }
    public string TargetName { get; private init; } = "";
    public Id<User> RequesterId { get; private init; }
    public string Requester { get; private init; } = "";

    /// <summary>Who registered the version.</summary>
    public Id<User>? MakerId { get; private init; }

    /// <summary>What is asked and why, in Markdown.</summary>
    public string Reason { get; private init; } = "";

    /// <summary>The version of the project's policy that it goes by.</summary>
    public int PolicyNumber { get; private set; }
    public ReviewStatus Status { get; private set; }
    public DateTime OpenedAt { get; private init; }

    /// <summary>When it ends by itself; null when never.</summary>
    public DateTime? ExpiresAt { get; private set; }
    public DateTime? PromotedAt { get; private set; }

    /// <summary>When what was let in has to be reviewed again; null when never.</summary>
    public DateTime? ReviewAgainBy { get; private set; }

    /// <summary>Whether somebody was told that it has to be reviewed again.</summary>
    public bool IsDueAgainTold { get; private set; }

    /// <summary>Whether it was promoted without being approved.</summary>
    public bool IsGlassBroken { get; private set; }

    /// <summary>What was found when it ended, as <see cref="ReviewFindings"/> are kept; null while it may still lead to something, and for one that ended before that was kept.</summary>
    public string? Kept { get; private set; }

    /// <summary>What it is about, while it may still lead to something; null afterwards. Unique, so that there is one such review of a version and target.</summary>
    public string? Slot { get; private set; }

    /// <summary>Counts changes, so that of two at the same moment the second one looks again.</summary>
    public int Revision { get; private set; }

    public List<ReviewDecision> Decisions { get; private init; } = [];
    public List<SeenEvidence> Seen { get; private init; } = [];
    public List<PostedCheck> Posted { get; private init; } = [];
    public List<ReviewAct> Acts { get; private init; } = [];

    public ReviewTarget Target => new(TargetKind, TargetName);

    /// <summary>Whether it may still lead to something.</summary>
    public bool IsActive => Status is ReviewStatus.Open or ReviewStatus.ChangesRequested or ReviewStatus.Approved;

    /// <summary>What was found when it ended; null where nothing was kept.</summary>
    public ReviewFindings? Ending => Kept is null ? null : ReviewFindings.Read(Kept).PostedBy(Posted, IsAuthor);

    public IEnumerable<ReviewDecision> Standing => Decisions.Where(decision => decision.EndedAt is null);

    public static Review Request(ModelVersion version, int number, ReviewTarget target, string reason, int policyNumber, TargetPolicy policy, Principal by, DateTime now)
    {
        var review = new Review
        {
            OrganizationId = version.OrganizationId,
            ProjectId = version.ProjectId,
            Number = number,
            ModelKey = version.ModelKey,
            VersionKey = version.Key,
            TargetKind = target.Kind,
            TargetName = target.Name,
            RequesterId = by.UserId,
            Requester = by.Name,
            MakerId = version.CreatedById,
            Reason = reason.Trim(),
            OpenedAt = now,
        };
        review.Begin(policyNumber, policy, now);
        return review;
    }

    public static string SlotOf(long version, ReviewTarget target) => $"{version}/{target.Kind}/{target.Name}";

    /// <summary>Whether somebody made the version or asks for it: they decide on nothing here, whatever else they may do.</summary>
    public bool IsAuthor(Id<User> person) => person == RequesterId || person == MakerId;

    public bool IsOverdue(DateTime now) => IsActive && ExpiresAt <= now;

    /// <summary>Takes somebody's decision. A new one of the same person takes the place of the former.</summary>
    /// <param name="saw">What they say that they saw; null when they don't say.</param>
    public Refusal? Decide(Verdict verdict, string reason, Decider by, Findings found, Sighting? saw, DateTime now)
    {
        if (!IsActive || IsOverdue(now))
        {
            return ReviewOver.Of(this, now);
        }

        if (IsAuthor(by.Person.UserId))
        {
            return new AuthorsDontDecide();
        }

        var evidence = found.Evidence;
        if (saw is not null && saw.Digest != evidence.Digest)
        {
            return EvidenceChanged.Of(saw, evidence);
        }

        foreach (var former in Standing.Where(decision => decision.ReviewerId == by.Person.UserId))
        {
            former.End(now, DecisionEnd.Replaced, "decided again");
        }

        Decisions.Add(ReviewDecision.Take(OrganizationId, verdict, reason, by, evidence.Digest, now));
        See(evidence);
        if (verdict is Verdict.Reject)
        {
            Close(ReviewStatus.Rejected, ReviewFindings.Of(found));
        }

        Revision++;
        return null;
    }

    /// <summary>Takes what a check outside found; false when it was told before.</summary>
    public bool Post(string name, PostCheck result, ContentDigest digest, Principal by, DateTime now)
    {
        var check = Posted.Find(each => each.Name == name);
        if (check is null)
        {
            check = PostedCheck.Begin(OrganizationId, Key, name);
            Posted.Add(check);
        }

        var isNews = check.Tell(result.State!.Value, result.Summary?.Trim() ?? "", result.Link ?? "", digest, by, now);
        Revision += isNews ? 1 : 0;
        return isNews;
    }

    /// <summary>Voids the approvals whose evidence is different now, and says how far a review that is going on is.</summary>
    public Weighing Weigh(TargetPolicy policy, Findings now, DateTime at)
    {
        var voided = new List<ReviewDecision>();
        foreach (var approval in Standing.Where(decision => decision.Verdict is Verdict.Approve).ToList())
        {
            if (now.Evidence.ChangesSince(Seen.Find(seen => seen.Is(approval.Digest))!.Evidence) is { Count: > 0 } changes)
            {
                approval.End(at, DecisionEnd.Voided, Few(changes));
                voided.Add(approval);
            }
        }

        var (before, judgement) = (Status, new Judgement(policy, [.. Standing], now.Checks));
        Status = judgement.Status;
        Revision += voided.Count > 0 || Status != before ? 1 : 0;
        return new(judgement, voided, IsNewlyApproved: before is not ReviewStatus.Approved && Status is ReviewStatus.Approved);
    }

    /// <summary>Asks again: after changes, or for a review that ended without leading to anything. It goes by the policy of today from then on.</summary>
    public Refusal? AskAgain(string note, int policyNumber, TargetPolicy policy, Principal by, DateTime now)
    {
        if (Status is ReviewStatus.Promoted)
        {
            return ReviewOver.Of(this, now);
        }

        // What was wanted to be changed has been; what was approved stays unless the evidence, which the policy is part of, is another.
        foreach (var decision in Standing.Where(decision => decision.Verdict is not Verdict.Approve || !IsActive).ToList())
        {
            decision.End(now, DecisionEnd.AskedAgain, "asked again");
        }

        Begin(policyNumber, policy, now);
        Note(ActKind.AskedAgain, note, by, now);
        return null;
    }

    /// <summary>Goes by another version of the policy from now on. Approvals that saw the former one are voided when it is weighed.</summary>
    public void GoBy(int policyNumber, TargetPolicy policy, string why, Principal by, DateTime now)
    {
        Begin(policyNumber, policy, now);
        Note(ActKind.PolicyApplied, why, by, now);
    }

    public Refusal? Withdraw(string reason, ReviewFindings found, Principal by, DateTime now)
    {
        if (!IsActive)
        {
            return ReviewOver.Of(this, now);
        }

        Close(ReviewStatus.Withdrawn, found);
        Note(ActKind.Withdrawn, reason, by, now);
        return null;
    }

    /// <summary>Ends it when its time is over; false when it isn't.</summary>
    public bool Expire(ReviewFindings found, DateTime now)
    {
        if (!IsOverdue(now))
        {
            return false;
        }

        Close(ReviewStatus.Expired, found);
        Note(ActKind.Expired, "", null, now);
        return true;
    }

    /// <summary>Notes that it is told, once, that what was let in has to be reviewed again; false when it isn't due.</summary>
    public bool TellDueAgain(DateTime now)
    {
        if (IsDueAgainTold || Status is not ReviewStatus.Promoted || !(ReviewAgainBy <= now))
        {
            return false;
        }

        IsDueAgainTold = true;
        Revision++;
        return true;
    }

    /// <summary>Notes that the target was moved.</summary>
    public void Promote(TargetPolicy policy, ReviewFindings found, Principal by, DateTime now)
    {
        Finish(policy, found, now);
        Note(ActKind.Promoted, "", by, now);
    }

    /// <summary>Notes that the target was moved without all that the policy asks for. It stays on record for good.</summary>
    public void BreakGlass(string reason, TargetPolicy policy, ReviewFindings found, Principal by, DateTime now)
    {
        IsGlassBroken = true;
        Finish(policy, found, now);
        Note(ActKind.GlassBroken, reason, by, now);
    }

    /// <summary>Remembers what the evidence was, under its digest.</summary>
    private void See(EvidenceList evidence)
    {
        if (!Seen.Exists(seen => seen.Is(evidence.Digest.ToBytes())))
        {
            Seen.Add(SeenEvidence.Keep(OrganizationId, evidence));
        }
    }

    private void Begin(int policyNumber, TargetPolicy policy, DateTime now) =>
        (PolicyNumber, Status, Slot, Kept, ExpiresAt) = (policyNumber, ReviewStatus.Open, SlotOf(VersionKey, Target), null, policy.ExpiresInDays is { } days ? now.AddDays(days) : null);

    private void Finish(TargetPolicy policy, ReviewFindings found, DateTime now)
    {
        Close(ReviewStatus.Promoted, found);
        (PromotedAt, ReviewAgainBy) = (now, policy.ReviewAgainInDays is { } days ? now.AddDays(days) : null);
    }

    // Checks are held against what the target stands for, which is this very version once it was let in: what was found is kept as it was.
    private void Close(ReviewStatus status, ReviewFindings found) => (Status, Slot, Kept) = (status, null, found.Write());

    private void Note(ActKind kind, string words, Principal? by, DateTime now)
    {
        Acts.Add(ReviewAct.Note(OrganizationId, kind, words, by, now));
        Revision++;
    }

    private static string Few(IReadOnlyList<string> changes)
    {
        const int Most = 3;
        return string.Join("; ", changes.Take(Most)) + (changes.Count > Most ? $"; and {changes.Count - Most} more" : "");
    }
}
