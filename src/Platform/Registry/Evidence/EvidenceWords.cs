using System.Globalization;
using Slipway.Foundation.Content;

namespace Slipway.Registry.Evidence;

/// <summary>Says what changed of something that decisions rest on, in words that a reader needs no key for.</summary>
internal static class EvidenceWords
{
    private const int DigestLength = 12;

    /// <summary>A phrase such as «the metric accuracy was 0.93 and is 0.5». One of the two is there, and they differ.</summary>
    public static string Changed(EvidenceItem? before, EvidenceItem? now) => (before, now) switch
    {
        (null, { IsCheck: true }) => $"{now.What} was added and {Is(now)}",
        (null, { } added) => $"{added.What} was added and is {Short(added.Value)}",
        ({ IsCheck: true }, null) => $"{before.What} isn't asked for any more",
        ({ } gone, null) => $"{gone.What} was {Short(gone.Value)} and is gone",
        ({ IsCheck: true }, { } after) => $"{after.What} {Was(before)} and {Is(after)}",
        ({ } from, { } to) when Short(from.Value) == Short(to.Value) => $"{to.What} is {Short(to.Value)} as before when rounded, and differs in later digits",
        _ => $"{now!.What} was {Short(before!.Value)} and is {Short(now.Value)}",
    };

    private static string Was(EvidenceItem check) => check.Value switch
    {
        nameof(CheckState.Passed) => "had passed",
        nameof(CheckState.Failed) => "had failed",
        _ => "had no result",
    };

    private static string Is(EvidenceItem check) => check.Value switch
    {
        nameof(CheckState.Passed) => "passes",
        nameof(CheckState.Failed) => "fails",
        _ => "has no result",
    };

    // Numbers are kept with all of their digits and digests whole: the digest is made of those. A phrase needs no more than tells two apart.
    private static string Short(string value) =>
        ContentDigest.TryParse(value, CultureInfo.InvariantCulture, out _) ? $"{value[..DigestLength]}…"
        : double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? Numbers.Text(number)
        : value;
}
