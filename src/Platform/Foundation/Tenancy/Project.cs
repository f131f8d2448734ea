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

    /// <summary>How long a deleted project can be restored.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromDays(30);

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

    /// <summary>Since when nothing in it may be changed; null while it may.</summary>
    internal DateTime? ArchivedAt { get; private set; }
    internal Id<User>? ArchivedById { get; private set; }

    /// <summary>When it was deleted; null while it wasn't. Queries leave a deleted one out unless they say otherwise.</summary>
    internal DateTime? DeletedAt { get; private set; }
    internal Id<User>? DeletedById { get; private set; }

    /// <summary>Since when what is in it is being erased, so that it can't be restored any more; null before.</summary>
    internal DateTime? ErasingSince { get; private set; }

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

    /// <summary>Closes it to every change; false when it was closed already.</summary>
    internal bool Archive(Id<User> by, DateTime now)
    {
        if (ArchivedAt is not null)
        {
            return false;
        }

        (ArchivedAt, ArchivedById) = (now, by);
        return true;
    }

    /// <summary>Opens it again; false when it was open.</summary>
    internal bool Unarchive()
    {
        var wasArchived = ArchivedAt is not null;
        (ArchivedAt, ArchivedById) = (null, null);
        return wasArchived;
    }

    internal void Delete(Id<User> by, DateTime now) => (DeletedAt, DeletedById) = (now, by);

    /// <summary>Brings it back as it was, archived too; false when it is being erased.</summary>
    internal bool Restore()
    {
        if (ErasingSince is not null)
        {
            return false;
        }

        (DeletedAt, DeletedById) = (null, null);
        return true;
    }

    /// <summary>Ends the time in which it can be restored; false when that was done before, by an erasure that was interrupted.</summary>
    internal bool Erase(DateTime now)
    {
        var begins = ErasingSince is null;
        ErasingSince ??= now;
        return begins;
    }

    /// <summary>
    /// Has nobody see it while it is filled from elsewhere: to everybody it is one that is being erased, and so it is in truth, when what fills it comes to nothing. Both times are one, which they never are of
    /// another: that one was deleted long before.
    /// </summary>
    internal void Await(DateTime now) => (DeletedAt, ErasingSince) = (now, now);

    /// <summary>Is there from now on.</summary>
    internal void Arrive() => (DeletedAt, ErasingSince) = (null, null);

    /// <summary>Shows it under another name, with another description, or to others; false when nothing of it is new.</summary>
    internal bool Present(string name, string description, Visibility visibility)
    {
        var before = (Name, Description, Visibility);
        (Name, Description, Visibility) = (name.Trim(), description.Trim(), visibility);
        return before != (Name, Description, Visibility);
    }
}
