using Slipway.Foundation.Tenancy;

namespace Slipway.Shared.Session;

/// <summary>The project whose page this is; cascaded by the layout, which has made sure that the person may see it.</summary>
public sealed record CurrentProject(Id<Project> Id, string Organization, string Slug, string Name, string Description)
{
    /// <summary>The address of one of the project's pages.</summary>
    public string Href(string page = "") => page.Length == 0 ? $"/{Organization}/{Slug}" : $"/{Organization}/{Slug}/{page}";
}
