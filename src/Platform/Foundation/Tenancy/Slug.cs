using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Slipway.Foundation.Access;

namespace Slipway.Foundation.Tenancy;

/// <summary>The names of organizations and projects in addresses: lower-case letters, digits and single hyphens.</summary>
public static partial class Slug
{
    // Everything that the host itself answers at the first level of the path, or may want to.
    private static readonly FrozenSet<string> ReservedForOrganizations = FrozenSet.Create(
        "about", "account", "admin", "ajax-api", "api", "artifacts", "assets", "avatars", "billing", "blog", "build", "charts", "collaboration", "compare", "confirm-email", "connect", "css",
        "dashboards", "default", "demo", "docs",
        "error", "favicon", "forbidden", "forgot-password", "get-artifact", "graphql", "health", "help", "hubs", "identity", "images", "imports", "inbox", "integrations", "invitations", "js", "legal", "lib", "login",
        "logout", "metrics", "mlflow", "model-versions", "new", "not-found", "operator", "organizations", "output", "pricing", "privacy", "public", "register", "registry", "reset-password",
        "robots", "scim", "security", "settings", "shared", "sign-in", "sign-out", "signup", "static", "static-files", "status", "styles", "support", "tables", "terms", "tracking",
        "unsubscribe", "v1",
        "version", "webhooks", "well-known", "workspaces", "www");

    // Everything that an organization's own pages, and the root paths MLflow clients ask for, need at the second level.
    private static readonly FrozenSet<string> ReservedForProjects = FrozenSet.Create(
        "activity", "ajax-api", "api", "audit", "billing", "connect", "default", "export", "exports", "get-artifact", "graphql", "health", "home", "hubs", "imports",
        "invitations", "members", "membership", "metrics", "model-versions", "models", "new", "people", "production", "projects", "reviews", "roles", "search", "service-accounts", "settings",
        "static-files", "teams", "tokens", "trash", "usage", "v1", "version", "webhooks", "workspaces");

    private static readonly FrozenSet<string> ReservedForServiceAccounts = FrozenSet.Create("new");

    // Words that a mention or an address may want to mean something else by.
    private static readonly FrozenSet<string> ReservedForTeams = FrozenSet.Create("all", "everybody", "everyone", "here", "new");

    /// <summary>Why a text can't be an organization's address, or null when it can.</summary>
    public static Refusal? CheckOrganization(string slug) => Check(slug, Organization.SlugLimit, ReservedForOrganizations, "organization");

    /// <summary>Why a text can't be a project's address, or null when it can.</summary>
    public static Refusal? CheckProject(string slug) => Check(slug, Project.SlugLimit, ReservedForProjects, "project");

    /// <summary>Why a text can't be a team's address, or null when it can.</summary>
    public static Refusal? CheckTeam(string slug) => Check(slug, Team.SlugLimit, ReservedForTeams, "team");

    /// <summary>Why a text can't be a service account's address, or null when it can.</summary>
    public static Refusal? CheckServiceAccount(string slug) => Check(slug, ServiceAccount.SlugLimit, ReservedForServiceAccounts, "service account's");

    /// <summary>A proposal made from a display name: 'Vision Team' becomes 'vision-team'; empty when nothing usable is in it.</summary>
    public static string From(string name)
    {
        var slug = new StringBuilder(name.Length);
        foreach (var letter in name.Normalize(NormalizationForm.FormD))
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                slug.Append(char.ToLowerInvariant(letter));
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(letter) is not UnicodeCategory.NonSpacingMark && slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        return slug.ToString().Trim('-');
    }

    private static Refusal? Check(string slug, int limit, FrozenSet<string> reserved, string what) =>
        slug.Length < 2 || slug.Length > limit || !Form().IsMatch(slug)
            ? new Invalid($"The {what} address has 2 to {limit} lower-case letters, digits and single hyphens, such as 'vision-team'.")
            : reserved.Contains(slug)
                ? new Invalid($"The address '{slug}' is reserved. Choose another one.")
                : null;

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex Form();
}
