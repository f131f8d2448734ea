using Slipway.Foundation.Access;

namespace Slipway.Registry.Models;

/// <summary>A model that a team stands for, under one name: its versions follow each other, and aliases and stages say which of them counts.</summary>
internal sealed class RegisteredModel : ITenantOwned
{
    public const int NameLimit = 256;
    public const int DescriptionLimit = 50_000;

    private RegisteredModel() { }

    public long Key { get; private init; }
    public Id<Organization> OrganizationId { get; private init; }
    public Id<Project> ProjectId { get; private init; }
    public string Name { get; private set; } = "";

    /// <summary>What it is, in Markdown; null when nobody said.</summary>
    public string? Description { get; private set; }

    /// <summary>Who answers for it.</summary>
    public Id<User>? OwnerId { get; private set; }

    /// <summary>The number of its newest version, deleted ones included: numbers are never given twice.</summary>
    public int LastVersion { get; private set; }

    /// <summary>Unix milliseconds.</summary>
    public long CreatedAt { get; private init; }

    /// <summary>Unix milliseconds.</summary>
    public long UpdatedAt { get; private set; }

    /// <summary>Unix milliseconds; 0 while it isn't deleted, so that its name is unique among those that aren't.</summary>
    public long DeletedAt { get; private set; }
    public string? DeletedBy { get; private set; }
    public Id<User>? DeletedById { get; private set; }

    /// <summary>Unix milliseconds; null while it can be restored.</summary>
    public long? ErasedAt { get; private set; }
    public string? ErasedBy { get; private set; }
    public Id<User>? ErasedById { get; private set; }

    /// <summary>Counts changes, so that of two at the same moment the second one looks again.</summary>
    public int Revision { get; private set; }

    public List<ModelTag> Tags { get; private init; } = [];
    public List<ModelAlias> Aliases { get; private init; } = [];

    public static RegisteredModel Register(Id<Organization> organization, Id<Project> project, string name, string? description, Id<User>? owner, long now) => new()
    {
        OrganizationId = organization,
        ProjectId = project,
        Name = name,
        Description = description,
        OwnerId = owner,
        CreatedAt = now,
        UpdatedAt = now,
    };

    public void Touch(long now) => (UpdatedAt, Revision) = (now, Revision + 1);

    public void Rename(string name) => Name = name;

    public void Describe(string? description) => Description = description;

    public void GiveTo(Id<User>? owner) => OwnerId = owner;

    public int NextVersion() => ++LastVersion;

    /// <summary>Goes on counting after a version that came with it from elsewhere.</summary>
    public void CountOn(int last) => LastVersion = Math.Max(LastVersion, last);

    public void Delete(long now, Principal by) => (DeletedAt, DeletedBy, DeletedById) = (now, by.Name, by.UserId);

    public void Restore() => (DeletedAt, DeletedBy, DeletedById) = (0, null, null);

    /// <summary>Forgets what was said of it. Its name stays, and that it was a prompt, because its versions' numbers and digests are told by them. Tags are loaded.</summary>
    public void Erase(long now, Principal by)
    {
        (Description, OwnerId, ErasedAt, ErasedBy, ErasedById) = (null, null, now, by.Name, by.UserId);
        Tags.RemoveAll(tag => tag.Name != ModelDetails.PromptTag);
    }

    /// <summary>Puts a tag on it, or changes the value of one that is there. Tags are loaded.</summary>
    public void SetTag(string name, string value)
    {
        if (Tags.Find(tag => tag.Name == name) is { } known)
        {
            known.Change(value);
        }
        else
        {
            Tags.Add(ModelTag.Set(OrganizationId, name, value));
        }
    }

    /// <summary>Takes a tag off; false when it isn't there. Tags are loaded.</summary>
    public bool TakeTag(string name) => Tags.RemoveAll(tag => tag.Name == name) > 0;

    /// <summary>The version that an alias stands for, or null. Aliases are loaded.</summary>
    public int? Holder(string alias) => Aliases.Find(known => known.Name == alias)?.Version;

    /// <summary>Lets an alias stand for a version, or with null for none. Aliases are loaded.</summary>
    public void MoveAlias(string alias, int? version)
    {
        var known = Aliases.Find(each => each.Name == alias);
        if (version is not { } number)
        {
            Aliases.RemoveAll(each => each.Name == alias);
        }
        else if (known is null)
        {
            Aliases.Add(ModelAlias.Begin(OrganizationId, alias, number));
        }
        else
        {
            known.MoveTo(number);
        }
    }
}

/// <summary>A key and a value that somebody put on a registered model.</summary>
internal sealed class ModelTag : ITenantOwned
{
    public const int NameLimit = 250;

    /// <summary>Long enough for the text of a prompt.</summary>
    public const int ValueLimit = 100_000;

    private ModelTag() { }

    public Id<Organization> OrganizationId { get; private init; }
    public long ModelKey { get; private init; }
    public string Name { get; private init; } = "";
    public string Value { get; private set; } = "";

    public static ModelTag Set(Id<Organization> organization, string name, string value) => new() { OrganizationId = organization, Name = name, Value = value };

    public void Change(string value) => Value = value;
}

/// <summary>A name for one of a model's versions, such as <c>champion</c>, that can be moved to another.</summary>
internal sealed class ModelAlias : ITenantOwned
{
    public const int NameLimit = 255;

    private ModelAlias() { }

    public Id<Organization> OrganizationId { get; private init; }
    public long ModelKey { get; private init; }
    public string Name { get; private init; } = "";
    public int Version { get; private set; }

    public static ModelAlias Begin(Id<Organization> organization, string name, int version) => new() { OrganizationId = organization, Name = name, Version = version };

    public void MoveTo(int version) => Version = version;
}
