using Slipway.Foundation.Access;
using Slipway.Foundation.Content;
using Slipway.Foundation.Data;
using Slipway.Registry.Models;
using Slipway.Registry.Policies;
using Slipway.Registry.Versions;

namespace Slipway.Registry.Evidence;

/// <summary>A version that somebody wants let to a target, with what evidence and checks look at.</summary>
/// <param name="Review">The number of the review.</param>
/// <param name="Holder">The version that the target stands for now; null when none does.</param>
/// <param name="Facts">What was known of the version when it was registered.</param>
/// <param name="Measured">What thresholds are held against: the metrics as they were at registration, and what was measured for the first time since.</param>
/// <param name="HolderMeasured">The same of the holder.</param>
/// <param name="Latest">The metrics as they are now.</param>
/// <param name="Posted">What others checked and told.</param>
/// <param name="IsAuthor">Whether somebody made the version or requested the review.</param>
internal sealed record VersionInReview(
    SaasDb Db,
    KnownProject Project,
    int Review,
    RegisteredModel Model,
    ModelVersion Version,
    ReviewTarget Target,
    ModelVersion? Holder,
    KnownFacts Facts,
    IReadOnlyDictionary<string, double> Measured,
    IReadOnlyDictionary<string, double> HolderMeasured,
    IReadOnlyDictionary<string, double> Latest,
    IReadOnlyList<PostedCheck> Posted,
    Func<Id<User>, bool> IsAuthor)
{
    /// <summary>The digest of everything that is checked; results that were posted of another one are out of date.</summary>
    public ContentDigest Digest { get; init; }

    public string VersionPage => Page($"models/{Uri.EscapeDataString(Model.Name)}/versions/{Version.Number}");

    /// <summary>Where one sees what was measured; null when no run is known.</summary>
    public string? RunPage => Version.RunId.Length > 0 ? Page($"runs/{Version.RunId}") : null;

    /// <summary>A measured number with where it is from, as in «It …»: its proof leads to a run, which may say another one by now.</summary>
    public string Told(string metric, double value)
    {
        var latest = Latest.GetValueOrDefault(metric, value);
        return !Facts.Metrics.ContainsKey(metric) ? $"is {Numbers.Text(value)}, measured after the version was registered"
            : latest.Equals(value) ? $"is {Numbers.Text(value)}, as measured when the version was registered"
            : $"was {Numbers.Text(value)} when the version was registered, which is what counts, and is {Numbers.Text(latest)} by now";
    }

    /// <summary>The address of a page of the project, as <see cref="CheckResult.Proof"/> gives it.</summary>
    public string Page(string page) => $"{Project.Slug}/{page}";
}

/// <summary>A part of what decisions rest on. Registered as a service; a part that changes voids the approvals that saw it otherwise.</summary>
internal interface IEvidencePart
{
    Task<IEnumerable<EvidenceItem>> ReadAsync(VersionInReview version, CancellationToken ct);
}

/// <summary>A kind of check that a policy can ask for. Registered as a service; a policy's page offers all that are.</summary>
internal interface ICheckKind
{
    /// <summary>Its stable name in policies, such as <c>metric</c>.</summary>
    string Kind { get; }

    /// <summary>Whether decisions rest on its outcome, so that another one voids them.</summary>
    bool IsEvidence => true;

    /// <summary>What has to be said of one, for the page where policies are written.</summary>
    CheckForm Form { get; }

    /// <summary>Why a policy can't ask for it like this; null when it can.</summary>
    Invalid? Unusable(CheckRule rule);

    /// <summary>What is checked, as a claim: «accuracy is at least 0.9». Two rules with the same claim are one.</summary>
    string Claim(CheckRule rule);

    Task<CheckFinding> FindAsync(VersionInReview version, CheckRule rule, CancellationToken ct);
}

/// <summary>What has to be said of a check of some kind; what is null isn't asked.</summary>
/// <param name="Title">What the kind is called.</param>
/// <param name="Says">What it looks at, as a sentence.</param>
/// <param name="Known">Which names are offered.</param>
internal sealed record CheckForm(string Title, string Says, string? Name = null, bool IsDirected = false, string? Value = null, string? Text = null, KnownNames Known = KnownNames.Nothing);

/// <summary>Names that a project has already.</summary>
internal enum KnownNames
{
    Nothing,
    Metrics,
    Tags,
    PostedChecks,
}

/// <summary>What a check came to.</summary>
/// <param name="Why">What was found, as a sentence.</param>
/// <param name="Proof">See <see cref="CheckResult.Proof"/>.</param>
/// <param name="Posted">What somebody posted, where that is what it came from.</param>
internal sealed record CheckFinding(CheckState State, string Why, string? Proof = null, PostedCheck? Posted = null)
{
    public static CheckFinding Of(bool passed, string why, string? proof = null) => new(passed ? CheckState.Passed : CheckState.Failed, why, proof);
}
