using System.Text.Json;
using Slipway.Foundation.Access;
using Slipway.Registry.Evidence;

namespace Slipway.Registry.Reviews;

/// <summary>What happened to a review besides decisions.</summary>
public enum ActKind
{
    AskedAgain,
    Withdrawn,
    Expired,
    Promoted,
    GlassBroken,

    /// <summary>A policy was written that applies to it.</summary>
    PolicyApplied,
}

/// <summary>One line of a review's record. Never changed.</summary>
internal sealed class ReviewAct : ITenantOwned
{
    private ReviewAct() { }

    public long Key { get; private init; }
    public Id<Organization> OrganizationId { get; private init; }
    public long ReviewKey { get; private init; }
    public ActKind Kind { get; private init; }

    /// <summary>Why, or what was changed; empty when nobody had to say.</summary>
    public string Words { get; private init; } = "";

    /// <summary>Null for what time did.</summary>
    public Id<User>? ActorId { get; private init; }
    public string Actor { get; private init; } = "";
    public DateTime At { get; private init; }

    public static ReviewAct Note(Id<Organization> organization, ActKind kind, string words, Principal? by, DateTime now) =>
        new() { OrganizationId = organization, Kind = kind, Words = words.Trim(), ActorId = by?.UserId, Actor = by?.Name ?? "", At = now };
}

/// <summary>What the evidence of a review once was, kept for whoever decided on it and for saying what changed since.</summary>
internal sealed class SeenEvidence : ITenantOwned
{
    private SeenEvidence() { }

    public Id<Organization> OrganizationId { get; private init; }
    public long ReviewKey { get; private init; }
    public byte[] Digest { get; private init; } = [];

    /// <summary>The items, as JSON.</summary>
    public string Items { get; private init; } = "[]";

    public EvidenceList Evidence => new(JsonSerializer.Deserialize<List<EvidenceItem>>(Items)!);

    public static SeenEvidence Keep(Id<Organization> organization, EvidenceList evidence) =>
        new() { OrganizationId = organization, Digest = evidence.Digest.ToBytes(), Items = JsonSerializer.Serialize(evidence.Items) };

    public bool Is(ReadOnlySpan<byte> digest) => digest.SequenceEqual(Digest);
}
