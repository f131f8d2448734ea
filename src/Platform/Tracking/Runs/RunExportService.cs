using Slipway.Foundation.Access;

namespace Slipway.Tracking.Runs;

/// <summary>Takes runs out as a table, all that a search finds.</summary>
public sealed class RunExportService(RunService runs, RunKeyService keys, Access access)
{
    private const int Page = 500;

    private static readonly IReadOnlyList<RunField> Header = [.. RunField.Attributes.Select(name => new RunField(RunFieldKind.Attribute, name))];

    /// <summary>The table that the search finds, which is read while it is written: whoever can't be answered is told before.</summary>
    /// <param name="fields">Its columns, after the run's id; null for everything that runs of the experiments have.</param>
    public async Task<Result<RunCsv>> CsvAsync(KnownProject project, RunSearch search, IReadOnlyList<RunField>? fields, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        if (fields is null)
        {
            var logged = await keys.KeysAsync(project, search.Experiments, ct);
            if (logged.Refusal is { } unknown)
            {
                return unknown;
            }

            fields = [.. Header, .. Of(RunFieldKind.Metric, logged.Value.Metrics), .. Of(RunFieldKind.Param, logged.Value.Params), .. Of(RunFieldKind.Tag, logged.Value.Tags)];
        }

        var columns = fields.Prepend(Header[0]).Distinct().ToList();
        var paged = search with { MaxResults = Page, PageToken = null, Columns = RunField.Wanted(columns) };
        var first = await runs.SearchAsync(project, paged, ct);
        return first.Refusal is { } unreadable
            ? unreadable
            : new RunCsv(columns, first.Value, token => runs.SearchAsync(project, paged with { PageToken = token }, CancellationToken.None));
    }

    private static IEnumerable<RunField> Of(RunFieldKind kind, IEnumerable<string> names) => names.Select(name => new RunField(kind, name));
}
