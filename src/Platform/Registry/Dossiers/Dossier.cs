using System.Globalization;
using Slipway.Foundation.Content;
using Slipway.Registry.Cards;
using Slipway.Registry.Evidence;
using Slipway.Registry.Models;
using Slipway.Registry.Policies;
using Slipway.Registry.Reviews;
using Slipway.Registry.Versions;

namespace Slipway.Registry.Dossiers;

/// <summary>All that was known of a version when the dossier was made: what an auditor, or whoever answers for it, takes away and keeps.</summary>
/// <param name="Organization">The organization's name.</param>
/// <param name="Project">The project's name.</param>
/// <param name="Known">What was known of the version when it was registered.</param>
/// <param name="Files">What the version holds.</param>
/// <param name="Card">The model's newest card.</param>
/// <param name="Promotions">Moves of aliases and changes of stages that concern this version, the latest first.</param>
/// <param name="Reviews">The reviews of this version with every decision, those included that count no more, in their order.</param>
/// <param name="At">When it was made, in UTC.</param>
public sealed record Dossier(
    string Organization,
    string Project,
    ModelDetails Model,
    VersionDetails Version,
    KnownFacts Known,
    VersionManifest Files,
    CardDetails Card,
    IReadOnlyList<PromotionDetails> Promotions,
    IReadOnlyList<DossierReview> Reviews,
    DateTime At)
{
    /// <summary>What it is called, also on every page.</summary>
    public string Title => $"{Model.Name}, version {Version.Number}";

    /// <summary>What its file is called, without ending.</summary>
    public string FileName => $"{string.Concat(Model.Name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? letter : '-'))}-v{Version.Number}-dossier";

    /// <summary>What there is to say of the version in a line each, in the order in which it is read.</summary>
    public IReadOnlyList<DossierFact> Facts => [.. All().Where(fact => fact.Value.Length > 0)];

    /// <summary>What the version was made of and measured to be, as tables; those that have nothing in them are left out.</summary>
    public IReadOnlyList<DossierTable> Tables => DossierTables.Of(this);

    /// <summary>A time as dossiers write it: whoever reads one years later may sit anywhere.</summary>
    public static string Time(DateTime at) => at.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private IEnumerable<DossierFact> All() =>
    [
        new("Owner", Model.Owner?.Name ?? ""),
        new("Stage", Version.Stage),
        new("Aliases", string.Join(", ", Version.Aliases)),
        new("Registered", $"{Time(DateTimeOffset.FromUnixTimeMilliseconds(Version.CreatedAt).UtcDateTime)} by {Version.CreatedBy}"),
        new("Run", Version.RunId),
        new("Source", Version.Source),
        new("Copy of", Version.CopiedFrom ?? ""),
        new("Files", Version.Digest is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{Version.Files:N0} with {Version.Bytes:N0} bytes")),
        new("Digest of the files", Version.Digest?.ToString() ?? ""),
    ];
}

/// <summary>Something known of a version, in words.</summary>
public sealed record DossierFact(string Name, string Value);

/// <summary>Something known of a version, as a table.</summary>
/// <param name="Shares">How much of the width each column takes, of 1.</param>
/// <param name="Note">What is said below it; null for nothing.</param>
public sealed record DossierTable(string Title, IReadOnlyList<string> Heads, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<double> Shares, string? Note = null);

/// <summary>A review as a dossier tells of it.</summary>
/// <param name="Policy">The version of the project's policy that it went by; 0 for none.</param>
/// <param name="Checks">What was checked, as it was found when the review ended; null while it goes on, and where that wasn't kept.</param>
/// <param name="Reason">What was asked and why, in Markdown.</param>
public sealed record DossierReview(int Number, ReviewStatus Status, ReviewTarget Target, string Requester, DateTime OpenedAt, string Reason, bool IsGlassBroken, int Policy, IReadOnlyList<CheckResult>? Checks, IReadOnlyList<DossierDecision> Decisions)
{
    /// <summary>Its number and what it was about, in a line.</summary>
    public string Title => $"Review {Number}: {Target}";

    /// <summary>Who asked for it when, and what came of it.</summary>
    public string Course => $"Requested by {Requester} on {Dossier.Time(OpenedAt)}, under {(Policy == 0 ? "no policy" : $"version {Policy} of the review policy")}. {(IsGlassBroken ? "Promoted by breaking the glass, without all that the policy asks for." : $"Its state: {Words(Status)}.")}";

    /// <summary>Its checks as a table; null when it has none to show.</summary>
    public DossierTable? CheckTable => Checks is { Count: > 0 } checks ? DossierTables.Of(checks) : null;

    private static string Words(ReviewStatus status) => status is ReviewStatus.ChangesRequested ? "changes requested" : status.ToString().ToLowerInvariant();
}

/// <summary>What a reviewer said.</summary>
/// <param name="Evidence">The digest of everything that the decision rests on.</param>
/// <param name="EndedBecause">Why it counts no more; null while it counts.</param>
public sealed record DossierDecision(Verdict Verdict, string Reviewer, DateTime At, string Reason, ContentDigest Evidence, string? EndedBecause)
{
    /// <summary>What was said, in words.</summary>
    public string Said => Verdict switch { Verdict.Approve => "Approved", Verdict.Reject => "Rejected", _ => "Requested changes" };

    /// <summary>That it counts no more, and why; null while it counts.</summary>
    public string? CountsNoMore => EndedBecause is { } why ? $"Counts no more: {why.TrimEnd('.')}." : null;
}
