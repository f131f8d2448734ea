using Parquet;
using Slipway.Foundation.Archives;
using Slipway.Tracking.Ingest;
using Slipway.Tracking.Metrics;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.Archiving;

/// <summary>Every point, through the lane, as those come that are logged.</summary>
internal sealed class ArrivingMetrics(IngestLane lane) : IArrivalPart
{
    // Points that one operation carries.
    private const int AtOnce = 8_000;

    public int Place => 40;

    public async Task ReadAsync(ProjectArrival arrival, CancellationToken ct)
    {
        if (arrival.Entry(MetricsPart.Metrics) is not { } entry)
        {
            return;
        }

        // Columns are read from the end of a file: it is unpacked, and gone with its handle.
        await using var file = new FileStream(Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 64 << 10, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        await using (var packed = await arrival.OpenAsync(MetricsPart.Metrics, ct))
        {
            await packed.CopyToAsync(file, ct);
        }

        file.Position = 0;
        long rows = 0;
        try
        {
            await using var reader = await ParquetReader.CreateAsync(file, leaveStreamOpen: true, cancellationToken: ct);
            if (!reader.Schema.Equals(PointTable.Schema))
            {
                throw Unreadable();
            }

            await using var load = new LaneLoad(lane);
            for (var group = 0; group < reader.RowGroupCount; group++)
            {
                rows += await ReadGroupAsync(arrival, reader, group, load, ct);
            }

            await load.FinishAsync();
        }
        catch (Exception failure) when (failure is not (ArchiveRefusedException or OperationCanceledException or IOException or System.Data.Common.DbException))
        {
            throw Unreadable();
        }

        if (rows != entry.Rows)
        {
            throw Unreadable();
        }

        arrival.Carry("metric points", rows);
    }

    private static async Task<long> ReadGroupAsync(ProjectArrival arrival, ParquetReader reader, int number, LaneLoad load, CancellationToken ct)
    {
        using var group = reader.OpenRowGroupReader(number);
        // As an export writes them; a larger one would be taken into memory whole.
        if (group.RowCount is < 0 or > PointTable.GroupLength)
        {
            throw Unreadable();
        }

        var count = (int)group.RowCount;
        var (runs, keys, steps, times, values) = (new string?[count], new string?[count], new long[count], new long[count], new double[count]);
        await group.ReadAsync(PointTable.Run, runs.AsMemory(), null, ct);
        await group.ReadAsync(PointTable.Key, keys.AsMemory(), null, ct);
        await group.ReadAsync<long>(PointTable.Step, steps.AsMemory(), null, ct);
        await group.ReadAsync<long>(PointTable.Timestamp, times.AsMemory(), null, ct);
        await group.ReadAsync<double>(PointTable.Value, values.AsMemory(), null, ct);
        for (var from = 0; from < count;)
        {
            Dictionary<string, LoggedSeries> series = new(StringComparer.Ordinal);
            var row = from;
            for (; row < count && row < from + AtOnce && runs[row] == runs[from]; row++)
            {
                if (keys[row] is not { Length: > 0 and <= MetricSeries.NameLimit } key || times[row] < 0)
                {
                    throw Unreadable();
                }

                if (!series.TryGetValue(key, out var points))
                {
                    series.Add(key, points = new(key));
                }

                points.Add(new Point(steps[row], times[row], values[row]));
            }

            if (runs[from] is not { } run || !arrival.Ids.Knows(run))
            {
                throw new ArchiveRefusedException($"'{MetricsPart.Metrics}' has points of a run that isn't in the archive. Send the file as an export wrote it.");
            }

            await load.SubmitAsync(new LogToRun(arrival.Project.OrganizationId, arrival.Project, arrival.By, new RunLog(arrival.Ids.Of(run), [.. series.Values], [], [])), ct);
            await arrival.SayAsync("Metric points", row - from, ct);
            from = row;
        }

        return count;
    }

    private static ArchiveRefusedException Unreadable() => new($"'{MetricsPart.Metrics}' isn't what an export writes. Send the file as an export wrote it.");
}
