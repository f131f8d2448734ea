using Slipway.Registry.Cards;
using Slipway.Registry.Policies;

namespace Slipway.Registry.Evidence;

/// <summary>What the model's card says.</summary>
internal sealed class CardEvidence : IEvidencePart
{
    public async Task<IEnumerable<EvidenceItem>> ReadAsync(VersionInReview version, CancellationToken ct)
    {
        var card = await CardService.NewestAsync(version.Db, version.Model.Key, ct);
        return card.Digest is { } digest ? [new("the model card", $"revision {card.Revision} ({digest.ToString()[..12]})")] : [];
    }
}

/// <summary>That the model's card leaves nothing open.</summary>
internal sealed class CardCheck : ICheckKind
{
    public string Kind => "card";

    public CheckForm Form { get; } = new("Model card complete", "Every part of the model's card is filled in.");

    public Invalid? Unusable(CheckRule rule) => null;

    public string Claim(CheckRule rule) => "the model card is complete";

    public async Task<CheckFinding> FindAsync(VersionInReview version, CheckRule rule, CancellationToken ct)
    {
        var card = await CardService.NewestAsync(version.Db, version.Model.Key, ct);
        return CheckFinding.Of(
            card.Missing.Count == 0,
            card.Revision == 0 ? "Nobody has written it yet." : card.Missing.Count == 0 ? $"No part of revision {card.Revision} is empty." : $"Empty in revision {card.Revision}: {string.Join(", ", card.Missing)}.",
            version.Page($"models/{Uri.EscapeDataString(version.Model.Name)}/card"));
    }
}
