using Slipway.Foundation.Access;

namespace Slipway.Foundation.Tenancy;

/// <summary>Who sees a project without having been added to it.</summary>
public enum Visibility
{
    /// <summary>Only the people added to it, and the organization's owners and admins.</summary>
    Private,

    /// <summary>Every member of the organization, as a contributor. Guests see only what they are added to.</summary>
    Organization,
}

/// <summary>A body of work inside an organization: experiments, runs, models and data, with one MLflow tracking address.</summary>
public sealed class Project : ITenantOwned, IGrantsAccess
{
    public const int SlugLimit = 60;
    public const int NameLimit = 80;
    public const int DescriptionLimit = 4_000;
    public const int BriefLimit = 20_000;

    private Project() { }

    internal Id<Project> Id { get; private init; } = Id<Project>.New();
    public Id<Organization> OrganizationId { get; private init; }
    internal string Slug { get; private init; } = "";
    internal string Name { get; private set; } = "";
    internal string Description { get; private set; } = "";

    /// <summary>What the project is for, in Markdown. Longer than the description, and read alone.</summary>
    internal string Brief { get; private set; } = "";

    internal Visibility Visibility { get; private set; }
    internal DateTime CreatedAt { get; private init; }

    internal static Project Start(Id<Organization> organization, string slug, string name, string description, Visibility visibility, DateTime now) => new()
    {
        OrganizationId = organization,
        Slug = slug,
        Name = name.Trim(),
        Description = description.Trim(),
        Visibility = visibility,
        CreatedAt = now,
    };

    internal void Explain(string brief) => Brief = brief;

    /// <summary>Shows it under another name, with another description, or to others; false when nothing of it is new.</summary>
    internal bool Present(string name, string description, Visibility visibility)
    {
        var before = (Name, Description, Visibility);
        (Name, Description, Visibility) = (name.Trim(), description.Trim(), visibility);
        return before != (Name, Description, Visibility);
    }
}
