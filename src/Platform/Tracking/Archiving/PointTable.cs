using Parquet;
using Parquet.Schema;
using Slipway.Tracking.Metrics;

namespace Slipway.Tracking.Archiving;

/// <summary>The columns of <c>metrics.parquet</c>: a row for each point, those of one series together and in the order of their steps.</summary>
internal static class PointTable
{
    /// <summary>Rows that are held in memory at a time, and in one group of the file.</summary>
    public const int GroupLength = 64 * 1_024;

    public static readonly DataField Run = new DataField<string>("run", false);
    public static readonly DataField Key = new DataField<string>("key", false);
    public static readonly DataField Step = new DataField<long>("step");

    /// <summary>Unix milliseconds.</summary>
    public static readonly DataField Timestamp = new DataField<long>("timestamp");

    /// <summary>NaN and the infinities as they were logged.</summary>
    public static readonly DataField Value = new DataField<double>("value");

    public static ParquetSchema Schema { get; } = new(Run, Key, Step, Timestamp, Value);
}

/// <summary>Writes points as Parquet, a group of rows at a time.</summary>
internal sealed class PointTableWriter : IAsyncDisposable
{
    private readonly ParquetWriter _file;
    private readonly string[] _runs = new string[PointTable.GroupLength];
    private readonly string[] _keys = new string[PointTable.GroupLength];
    private readonly long[] _steps = new long[PointTable.GroupLength];
    private readonly long[] _times = new long[PointTable.GroupLength];
    private readonly double[] _values = new double[PointTable.GroupLength];
    private int _count;

    private PointTableWriter(ParquetWriter file) => _file = file;

    public long Rows { get; private set; }

    public static async Task<PointTableWriter> BeginAsync(Stream destination, CancellationToken ct) => new(await ParquetWriter.CreateAsync(PointTable.Schema, destination, cancellationToken: ct));

    public async ValueTask AddAsync(string run, string key, ReadOnlyMemory<Point> points, CancellationToken ct)
    {
        for (var i = 0; i < points.Length; i++)
        {
            var point = points.Span[i];
            (_runs[_count], _keys[_count], _steps[_count], _times[_count], _values[_count]) = (run, key, point.Step, point.Time, point.Value);
            if (++_count == PointTable.GroupLength)
            {
                await WriteAsync(ct);
            }
        }
    }

    /// <summary>Writes what is left; a file without points has one group without rows.</summary>
    public async Task FinishAsync(CancellationToken ct)
    {
        if (_count > 0 || Rows == 0)
        {
            await WriteAsync(ct);
        }
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    private async Task WriteAsync(CancellationToken ct)
    {
        using var group = _file.CreateRowGroup();
        await group.WriteAsync(PointTable.Run, new ArraySegment<string>(_runs, 0, _count));
        await group.WriteAsync(PointTable.Key, new ArraySegment<string>(_keys, 0, _count));
        await group.WriteAsync<long>(PointTable.Step, _steps.AsMemory(0, _count), cancellationToken: ct);
        await group.WriteAsync<long>(PointTable.Timestamp, _times.AsMemory(0, _count), cancellationToken: ct);
        await group.WriteAsync<double>(PointTable.Value, _values.AsMemory(0, _count), cancellationToken: ct);
        (Rows, _count) = (Rows + _count, 0);
    }
}
