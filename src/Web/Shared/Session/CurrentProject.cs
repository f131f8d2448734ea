using Slipway.Foundation.Access;
using Slipway.Foundation.Tenancy;

namespace Slipway.Shared.Session;

/// <summary>The project whose page this is; cascaded by the layout, which has made sure that the person may see it.</summary>
/// <param name="Known">The same project as services take it.</param>
public sealed record CurrentProject(Id<Project> Id, string Organization, string Slug, string Name, string Description, KnownProject Known)
{
    /// <summary>The address of one of the project's pages.</summary>
    public string Href(string page = "") => page.Length == 0 ? $"/{Organization}/{Slug}" : $"/{Organization}/{Slug}/{page}";
}
