using Slipway.Foundation.Access;
using Slipway.Foundation.Results;

namespace Slipway.Tracking.Runs;

/// <summary>A run at its place in the table.</summary>
public sealed record RunRow(int Place, RunDetails Run);

/// <summary>
/// The rows of one search by their place, read through page tokens, which know only what comes after what. Each token that was met is remembered with its
/// place, so that scrolling on costs a page, and a jump passes over the rows in between once. While the top is out of sight the tokens are kept: what
/// is on the screen stays where it is though new runs come in above. At the top everything is counted anew.
/// </summary>
public sealed class RunRows(RunService runs, KnownProject project, RunSearch search)
{
    private readonly SortedList<int, string?> _tokens = new() { [0] = null };

    /// <summary>How many rows there are, as far as the tokens know.</summary>
    public int Total { get; private set; }

    public RunSearch Search => search;

    /// <summary>Counts the runs; refuses a filter or an order that can't be read.</summary>
    public async Task<Result<int>> CountAsync(CancellationToken ct)
    {
        var counted = await runs.CountAsync(project, search, ct);
        if (counted.Refusal is null && _tokens.Count == 1)
        {
            Total = counted.Value;
        }

        return counted;
    }

    /// <summary>The rows from a place on; fewer than asked for only at the end.</summary>
    public async Task<Result<IReadOnlyList<RunRow>>> ReadAsync(int start, int count, RunColumns columns, CancellationToken ct)
    {
        if (start == 0)
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
        if (found.Count == 0 && start > 0)
        {
            // So many are gone that the place is behind the end.
            Forget();
            return (await CountAsync(ct)).Refusal is { } uncounted ? uncounted : Array.Empty<RunRow>();
        }

        Total = window.Value.NextToken is null ? start + found.Count : Math.Max(Total, start + found.Count + 1);
        return found.Select((run, i) => new RunRow(start + i, run)).ToList();
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

    private void Forget()
    {
        _tokens.Clear();
        _tokens[0] = null;
    }
}
