using System.Text.RegularExpressions;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Slipway.Identity.ServiceAccounts.Trust;

/// <summary>Whether what a verified token claims is what a rule asks for, and whether a rule asks for enough.</summary>
internal static class TrustConditions
{
    // Authorities whose tokens anybody in the world can get: the subject has to say whose they are.
    private static readonly (string Issuer, string Prefix, string Example)[] Shared =
    [
        ("https://token.actions.githubusercontent.com", "repo:", "repo:your-name/your-repository:ref:refs/heads/main"),
        ("https://gitlab.com", "project_path:", "project_path:your-group/your-project:ref_type:branch:ref:main"),
        ("https://agent.buildkite.com", "organization:", "organization:your-name:pipeline:your-pipeline:*"),
    ];

    /// <summary>Whether the text is what the pattern says; * stands for any text, everything else for itself.</summary>
    public static bool Matches(string pattern, string text) =>
        Regex.IsMatch(text, $"\\A{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal)}\\z", RegexOptions.NonBacktracking | RegexOptions.Singleline | RegexOptions.CultureInvariant);

    /// <summary>Whether a token whose issuer and audience are right is one that the rule means. Of a claim with several values one has to fit.</summary>
    public static bool Accepts(TrustRule rule, JsonWebToken token) =>
        Matches(rule.Subject, token.Subject ?? "") && rule.ReadClaims().All(claim => token.Claims.Any(held => held.Type == claim.Key && Matches(claim.Value, held.Value)));

    /// <summary>Why a subject would let in strangers; null when it doesn't.</summary>
    public static Refusal? CheckSubject(string issuer, string subject)
    {
        if (subject.StartsWith('*'))
        {
            return new Invalid("The subject can't begin with *: it would accept tokens about anything. Begin with what all yours have in common.");
        }

        var known = Array.Find(Shared, each => string.Equals(each.Issuer, issuer.TrimEnd('/'), StringComparison.OrdinalIgnoreCase));
        return known.Issuer is null || (subject.StartsWith(known.Prefix, StringComparison.Ordinal) && NamesOwner(subject[known.Prefix.Length..]))
            ? null
            : new Invalid($"Anybody can get a token from {known.Issuer}, so the subject has to name your account there in full, such as {known.Example}.");
    }

    // Up to the end of the owner's name nothing may stand for any text.
    private static bool NamesOwner(string rest) => rest.IndexOfAny(['/', ':']) is > 0 and var end && !rest[..end].Contains('*', StringComparison.Ordinal);
}
