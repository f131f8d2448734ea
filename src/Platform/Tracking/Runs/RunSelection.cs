using System.ComponentModel.DataAnnotations;
using Slipway.Tracking.Search;

namespace Slipway.Tracking.Runs;

/// <summary>Runs to do something with: some by their ids, or all that a search finds.</summary>
/// <param name="Runs">Ids. When they are given, the rest is not looked at.</param>
/// <param name="Experiments">Numbers of experiments; null for all of the project.</param>
/// <param name="Except">Ids of runs that the search finds and that are left alone.</param>
public sealed record RunSelection(
    [MaxLength(RunSelection.Most)] IReadOnlyList<string>? Runs = null,
    IReadOnlyList<long>? Experiments = null,
    string? Filter = null,
    LifecycleView View = LifecycleView.ActiveOnly,
    [MaxLength(RunSelection.Most)] IReadOnlyList<string>? Except = null)
{
    /// <summary>The most runs of one change.</summary>
    public const int Most = RunSearch.MostResults;
}

/// <summary>What happens to each of the runs.</summary>
/// <param name="Deleted">Puts them into the trash, or takes them out.</param>
/// <param name="SetTags">Tags that they get; one of the same key is replaced.</param>
/// <param name="RemoveTags">Keys of tags that they lose; who doesn't have one, loses nothing.</param>
public sealed record RunChange(bool? Deleted = null, [MaxLength(RunLog.MaxParams)] IReadOnlyList<KeyValue>? SetTags = null, [MaxLength(RunLog.MaxParams)] IReadOnlyList<string>? RemoveTags = null);

/// <summary>A change of many runs.</summary>
public sealed record ChangeRuns([Required] RunSelection Runs, [Required] RunChange Change);

/// <summary>How far a change of many runs is.</summary>
/// <param name="Total">How many runs it is about.</param>
/// <param name="Changed">How many are done.</param>
/// <param name="Failed">How many refused.</param>
/// <param name="FirstRefusal">Why the first of those did.</param>
/// <param name="Runs">The ids of those that are done.</param>
public sealed record RunChangeProgress(int Total, int Changed, int Failed, string? FirstRefusal, IReadOnlyList<string> Runs);
