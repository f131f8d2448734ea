using Slipway.Foundation.Access;
using Slipway.Foundation.Results;

namespace Slipway.Tracking.Runs;

/// <summary>
/// The rows of a search with the children of those runs that are open below them. The top is paged; children are read when their parent is opened, a
/// stretch at a time. With nothing open, and in a flat table, it is the rows as they are.
/// </summary>
public sealed class RunTree(RunService runs, KnownProject project, RunRows top)
{
    private const int Stretch = 100;

    // Open runs of the top, by their place there.
    private readonly SortedList<int, Branch> _open = [];

    public RunRows Top => top;

    public bool IsTree => top.Search.RootsOnly;

    public bool HasOpen => _open.Count > 0;

    /// <summary>How many rows there are.</summary>
    public int Total => top.Total + _open.Values.Sum(branch => branch.Rows.Count);

    public bool IsOpen(string id) => _open.Values.Any(branch => branch.Find(id) is not null);

    /// <summary>The rows from a place on.</summary>
    public async Task<Result<IReadOnlyList<RunRow>>> ReadAsync(int start, int count, RunColumns columns, CancellationToken ct)
    {
        List<RunRow> rows = [];
        var (place, root) = (0, 0);
        foreach (var (at, branch) in _open.ToList())
        {
            if (await TakeAsync(at - root + 1) is { } refusal)
            {
                return refusal;
            }

            if (rows.LastOrDefault() is { } last && last.Place == place - 1 && last.Id != branch.RunId)
            {
                // Others have gone from above it: better closed than shown below somebody else.
                _open.Remove(at);
                continue;
            }

            foreach (var row in branch.Rows)
            {
                if (place >= start && place < start + count)
                {
                    rows.Add(row with { Place = place });
                }

                place++;
            }
        }

        return await TakeAsync(int.MaxValue) is { } declined ? declined : rows;

        // Those of the next rows of the top that are wanted.
        async Task<Refusal?> TakeAsync(int next)
        {
            var from = Math.Max(place, start);
            var to = (int)Math.Min((long)place + next, (long)start + count);
            if (from < to || (from == to && count == 0 && next == int.MaxValue))
            {
                var read = await top.ReadAsync(root + from - place, to - from, columns, ct);
                if (read.Refusal is { } refusal)
                {
                    return refusal;
                }

                rows.AddRange((await WithChildrenAsync(read.Value, 0, ct)).Select((row, i) => row with { Place = from + i }));
            }

            (place, root) = (place + Math.Min(next, int.MaxValue - place), root + Math.Min(next, int.MaxValue - root));
            return null;
        }
    }

    /// <summary>Opens a run that is shown, closes one that is open, or shows more children of one.</summary>
    public async Task ToggleAsync(RunRow row, RunColumns columns, CancellationToken ct)
    {
        var home = _open.Values.FirstOrDefault(branch => branch.Find(row.Id) is not null || branch.Rows.Any(each => each.Id == row.Id));
        if (row.More > 0)
        {
            home!.Find(row.Id)!.Shown += Stretch;
        }
        else if (home is null)
        {
            var at = row.Place - _open.Where(open => open.Key + Above(open.Key) < row.Place).Sum(open => open.Value.Rows.Count);
            _open[at] = home = new(row.Id);
        }
        else if (home.RunId == row.Id)
        {
            _open.RemoveAt(_open.IndexOfValue(home));
            return;
        }
        else if (!home.Close(row.Id))
        {
            home.Open(row.Id);
        }

        await FillAsync(home, columns, ct);
    }

    /// <summary>Reads the children of what is open again.</summary>
    public async Task RefreshAsync(RunColumns columns, CancellationToken ct)
    {
        foreach (var branch in _open.Values.ToList())
        {
            await FillAsync(branch, columns, ct);
        }
    }

    /// <summary>Closes everything, for places at the top are to be counted anew.</summary>
    public void CloseAll() => _open.Clear();

    private int Above(int root) => _open.Where(open => open.Key < root).Sum(open => open.Value.Rows.Count);

    private async Task FillAsync(Branch branch, RunColumns columns, CancellationToken ct)
    {
        List<RunRow> rows = [];
        await AddAsync(branch, 1);
        branch.Rows = rows;

        async Task AddAsync(Branch parent, int depth)
        {
            var page = await runs.SearchAsync(
                project, top.Search with { RootsOnly = false, Parent = parent.RunId, PageToken = null, MaxResults = parent.Shown, Columns = columns }, ct);
            if (page.Refusal is not null)
            {
                return;
            }

            var found = page.Value.Items.Select(run => new RunRow(0, run, depth)).ToList();
            foreach (var row in await WithChildrenAsync(found, depth, ct))
            {
                rows.Add(row);
                if (parent.Opened.GetValueOrDefault(row.Id) is { } child)
                {
                    await AddAsync(child, depth + 1);
                }
            }

            if (page.Value.NextPageToken is not null
                && await runs.ChildrenAsync(project, top.Search, [parent.RunId], ct) is { Refusal: null, Value: var counts } && counts.TryGetValue(parent.RunId, out var all) && all > found.Count)
            {
                rows.Add(new RunRow(0, found[^1].Run with { Info = found[^1].Run.Info with { RunId = parent.RunId } }, depth) { More = all - found.Count });
            }
        }
    }

    private async Task<IReadOnlyList<RunRow>> WithChildrenAsync(IReadOnlyList<RunRow> rows, int depth, CancellationToken ct)
    {
        if (!IsTree || rows.Count == 0)
        {
            return rows;
        }

        var counts = await runs.ChildrenAsync(project, top.Search, [.. rows.Select(row => row.Id)], ct);
        return counts.Refusal is null ? [.. rows.Select(row => row with { Depth = depth, Children = counts.Value.GetValueOrDefault(row.Id) })] : rows;
    }

    /// <summary>An open run, with what is shown below it.</summary>
    private sealed class Branch(string runId)
    {
        public string RunId => runId;

        /// <summary>Its open children, by their ids.</summary>
        public Dictionary<string, Branch> Opened { get; } = new(StringComparer.Ordinal);

        /// <summary>How many children are shown.</summary>
        public int Shown { get; set; } = Stretch;

        /// <summary>All rows below it, those of open children too; kept for runs of the top.</summary>
        public IReadOnlyList<RunRow> Rows { get; set; } = [];

        public Branch? Find(string id) => runId == id ? this : Opened.Values.Select(child => child.Find(id)).FirstOrDefault(found => found is not null);

        public bool Close(string id) => Opened.Remove(id) || Opened.Values.Any(child => child.Close(id));

        public void Open(string id)
        {
            // Below whichever open run it is shown: the nearest row above it that is less deep.
            var at = Rows.Select((row, i) => (row, i)).First(each => each.row.Id == id && each.row.More == 0);
            var parent = Rows.Take(at.i).LastOrDefault(row => row.Depth == at.row.Depth - 1);
            (parent is null ? this : Find(parent.Id)!).Opened[id] = new(id);
        }
    }
}
