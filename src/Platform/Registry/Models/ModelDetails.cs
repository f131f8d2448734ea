using System.ComponentModel.DataAnnotations;
using Slipway.Foundation.Access;
using Slipway.Registry.Promotions;
using Slipway.Registry.Versions;
using Slipway.Tracking;

namespace Slipway.Registry.Models;

/// <summary>A registered model as readers see it.</summary>
/// <param name="Description">What it is, in Markdown; null when nobody said.</param>
/// <param name="Owner">Who answers for it; null when nobody does.</param>
/// <param name="CreatedAt">Unix milliseconds.</param>
/// <param name="UpdatedAt">Unix milliseconds.</param>
/// <param name="Latest">The newest version of each stage, in the order in which the stages were first used.</param>
/// <param name="DeletedAt">Unix milliseconds; null while it isn't in the trash.</param>
public sealed record ModelDetails(
    string Name,
    string? Description,
    ModelOwner? Owner,
    long CreatedAt,
    long UpdatedAt,
    IReadOnlyList<KeyValue> Tags,
    IReadOnlyList<AliasDetails> Aliases,
    IReadOnlyList<VersionDetails> Latest,
    long? DeletedAt = null,
    string? DeletedBy = null)
{
    /// <summary>Stays the same when the model is renamed.</summary>
    public long Key { get; init; }

    /// <summary>The tag that makes a prompt of a registered model.</summary>
    public const string PromptTag = "mlflow.prompt.is_prompt";

    /// <summary>Whether it is the text of a prompt rather than a model with files.</summary>
    public bool IsPrompt => Tags.Any(tag => tag is { Key: PromptTag, Value: "true" });

    /// <summary>Its newest version, whatever its stage; null when it has none.</summary>
    public VersionDetails? Newest => Latest.MaxBy(version => version.Number);
}

/// <summary>A person who answers for a model.</summary>
public sealed record ModelOwner(Id<User> Id, string Name);

/// <summary>A name that stands for a version.</summary>
public sealed record AliasDetails(string Alias, int Version);

/// <summary>That an alias moved or a version entered a stage.</summary>
/// <param name="Name">The alias, or the stage that was entered.</param>
/// <param name="FromStage">The stage that was left; empty for an alias.</param>
/// <param name="FromVersion">The version that had the alias before; null when none had, and for a stage.</param>
/// <param name="ToVersion">The version since; null when the alias was taken away.</param>
/// <param name="Review">The number of the review that let the version in; null where none was asked for.</param>
/// <param name="IsGlassBroken">Whether that review was missing something, and the glass was broken.</param>
public sealed record PromotionDetails(PromotionTarget Target, string Name, string FromStage, int? FromVersion, int? ToVersion, int? Review, bool IsGlassBroken, string By, DateTime At)
{
    /// <summary>What happened, as a sentence without its end.</summary>
    public string InWords => Review is null ? Move : $"{Move} {(IsGlassBroken ? "by breaking the glass, see" : "by")} review {Review}";

    private string Move => (Target, FromVersion, ToVersion) switch
    {
        (PromotionTarget.Stage, _, _) => $"Version {ToVersion} went from {FromStage} to {Name}",
        (_, _, null) => $"Alias {Name} was taken from version {FromVersion}",
        (_, null, _) => $"Alias {Name} was given to version {ToVersion}",
        _ => $"Alias {Name} moved from version {FromVersion} to version {ToVersion}",
    };
}

/// <summary>A new registered model.</summary>
public sealed record RegisterModel(
    [Required, MaxLength(RegisteredModel.NameLimit)] string Name, [MaxLength(RegisteredModel.DescriptionLimit)] string? Description = null, IReadOnlyList<KeyValue>? Tags = null);

/// <summary>What is changed of a model; what is null stays.</summary>
/// <param name="Description">In Markdown; empty takes it away.</param>
/// <param name="Owner">The id of a member; the empty id takes the owner away.</param>
/// <param name="DescriptionBefore">The description that the change was made of: when another one is there by now, nothing is changed. Null writes whatever is there.</param>
public sealed record EditModel(
    [MaxLength(RegisteredModel.NameLimit)] string? Name = null, [MaxLength(RegisteredModel.DescriptionLimit)] string? Description = null, Id<User>? Owner = null,
    string? DescriptionBefore = null)
{
    /// <summary>The most characters of a description.</summary>
    public const int DescriptionLimit = RegisteredModel.DescriptionLimit;
}

/// <summary>The version that an alias is to stand for.</summary>
public sealed record MoveAlias([Required, Range(1, int.MaxValue)] int? Version);

/// <summary>A search for registered models.</summary>
/// <param name="Filter">Comparisons joined by AND, such as <c>name LIKE 'fraud%' AND tags.team = 'a'</c>.</param>
/// <param name="OrderBy">Keys such as <c>name ASC</c>; by name when there is none.</param>
public sealed record ModelSearch(int MaxResults = ModelSearch.DefaultResults, string? Filter = null, IReadOnlyList<string>? OrderBy = null, string? PageToken = null)
{
    public const int DefaultResults = 100;
    public const int MostResults = 1_000;
}
