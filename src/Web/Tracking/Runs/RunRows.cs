using Slipway.Foundation.Access;
using Slipway.Foundation.Results;

namespace Slipway.Tracking.Runs;

/// <summary>A run at its place in the table.</summary>
/// <param name="Depth">How many runs above it it is part of, in a tree.</param>
/// <param name="Children">How many runs that are found are part of it, in a tree.</param>
public sealed record RunRow(int Place, RunDetails Run, int Depth = 0, int Children = 0)
{
    /// <summary>So many children of the run above aren't shown yet; the row stands for them and is no run.</summary>
    public int More { get; init; }

    public string Id => Run.Info.RunId;

    public string Key => More > 0 ? $"{Id}+" : Id;
}

/// <summary>
/// The rows of one search by their place, read through page tokens, which know only what comes after what. Each token that was met is remembered with its
/// place, so that scrolling on costs a page, and a jump passes over the rows in between once. While the reader stays, the tokens are kept: what is on the
/// screen stays where it is though new runs come in above. Otherwise everything is counted anew at the top.
/// </summary>
public sealed class RunRows(RunService runs, KnownProject project, RunSearch search)
{
    private const int MostNew = 100;

    // Where the end isn't known there are so many rows more, in which one can scroll on.
    private const int Ahead = 1_000;

    private static readonly RunColumns IdsOnly = new([], [], [], Inputs: false);

    private readonly SortedList<int, string?> _tokens = new() { [0] = null };
    private string? _first;
    private int _below;

    /// <summary>How many rows there are, as far as they were counted or read.</summary>
    public int Total { get; private set; }

    public RunSearch Search => search;

    /// <summary>Whether the reader looks at certain rows, which then stay where they are.</summary>
    public bool Stays { get; set; }

    /// <summary>Counts the runs; refuses a filter or an order that can't be read.</summary>
    public async Task<Result<int>> CountAsync(CancellationToken ct)
    {
        var counted = await runs.CountAsync(project, search, RunTotal.Most, ct);
        if (counted.Refusal is null && !Stays)
        {
            Total = counted.Value;
        }

        return counted;
    }

    /// <summary>How many runs have come in above the first row since it was read; no more than a hundred are counted.</summary>
    public async Task<int> NewAsync(CancellationToken ct)
    {
        if (_first is null)
        {
            return 0;
        }

        var top = await runs.SearchAsync(project, search with { MaxResults = MostNew, Columns = IdsOnly }, ct);
        var ids = top.Refusal is null ? top.Value.Items.Select(run => run.Info.RunId).ToList() : [];
        return Math.Max(0, ids.IndexOf(_first));
    }

    /// <summary>The rows from a place on; fewer than asked for only at the end.</summary>
    public async Task<Result<IReadOnlyList<RunRow>>> ReadAsync(int start, int count, RunColumns columns, CancellationToken ct)
    {
        if (start == 0 && !Stays)
        {
            Forget();
            if ((await CountAsync(ct)).Refusal is { } uncounted)
            {
                return uncounted;
            }
        }

        if (count == 0)
        {
            return Array.Empty<RunRow>();
        }

        var window = await WindowAsync(start, count, columns, ct);
        if (window.Refusal is { } refusal)
        {
            return refusal;
        }

        var found = window.Value.Runs;
        if (start == 0)
        {
            _first = found.Count > 0 ? found[0].Info.RunId : null;
        }

        if (found.Count == 0 && start > 0)
        {
            // So many are gone that the place is behind the end.
            Forget();
            return (await runs.CountAsync(project, search, ct)) is { Refusal: null, Value: var left } ? Ended(left) : Array.Empty<RunRow>();
        }

        var read = start + found.Count;
        // A window looks again at what is below it only when that got another height, so it never gets the same twice.
        var ahead = !RunTotal.IsOpen(Total) ? 1 : _below == Ahead ? Ahead + 1 : Ahead;
        Total = window.Value.NextToken is null ? read : Math.Max(Total, read + ahead);
        _below = Total - read;
        return found.Select((run, i) => new RunRow(start + i, run)).ToList();
    }

    /// <summary>Begins at the top again.</summary>
    public void Forget()
    {
        _tokens.Clear();
        _tokens[0] = null;
    }

    private RunRow[] Ended(int left)
    {
        Total = left;
        return [];
    }

    private async Task<Result<RunWindow>> WindowAsync(int start, int count, RunColumns columns, CancellationToken ct)
    {
        while (true)
        {
            var near = _tokens.Keys.Last(place => place <= start);
            var skip = Math.Min(start - near, RunSearch.MostResults);
            var arrives = near + skip == start;
            var window = await runs.WindowAsync(project, search with { PageToken = _tokens[near], MaxResults = arrives ? count : 1, Columns = columns }, skip, ct);
            if (window.Refusal is not null || window.Value.Runs.Count == 0)
            {
                return window;
            }

            _tokens[near + skip] = window.Value.FirstToken;
            if (arrives)
            {
                if (window.Value.NextToken is { } next)
                {
                    _tokens[start + window.Value.Runs.Count] = next;
                }

                return window;
            }
        }
    }
}
