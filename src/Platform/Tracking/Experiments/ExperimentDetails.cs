using System.ComponentModel.DataAnnotations;
using Slipway.Tracking.Runs;
using Slipway.Tracking.Search;

namespace Slipway.Tracking.Experiments;

/// <summary>An experiment as readers see it.</summary>
/// <param name="Number">What clients call the experiment id; 0 is the default one.</param>
/// <param name="ArtifactUri">Where its runs' files are.</param>
/// <param name="CreatedAt">Unix milliseconds.</param>
/// <param name="UpdatedAt">Unix milliseconds.</param>
public sealed record ExperimentDetails(
    long Number, string Name, string ArtifactUri, bool Deleted, long CreatedAt, long UpdatedAt, IReadOnlyList<KeyValue> Tags)
{
    /// <summary>What it is about, in Markdown; empty when nobody wrote it.</summary>
    public string Note => Tag(ExperimentTags.Note) ?? "";

    /// <summary>What kind of work it is, as clients name it, such as <c>custom_model_development</c>; null when none says.</summary>
    public string? Kind => Tag(ExperimentTags.Kind) is { Length: > 0 } kind ? kind : null;

    /// <summary>The metric that its runs are to be judged by; null when nobody chose one.</summary>
    public MetricGoal? PrimaryMetric => MetricGoal.Asked(Tag(ExperimentTags.PrimaryMetric), bool.TryParse(Tag(ExperimentTags.GreaterIsBetter), out var greater) ? !greater : null);

    private string? Tag(string key) => Tags.Where(tag => tag.Key == key).Select(tag => tag.Value).FirstOrDefault();
}

/// <summary>How much was done in an experiment, without deleted runs; in a deleted one, with them.</summary>
/// <param name="Runs">Counted up to one more than <see cref="RunSearch.MostCounted"/>.</param>
/// <param name="LastStart">When its newest run started, unix milliseconds; null when it has none.</param>
public readonly record struct ExperimentActivity(int Runs, long? LastStart);

/// <summary>A new experiment.</summary>
/// <param name="ArtifactLocation">Where clients put files themselves; null when they go through the server.</param>
public sealed record CreateExperiment(
    [Required, MaxLength(Experiment.NameLimit)] string Name, [MaxLength(Experiment.LocationLimit)] string? ArtifactLocation = null, IReadOnlyList<KeyValue>? Tags = null);

/// <summary>A search for experiments.</summary>
/// <param name="Filter">Comparisons joined by AND, such as <c>name LIKE 'vision%' AND tags.team = 'a'</c>.</param>
/// <param name="OrderBy">Keys such as <c>name ASC</c>; newest first when there is none.</param>
public sealed record ExperimentSearch(
    int MaxResults, string? Filter = null, LifecycleView View = LifecycleView.ActiveOnly, IReadOnlyList<string>? OrderBy = null, string? PageToken = null)
{
    public const int MostResults = 50_000;
}
