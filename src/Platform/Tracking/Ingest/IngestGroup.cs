using System.Data.Common;
using Slipway.Tracking.Metrics;

namespace Slipway.Tracking.Ingest;

/// <summary>
/// Operations that are committed together. What they need is read first, under lock; each is decided on that, one after the other, in memory; what
/// they made of it is written by <see cref="GroupWriter"/>. A refused one has changed nothing, so it doesn't hurt its neighbours.
/// </summary>
internal sealed class IngestGroup(IReadOnlyList<IngestOperation> operations, LaneConnection connection, LaneSql sql, KeyLease keys, PointLease points)
{
    private readonly Dictionary<RunAddress, RunState> _runs = [];
    private readonly Dictionary<(Id<Project>, long), ExperimentState?> _experiments = [];
    private readonly List<EventToWrite> _events = [];
    private readonly List<RunState> _ended = [];

    public IReadOnlyList<IngestOperation> Operations { get; } = operations;

    /// <summary>The runs that the operations are about.</summary>
    public IReadOnlyCollection<RunState> Runs => _runs.Values;

    public IReadOnlyList<EventToWrite> Events => _events;

    /// <summary>How many more points each organization may log.</summary>
    public PointLease Points => points;

    /// <summary>The runs whose status became one of an end.</summary>
    public IReadOnlyList<RunState> EndedRuns => _ended;

    /// <summary>The experiment that is deleted or restored with its runs, when the group is about that.</summary>
    public (ExperimentState Experiment, bool Deleted, long At)? Trashed { get; private set; }

    public int KeysAtMost => Operations.Sum(operation => operation.Keys + 1);

    public long NextKey() => keys.Next();

    public void Record(EventToWrite happened) => _events.Add(happened);

    public void Ended(RunState run) => _ended.Add(run);

    public void Trash(ExperimentState experiment, bool deleted, long at) => Trashed = (experiment, deleted, at);

    public ExperimentState? Experiment(IngestOperation operation) => _experiments[(operation.Project.Id, operation.Experiment!.Value)];

    /// <summary>Reads and locks what the operations are about, and decides them.</summary>
    public async ValueTask DecideAsync(CancellationToken ct)
    {
        foreach (var operation in Operations)
        {
            RunOf(operation);
        }

        await LockAsync(ct);
        foreach (var operation in Operations)
        {
            operation.Ask(RunOf(operation));
        }

        await ReadTouchedAsync(ct);
        await FindStoredPointsAsync(ct);
        foreach (var operation in Operations)
        {
            operation.Refusal = operation.Decide(RunOf(operation), this);
        }
    }

    /// <summary>Hands back what was rented for the points that were written.</summary>
    public void Release()
    {
        foreach (var run in _runs.Values)
        {
            foreach (var series in run.Series.Values)
            {
                series.Fresh.Release();
            }
        }
    }

    private RunState RunOf(IngestOperation operation)
    {
        var address = new RunAddress(operation.Project.Id, operation.RunId);
        if (!_runs.TryGetValue(address, out var run))
        {
            _runs.Add(address, run = new(operation.Organization, operation.Project, operation.RunId));
        }

        return run;
    }

    // In one order, so that two replicas never wait for each other.
    private async ValueTask LockAsync(CancellationToken ct)
    {
        var experiments = Operations.Where(operation => operation.Experiment is not null)
            .Select(operation => (Project: operation.Project.Id, Number: operation.Experiment!.Value, ToChange: operation.IsAlone))
            .Distinct()
            .OrderBy(experiment => experiment.Project.Value)
            .ThenBy(experiment => experiment.Number)
            .ToList();
        var created = Operations.OfType<StartRun>().Select(start => new RunAddress(start.Project.Id, start.RunId)).ToHashSet();
        var runs = _runs.Values.Where(run => run.RunId.Length > 0 && !created.Contains(new(run.Project.Id, run.RunId))).OrderBy(run => run.RunId, StringComparer.Ordinal).ToList();
        foreach (var (project, number, toChange) in experiments)
        {
            _experiments[(project, number)] = null;
            connection.Add(toChange ? sql.ExperimentToChange : sql.ExperimentByNumber, project.Value, number);
        }

        foreach (var run in runs)
        {
            connection.Add(sql.RunById, run.RunId, run.Project.Id.Value);
        }

        await connection.RunAsync(
            (call, row) =>
            {
                if (call < experiments.Count)
                {
                    var (project, number, _) = experiments[call];
                    _experiments[(project, number)] = new(row.GetInt64(0), number, row.GetBoolean(1), row.FieldCount > 2 && !row.IsDBNull(2) ? row.GetString(2) : null);
                }
                else
                {
                    runs[call - experiments.Count].Read(row);
                }
            },
            ct);
    }

    private async ValueTask ReadTouchedAsync(CancellationToken ct)
    {
        List<Action<DbDataReader>> readers = [];
        foreach (var run in _runs.Values.Where(run => run.Exists))
        {
            foreach (var series in run.Series.Values)
            {
                connection.Add(sql.SeriesByName, run.Key, series.Name);
                readers.Add(series.Read);
            }

            foreach (var name in run.WantedParams)
            {
                connection.Add(sql.ParamByName, run.Key, name);
                readers.Add(row => run.ReadParam(name, row.GetString(0)));
            }

            foreach (var name in run.WantedTags)
            {
                connection.Add(sql.TagByName, run.Key, name);
                readers.Add(row => run.ReadTag(name, row.GetString(0)));
            }
        }

        await connection.RunAsync((call, row) => readers[call](row), ct);
    }

    // Only points that lie within what a series has already can be there; for these, only what overlaps them is decoded.
    private async ValueTask FindStoredPointsAsync(CancellationToken ct)
    {
        foreach (var log in Operations.OfType<LogToRun>())
        {
            log.Suspect(RunOf(log));
        }

        foreach (var run in _runs.Values)
        {
            List<(SeriesState Series, ReplayFilter Filter)>? searches = null;
            foreach (var series in run.Series.Values)
            {
                if (series.Suspects.Count > 0)
                {
                    (searches ??= []).Add((series, new([.. series.Suspects])));
                }
            }

            if (searches is not null)
            {
                await FindStoredPointsAsync(run, searches, ct);
            }
        }
    }

    private async ValueTask FindStoredPointsAsync(RunState run, List<(SeriesState Series, ReplayFilter Filter)> searches, CancellationToken ct)
    {
        var points = new Point[Chunk.MaxPoints];
        foreach (var (series, _) in searches)
        {
            var around = PointSpan.Of(series.Suspects);
            connection.Add(sql.ChunksAround, series.Key, around.MinStep, around.MaxStep, around.MinTime, around.MaxTime);
        }

        var all = PointSpan.Of(searches.SelectMany(search => search.Series.Suspects));
        connection.Add(sql.JournalAround, run.Key, all.MinStep, all.MaxStep, all.MinTime, all.MaxTime);
        await connection.RunAsync(
            (call, row) =>
            {
                if (call < searches.Count)
                {
                    var filter = searches[call].Filter;
                    if (filter.Overlap(ChunkSummary.Read(row.GetFieldValue<byte[]>(0))) is not 0 and var blocks)
                    {
                        filter.Exclude(points.AsSpan(0, Chunk.Read(row.GetFieldValue<byte[]>(1), points, blocks)));
                    }
                }
                else
                {
                    Exclude(searches, row.GetFieldValue<byte[]>(0), ref points);
                }
            },
            ct);
        foreach (var (series, filter) in searches)
        {
            series.Clear(filter.Fresh());
        }
    }

    private static void Exclude(List<(SeriesState Series, ReplayFilter Filter)> searches, byte[] journal, ref Point[] points)
    {
        var block = JournalBlock.Open(journal);
        while (block.MoveNext())
        {
            var key = block.Key;
            if (searches.FindIndex(search => search.Series.Key == key) is >= 0 and var index)
            {
                if (points.Length < block.Count)
                {
                    points = new Point[block.Count];
                }

                block.Read(points);
                searches[index].Filter.Exclude(points.AsSpan(0, block.Count));
            }
        }
    }
}
