using Slipway.Foundation.Access;
using Slipway.Foundation.Tenancy;

namespace Slipway.Shared.Session;

/// <summary>The project whose page this is; cascaded by the layout, which has made sure that the person may see it.</summary>
/// <param name="Known">The project as services take it.</param>
public sealed record CurrentProject(KnownProject Known, string Name, string Description)
{
    public Id<Project> Id => Known.Id;

    public string Organization => Known.OrganizationSlug;

    public string Slug => Known.Slug;

    /// <summary>What events call the thing that one of the project's pages shows; the project itself without one.</summary>
    public string Subject(string page = "") => page.Length == 0 ? $"projects/{Slug}" : $"projects/{Slug}/{page}";

    /// <summary>The address of one of the project's pages.</summary>
    public string Href(string page = "") => page.Length == 0 ? $"/{Organization}/{Slug}" : $"/{Organization}/{Slug}/{page}";
}
