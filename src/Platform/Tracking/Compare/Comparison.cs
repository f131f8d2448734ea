using Slipway.Foundation.Content;
using Slipway.Tracking.Metrics;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.Compare;

/// <summary>Runs beside one another. Every list of values has one for each of <paramref name="Runs"/>, in their order.</summary>
/// <param name="Runs">Those that were found, in the order in which they were asked for.</param>
/// <param name="NotFound">Ids that are no run of this project, as far as the asker may know.</param>
/// <param name="Attributes">What is known of a run besides what it logged: experiment, status, times, user, source, commit, datasets.</param>
/// <param name="Params">Ordered by name, as are tags and metrics.</param>
/// <param name="Tags">Without those that clients set for the server, which begin with <c>mlflow.</c>.</param>
public sealed record Comparison(
    IReadOnlyList<RunInfo> Runs,
    IReadOnlyList<string> NotFound,
    IReadOnlyList<ComparedText> Attributes,
    IReadOnlyList<ComparedText> Params,
    IReadOnlyList<ComparedText> Tags,
    IReadOnlyList<ComparedMetric> Metrics)
{
    /// <summary>The most runs that are compared.</summary>
    public const int MostRuns = 10;
}

/// <summary>What each run says for one name; null for one that says nothing.</summary>
/// <param name="Differs">Whether not all say the same.</param>
public sealed record ComparedText(string Name, IReadOnlyList<string?> Values, bool Differs)
{
    internal static ComparedText Of(string name, IEnumerable<string?> values)
    {
        IReadOnlyList<string?> all = [.. values];
        return new(name, all, all.Distinct(StringComparer.Ordinal).Skip(1).Any());
    }
}

/// <summary>A metric of each run; null for one that lacks it.</summary>
/// <param name="LowerIsBetter">What its name says of which value is the better one; null when it says nothing.</param>
/// <param name="Differs">Whether the latest values aren't all the same.</param>
public sealed record ComparedMetric(string Name, bool? LowerIsBetter, IReadOnlyList<MetricSummary?> Values, bool Differs);

/// <summary>The files of runs beside one another.</summary>
/// <param name="Files">Ordered by the letters of their paths.</param>
/// <param name="Elsewhere">Runs whose files their clients keep at a place of their own.</param>
/// <param name="Cut">Runs with more files than <see cref="MostFiles"/>: what lies beyond is left out.</param>
public sealed record ComparedFiles(
    IReadOnlyList<string> Runs, IReadOnlyList<string> NotFound, IReadOnlyList<ComparedFile> Files, IReadOnlyList<string> Elsewhere, IReadOnlyList<string> Cut)
{
    /// <summary>The most files of a run that are compared.</summary>
    public const int MostFiles = 1_000;
}

/// <summary>A file of each run by its path below the run's folder; null for one that lacks it.</summary>
/// <param name="Differs">Whether not all have the same bytes.</param>
public sealed record ComparedFile(string Path, IReadOnlyList<FileContent?> Values, bool Differs);

/// <summary>What a run has at a path.</summary>
/// <param name="Size">In bytes.</param>
public sealed record FileContent(ContentDigest Digest, long Size, string ContentType);
