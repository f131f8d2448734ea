using MudBlazor;
using Slipway.Foundation.Content;
using Slipway.Registry.Evidence;

namespace Slipway.Registry.Reviews;

/// <summary>How reviews are told on pages.</summary>
internal static class ReviewWords
{
    /// <summary>What a status is called, its look and its picture.</summary>
    public static (string Text, string Class, string Icon) Look(ReviewStatus status, bool isGlassBroken = false) => status switch
    {
        ReviewStatus.Promoted when isGlassBroken => ("Promoted, glass broken", "failed", Icons.Material.Rounded.Warning),
        ReviewStatus.Open => ("Open", "running", Icons.Material.Rounded.RateReview),
        ReviewStatus.ChangesRequested => ("Changes requested", "killed", Icons.Material.Rounded.Edit),
        ReviewStatus.Approved => ("Approved", "finished", Icons.Material.Rounded.Check),
        ReviewStatus.Promoted => ("Promoted", "finished", Icons.Material.Rounded.DoneAll),
        ReviewStatus.Rejected => ("Rejected", "failed", Icons.Material.Rounded.Close),
        ReviewStatus.Withdrawn => ("Withdrawn", "other", Icons.Material.Rounded.Undo),
        _ => ("Expired", "other", Icons.Material.Rounded.Schedule),
    };

    /// <summary>How a check stands.</summary>
    public static (string Text, string Class, string Icon) Look(CheckState state) => state switch
    {
        CheckState.Passed => ("Passed", "finished", Icons.Material.Rounded.Check),
        CheckState.Failed => ("Failed", "failed", Icons.Material.Rounded.Close),
        _ => ("No result yet", "other", Icons.Material.Rounded.HourglassEmpty),
    };

    /// <summary>What somebody did by a verdict: «approved».</summary>
    public static string Told(Verdict verdict) => verdict switch
    {
        Verdict.Approve => "approved",
        Verdict.RequestChanges => "requested changes",
        _ => "rejected",
    };

    /// <summary>What happened: «withdrew it».</summary>
    public static string Told(ActKind act) => act switch
    {
        ActKind.AskedAgain => "asked again",
        ActKind.Withdrawn => "withdrew the review",
        ActKind.Expired => "Its time was over",
        ActKind.Promoted => "promoted the version",
        ActKind.PolicyApplied => "changed the policy that it goes by",
        _ => "broke the glass and promoted the version without approval",
    };

    public static string Ended(DecisionEnd end) => end switch
    {
        DecisionEnd.Voided => "Void since what it rested on changed",
        DecisionEnd.Replaced => "Replaced by a later decision",
        _ => "Over since the review was asked for again",
    };

    /// <summary>The beginning of a digest, by which people tell two apart.</summary>
    public static string Short(ContentDigest digest) => digest.ToString()[..12];

    /// <summary>A phrase as the beginning of a sentence.</summary>
    public static string Capital(string phrase) => phrase.Length == 0 ? phrase : char.ToUpperInvariant(phrase[0]) + phrase[1..];
}
