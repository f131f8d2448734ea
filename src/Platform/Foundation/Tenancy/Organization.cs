namespace Slipway.Foundation.Tenancy;

/// <summary>A tenant: its people, projects and everything in them. Nothing crosses from one organization to another.</summary>
[Global("the tenant itself")]
public sealed class Organization
{
    public const int SlugLimit = 40;
    public const int NameLimit = 80;

    private Organization() { }

    internal Id<Organization> Id { get; private init; } = Id<Organization>.New();
    internal string Slug { get; private init; } = "";
    internal string Name { get; private set; } = "";
    internal DateTime CreatedAt { get; private init; }

    internal static Organization Found(string slug, string name, DateTime now) => new() { Slug = slug, Name = name.Trim(), CreatedAt = now };
}
