using Slipway.Foundation.Access;

namespace Slipway.Registry.Versions;

/// <summary>One state of a registered model: files that don't change, and where they come from.</summary>
internal sealed class ModelVersion : ITenantOwned
{
    public const int SourceLimit = 2_000;
    public const int DescriptionLimit = 50_000;
    public const int RunLinkLimit = 500;
    public const int RunIdLimit = 64;

    private ModelVersion() { }

    public long Key { get; private init; }
    public Id<Organization> OrganizationId { get; private init; }
    public Id<Project> ProjectId { get; private init; }
    public long ModelKey { get; private init; }

    /// <summary>1, 2, 3 … within its model.</summary>
    public int Number { get; private init; }

    /// <summary>Where its maker said that it comes from.</summary>
    public string Source { get; private set; } = "";

    /// <summary>Where its files are.</summary>
    public string Location { get; private set; } = "";

    /// <summary>The run that made it; empty when none is known.</summary>
    public string RunId { get; private set; } = "";

    /// <summary>The logged model that it was registered from; empty when none is known.</summary>
    public string LoggedModelId { get; private set; } = "";

    public string RunLink { get; private set; } = "";

    /// <summary>Notes, in Markdown.</summary>
    public string Description { get; private set; } = "";

    public string Stage { get; private set; } = "";

    /// <summary>Unix milliseconds.</summary>
    public long CreatedAt { get; private init; }

    /// <summary>Unix milliseconds.</summary>
    public long UpdatedAt { get; private set; }

    public Id<User>? CreatedById { get; private set; }
    public string CreatedBy { get; private set; } = "";

    /// <summary>Of the manifest of its files; null when they are none of ours. It outlives the version.</summary>
    public byte[]? Digest { get; private init; }
    public int Files { get; private init; }
    public long Bytes { get; private init; }

    /// <summary>The version that this is a copy of, as <c>{project}/{model}/{number}</c>; null when it is none.</summary>
    public string? CopiedFrom { get; private init; }

    /// <summary>Unix milliseconds; 0 while it isn't deleted.</summary>
    public long DeletedAt { get; private set; }
    public string? DeletedBy { get; private set; }
    public Id<User>? DeletedById { get; private set; }

    /// <summary>Unix milliseconds; null while it can be restored.</summary>
    public long? ErasedAt { get; private set; }
    public string? ErasedBy { get; private set; }
    public Id<User>? ErasedById { get; private set; }

    public List<VersionTag> Tags { get; private init; } = [];

    public static ModelVersion Register(Id<Organization> organization, Id<Project> project, long model, int number, NewVersion made) => new()
    {
        OrganizationId = organization,
        ProjectId = project,
        ModelKey = model,
        Number = number,
        Source = made.Source,
        Location = made.Location,
        RunId = made.RunId,
        LoggedModelId = made.LoggedModelId,
        RunLink = made.RunLink,
        Description = made.Description,
        Stage = made.Stage,
        CreatedAt = made.Now,
        UpdatedAt = made.Now,
        CreatedById = made.By.UserId,
        CreatedBy = made.By.Name,
        CopiedFrom = made.CopiedFrom,
        Digest = made.Manifest?.Digest.ToBytes(),
        Files = made.Manifest?.Entries.Count ?? 0,
        Bytes = made.Manifest?.Size ?? 0,
        Tags = [.. made.Tags.DistinctBy(tag => tag.Key).Select(tag => VersionTag.Set(organization, tag.Key, tag.Value))],
    };

    public void Touch(long now) => UpdatedAt = now;

    public void Describe(string description) => Description = description;

    public void Enter(string stage) => Stage = stage;

    public void Delete(long now, Principal by) => (DeletedAt, DeletedBy, DeletedById) = (now, by.Name, by.UserId);

    public void Restore() => (DeletedAt, DeletedBy, DeletedById) = (0, null, null);

    /// <summary>Forgets everything but what it was: number, digest, and who deleted and erased it when. Tags are loaded.</summary>
    public void Erase(long now, Principal by)
    {
        // One that goes with its model wasn't deleted by itself.
        if (DeletedAt == 0)
        {
            Delete(now, by);
        }

        (Source, Location, RunId, LoggedModelId, RunLink, Description) = ("", "", "", "", "", "");
        (ErasedAt, ErasedBy, ErasedById) = (now, by.Name, by.UserId);
        Tags.Clear();
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
            Tags.Add(VersionTag.Set(OrganizationId, name, value));
        }
    }

    /// <summary>Takes a tag off; false when it isn't there. Tags are loaded.</summary>
    public bool TakeTag(string name) => Tags.RemoveAll(tag => tag.Name == name) > 0;
}

/// <summary>What a version is made of.</summary>
internal sealed record NewVersion(
    string Source, string Location, string RunId, string LoggedModelId, string RunLink, string Description, string Stage, IReadOnlyList<Tracking.KeyValue> Tags, Principal By, long Now, string? CopiedFrom,
    Foundation.Content.Manifest? Manifest);

/// <summary>A key and a value that somebody put on a version.</summary>
internal sealed class VersionTag : ITenantOwned
{
    private VersionTag() { }

    public Id<Organization> OrganizationId { get; private init; }
    public long VersionKey { get; private init; }
    public string Name { get; private init; } = "";
    public string Value { get; private set; } = "";

    public static VersionTag Set(Id<Organization> organization, string name, string value) => new() { OrganizationId = organization, Name = name, Value = value };

    public void Change(string value) => Value = value;
}
