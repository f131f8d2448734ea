using System.Buffers;
using Slipway.Foundation.Events;
using Slipway.Tracking.Metrics;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.Ingest;

/// <summary>Writes what a group's operations decided.</summary>
/// <param name="payload">Where journal rows are put together; one for all groups, or each would allocate it anew.</param>
internal sealed class GroupWriter(LaneConnection connection, LaneSql sql, KeyLease keys, TimeProvider time, ArrayBufferWriter<byte> payload)
{
    private readonly List<JournalSeries> _series = [];

    /// <summary>Gathers all rows and sends them.</summary>
    public async ValueTask WriteAsync(IngestGroup group, CancellationToken ct)
    {
        foreach (var run in group.Runs)
        {
            if (run.Exists)
            {
                AddRun(run);
                AddParamsAndTags(run);
                AddPoints(run);
            }
        }

        if (group.Trashed is var (experiment, deleted, at))
        {
            connection.Add(sql.UpdateExperiment, experiment.Key, deleted, at);
            connection.Add(sql.UpdateRunsOfExperiment, experiment.Key, deleted, deleted ? at : null);
        }

        var now = time.GetUtcNow().UtcDateTime;
        foreach (var (happened, by) in group.Events)
        {
            connection.Add(
                sql.InsertEvent,
                by.Organization.Value, by.Project.Id.Value, happened.Kind, happened.Subject, by.Actor.UserId.Value, by.Actor.Name, Recording.Text(happened), now);
        }

        await connection.RunAsync(null, ct);
    }

    private void AddRun(RunState run)
    {
        if (run.IsNew)
        {
            connection.Add(
                sql.InsertRun,
                run.Key, run.Organization.Value, run.Project.Id.Value, run.ExperimentKey, run.RunId, run.Name, (int)run.Status, run.StartTime, run.EndTime, run.UserName,
                run.CreatedBy.Value, run.Deleted, run.DeletedAt);
        }
        else if (run.IsChanged)
        {
            connection.Add(sql.UpdateRun, run.Key, run.Name, (int)run.Status, run.EndTime, run.Deleted, run.DeletedAt);
        }
    }

    private void AddParamsAndTags(RunState run)
    {
        foreach (var (name, value) in run.FreshParams)
        {
            connection.Add(sql.InsertParam, run.Organization.Value, run.Key, run.ExperimentKey, name, value, value.CutTo(RunParam.HeadLimit));
        }

        foreach (var (name, value, isStored) in run.ChangedTags())
        {
            if (value is null)
            {
                connection.Add(sql.DeleteTag, run.Key, name);
            }
            else if (isStored)
            {
                connection.Add(sql.UpdateTag, run.Key, name, value, value.CutTo(RunParam.HeadLimit));
            }
            else
            {
                connection.Add(sql.InsertTag, run.Organization.Value, run.Key, run.ExperimentKey, name, value, value.CutTo(RunParam.HeadLimit));
            }
        }
    }

    private void AddPoints(RunState run)
    {
        var span = PointSpan.Empty;
        var count = 0;
        foreach (var series in run.Series.Values)
        {
            if (series.Fresh.Count == 0)
            {
                continue;
            }

            AddSeries(run, series);
            span = span.With(series.Fresh.Points);
            count += series.Fresh.Count;
            _series.Add(new(series.Key, series.Fresh.Memory));
        }

        if (count > 0)
        {
            payload.ResetWrittenCount();
            JournalBlock.Write(payload, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_series));
            connection.Add(
                sql.InsertJournal,
                keys.Next(), run.Organization.Value, run.Key, count, span.MinStep, span.MaxStep, span.MinTime, span.MaxTime, payload.WrittenSpan.ToArray());
            _series.Clear();
        }
    }

    private void AddSeries(RunState run, SeriesState series)
    {
        var isNaN = double.IsNaN(series.Last.Value);
        if (series.IsNew)
        {
            series.Key = keys.Next();
            connection.Add(
                sql.InsertSeries,
                series.Key, run.Organization.Value, run.Key, run.ExperimentKey, series.Name, series.Last.Step, series.Last.Time, series.LastValue, isNaN, series.MaxTime,
                series.Min, series.Max, series.Count);
        }
        else
        {
            connection.Add(
                sql.UpdateSeries, series.Key, series.Last.Step, series.Last.Time, series.LastValue, isNaN, series.MaxTime, series.Min, series.Max, series.Count);
        }
    }
}
