using System.Globalization;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.Compare;

/// <summary>What is known of runs besides what they logged, as text.</summary>
internal static class RunAttributes
{
    /// <summary>How the names of tags begin that clients set for the server.</summary>
    public const string ClientsOwn = "mlflow.";

    private static readonly (string Name, string Tag)[] Tagged =
    [
        ("Source", "mlflow.source.name"), ("Git commit", "mlflow.source.git.commit"), ("Git branch", "mlflow.source.git.branch"),
        ("Repository", "mlflow.source.git.repoURL"), ("Parent run", "mlflow.parentRunId"),
    ];

    /// <summary>Those that at least one of the runs has.</summary>
    /// <param name="experiments">Names by number.</param>
    public static IEnumerable<ComparedText> Of(IReadOnlyList<RunDetails> runs, IReadOnlyDictionary<long, string> experiments)
    {
        List<(string Name, Func<RunDetails, string?> Of)> attributes =
        [
            ("Experiment", run => experiments[run.Info.Experiment]),
            ("Status", run => run.Info.Status.ToString()),
            ("User", run => run.Info.UserName is { Length: > 0 } user ? user : null),
            ("Started", run => Moment(run.Info.StartTime)),
            ("Ended", run => run.Info.EndTime is { } end ? Moment(end) : null),
            ("Duration", run => run.Info.EndTime is { } end ? Elapsed(TimeSpan.FromMilliseconds(end - run.Info.StartTime)) : null),
            .. Tagged.Select(tagged => (tagged.Name, (Func<RunDetails, string?>)(run => run.Tags.Where(tag => tag.Key == tagged.Tag).Select(tag => tag.Value).SingleOrDefault()))),
            ("Datasets", run => run.Datasets.Count == 0 ? null : string.Join(", ", run.Datasets.Select(dataset => $"{dataset.Name} ({dataset.Digest})").Order(StringComparer.Ordinal))),
        ];
        return attributes.Select(attribute => ComparedText.Of(attribute.Name, runs.Select(attribute.Of))).Where(text => text.Values.Any(value => value is not null));
    }

    // Clocks of clients may be wrong, so a run may end before it began.
    private static string Elapsed(TimeSpan time) => time < TimeSpan.FromMinutes(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s")
        : time.ToString(time < TimeSpan.FromDays(1) ? @"h\:mm\:ss" : @"d\ \d\ h\:mm\:ss", CultureInfo.InvariantCulture);

    private static string Moment(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
