namespace Slipway.Tracking.Runs;

/// <summary>A run whose metrics are drawn.</summary>
/// <param name="ChartUrl">The address of its bucket endpoint, without a query; wwwroot/charts/README.md has what it answers.</param>
/// <param name="Keys">The metrics to draw. One that is added later gets its chart; charts of the others stay as they are.</param>
/// <param name="Topic">The run's live topic while points may still come: the browser follows it. Null once it has ended: then nothing connects.</param>
/// <param name="StartTime">When it began, in UTC: the zero of elapsed time.</param>
/// <param name="Place">Its place among the runs that are drawn over one another, which gives it its colour; null for a run alone.</param>
public sealed record ChartedRun(string RunId, string Name, string ChartUrl, IReadOnlyCollection<string> Keys, string? Topic, DateTime? StartTime, int? Place = null)
{
    /// <summary>The run with a number of what may change of it: other numbers, and the script is told.</summary>
    internal (string, string, string?, int?, int) State => (RunId, Name, Topic, Place, Keys.Count);

    /// <summary>What the script takes.</summary>
    internal object ToScript() => new
    {
        id = RunId,
        name = Name,
        chartUrl = ChartUrl,
        keys = Keys,
        topic = Topic,
        place = Place,
        startTime = StartTime is { } start ? new DateTimeOffset(DateTime.SpecifyKind(start, DateTimeKind.Utc)).ToUnixTimeMilliseconds() : (long?)null,
    };
}
