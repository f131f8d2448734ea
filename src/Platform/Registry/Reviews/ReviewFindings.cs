using System.Text.Json;
using Slipway.Foundation.Access;
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

    /// <summary>As it is kept, in JSON. Who posted a check stays in its own row: a name that is kept twice couldn't be taken out when its account is deleted.</summary>
    public string Write() => JsonSerializer.Serialize(this with { Checks = [.. Checks.Select(check => check with { Posted = null })] });

    /// <summary>The same with who posted the checks.</summary>
    /// <param name="isAuthor">Whether somebody made the version or requested the review.</param>
    public ReviewFindings PostedBy(IReadOnlyList<PostedCheck> posted, Func<Id<User>, bool> isAuthor) =>
        this with { Checks = [.. Checks.Select(check => check with { Posted = posted.FirstOrDefault(each => ExternalCheck.ClaimOf(each.Name) == check.Name)?.Poster(isAuthor) })] };
}
