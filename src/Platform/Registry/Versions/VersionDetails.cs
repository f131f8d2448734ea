using System.ComponentModel.DataAnnotations;
using Slipway.Foundation.Content;
using Slipway.Tracking;

namespace Slipway.Registry.Versions;

/// <summary>A version of a registered model as readers see it.</summary>
/// <param name="Source">Where its maker said that it comes from.</param>
/// <param name="Location">Where its files are.</param>
/// <param name="RunId">The run that made it; empty when none is known.</param>
/// <param name="LoggedModelId">The logged model that it was registered from; empty when none is known.</param>
/// <param name="Description">Notes, in Markdown.</param>
/// <param name="CreatedAt">Unix milliseconds.</param>
/// <param name="UpdatedAt">Unix milliseconds.</param>
/// <param name="CreatedBy">The name of who registered it.</param>
/// <param name="Digest">The manifest's; null when its files are none of ours.</param>
/// <param name="Bytes">What its files have together.</param>
/// <param name="CopiedFrom">The version that it is a copy of, as <c>{project}/{model}/{number}</c>; null when it is none.</param>
/// <param name="DeletedAt">Unix milliseconds; null while it isn't in the trash.</param>
/// <param name="ErasedAt">Unix milliseconds; null while its files are there.</param>
public sealed record VersionDetails(
    string Model,
    int Number,
    string Stage,
    string Source,
    string Location,
    string RunId,
    string LoggedModelId,
    string RunLink,
    string Description,
    long CreatedAt,
    long UpdatedAt,
    string CreatedBy,
    IReadOnlyList<KeyValue> Tags,
    IReadOnlyList<string> Aliases,
    ContentDigest? Digest = null,
    int Files = 0,
    long Bytes = 0,
    string? CopiedFrom = null,
    long? DeletedAt = null,
    string? DeletedBy = null,
    long? ErasedAt = null)
{
    /// <summary>Stays the same when its model is renamed.</summary>
    public long Key { get; init; }
}

/// <summary>A new version.</summary>
/// <param name="Source">Where its files are: <c>models:/{logged model}</c>, <c>models:/{name}/{version}</c>, <c>runs:/{run}/{path}</c> or <c>mlflow-artifacts:/…</c>.</param>
/// <param name="RunId">The run that made it.</param>
/// <param name="ModelId">The logged model that it is.</param>
/// <param name="Description">Notes, in Markdown.</param>
public sealed record RegisterVersion(
    [Required, MaxLength(ModelVersion.SourceLimit)] string Source,
    [MaxLength(ModelVersion.RunIdLimit)] string? RunId = null,
    [MaxLength(ModelVersion.RunIdLimit)] string? ModelId = null,
    [MaxLength(ModelVersion.RunLinkLimit)] string? RunLink = null,
    [MaxLength(ModelVersion.DescriptionLimit)] string? Description = null,
    IReadOnlyList<KeyValue>? Tags = null);

/// <summary>What is changed of a version.</summary>
/// <param name="Description">Notes, in Markdown; empty takes them away.</param>
/// <param name="DescriptionBefore">The notes that the change was made of: when others are there by now, nothing is changed. Null writes whatever is there.</param>
public sealed record EditVersion([Required(AllowEmptyStrings = true), MaxLength(ModelVersion.DescriptionLimit)] string Description, string? DescriptionBefore = null)
{
    /// <summary>The most characters of notes.</summary>
    public const int DescriptionLimit = ModelVersion.DescriptionLimit;
}

/// <summary>The stage that a version is to enter.</summary>
/// <param name="ArchiveOthers">Whether versions that are in the stage leave it for the archive.</param>
public sealed record EnterStage([Required, MaxLength(Stages.Stage.NameLimit)] string Stage, bool ArchiveOthers = false);

/// <summary>A search for versions of a project's models.</summary>
/// <param name="Filter">Comparisons joined by AND, such as <c>name = 'fraud' AND run_id IN ('a', 'b')</c>.</param>
/// <param name="OrderBy">Keys such as <c>version_number DESC</c>; the last changed first when there is none.</param>
public sealed record VersionSearch(int MaxResults = VersionSearch.MostResults, string? Filter = null, IReadOnlyList<string>? OrderBy = null, string? PageToken = null)
{
    public const int MostResults = 200_000;
}
