using System.Globalization;
using System.Text;
using Slipway.Tracking.Search;

namespace Slipway.Tracking.Runs;

/// <summary>
/// Runs as comma-separated text (RFC 4180, UTF-8), a line each. Times are ISO 8601 in UTC, the duration is in seconds, numbers are written so that they read back as
/// they were logged. Text that a spreadsheet would take for a formula gets an apostrophe before it.
/// </summary>
public sealed class RunCsv
{
    private readonly IReadOnlyList<RunField> _columns;
    private readonly Page<RunDetails> _first;
    private readonly Func<string, Task<Result<Page<RunDetails>>>> _more;

    internal RunCsv(IReadOnlyList<RunField> columns, Page<RunDetails> first, Func<string, Task<Result<Page<RunDetails>>>> more) => (_columns, _first, _more) = (columns, first, more);

    /// <summary>Writes everything, a page of runs at a time. Fails when the rest can't be read any more, so that half a table isn't taken for a whole one.</summary>
    public async Task WriteAsync(Stream output, CancellationToken ct)
    {
        await using var text = new StreamWriter(output, new UTF8Encoding(false), 64 * 1024, leaveOpen: true) { NewLine = "\r\n" };
        await text.WriteLineAsync(string.Join(',', _columns.Select(column => Cell(Title(column)))));
        var page = _first;
        while (true)
        {
            foreach (var run in page.Items)
            {
                await text.WriteLineAsync(Line(run).AsMemory(), ct);
            }

            await text.FlushAsync(ct);
            if (page.NextPageToken is not { } token)
            {
                return;
            }

            ct.ThrowIfCancellationRequested();
            var next = await _more(token);
            page = next.Refusal is { } refusal ? throw new IOException($"The export ended early: {refusal.Message}") : next.Value;
        }
    }

    private static string Title(RunField column) => column.Kind switch
    {
        RunFieldKind.Metric => $"metrics.{column.Key}",
        RunFieldKind.Param => $"params.{column.Key}",
        RunFieldKind.Tag => $"tags.{column.Key}",
        _ => column.Key,
    };

    private string Line(RunDetails run)
    {
        var metrics = run.Metrics.ToDictionary(metric => metric.Key, metric => metric.Value, StringComparer.Ordinal);
        var values = run.Params.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        var tags = run.Tags.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        return string.Join(',', _columns.Select(column => column.Kind switch
        {
            RunFieldKind.Metric => metrics.TryGetValue(column.Key, out var value) ? value.ToString("R", CultureInfo.InvariantCulture) : "",
            RunFieldKind.Param => Cell(values.GetValueOrDefault(column.Key, "")),
            RunFieldKind.Tag => Cell(tags.GetValueOrDefault(column.Key, "")),
            _ => Attribute(run.Info, column.Key),
        }));
    }

    private static string Attribute(RunInfo run, string name) => name switch
    {
        "run_id" => run.RunId,
        "run_name" => Cell(run.Name),
        "experiment_id" => run.Experiment.ToString(CultureInfo.InvariantCulture),
        "status" => run.Status.ToString().ToUpperInvariant(),
        "start_time" => Time(run.StartTime),
        "end_time" => run.EndTime is { } end ? Time(end) : "",
        "duration" => run.EndTime is { } end ? ((end - run.StartTime) / 1000d).ToString("R", CultureInfo.InvariantCulture) : "",
        _ => Cell(run.UserName),
    };

    private static string Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    internal static string Cell(string value)
    {
        if (value.Length > 0 && value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' && !double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        {
            value = "'" + value;
        }

        return value.AsSpan().IndexOfAny(",\"\r\n") < 0 && value.AsSpan().Trim().Length == value.Length ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
