using System.Text.Json;
using Slipway.Foundation.Content;
using Slipway.Registry.Evidence;

namespace Slipway.Registry.Reviews;

/// <summary>What a review has to show of its version: while it goes on what is found now, and afterwards what was found when it ended.</summary>
/// <param name="Holder">The number of the version that the target stood for; null when it stood for none.</param>
/// <param name="Evidence">The digest of everything that decisions rest on.</param>
/// <param name="Checked">The digest of what is checked.</param>
internal sealed record ReviewFindings(IReadOnlyList<CheckResult> Checks, int? Holder, ContentDigest Evidence, ContentDigest Checked)
{
    public static ReviewFindings Of(Findings found) => new(found.Checks, found.Subject.Holder?.Number, found.Evidence.Digest, found.Subject.Digest);

    public static ReviewFindings Read(string kept) => JsonSerializer.Deserialize<ReviewFindings>(kept)!;

    /// <summary>As it is kept, in JSON.</summary>
    public string Write() => JsonSerializer.Serialize(this);
}
