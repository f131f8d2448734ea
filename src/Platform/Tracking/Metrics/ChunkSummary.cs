using System.Buffers;

namespace Slipway.Tracking.Metrics;

/// <summary>
/// What is stored beside a chunk's payload, in a column of its own: one <see cref="Bucket"/> per block of points. A chart over many
/// points is drawn from summaries alone.
/// </summary>
/// <remarks>Version byte; number of points; then the buckets' fields as columns; a checksum. Some 1.2 kB for a full chunk.</remarks>
internal sealed class ChunkSummary
{
    public const byte Version = 1;

    private const int IntegerColumns = 12;
    private const int ValueColumns = 4;

    private readonly Bucket[] _buckets;
    private readonly Bucket _all;

    /// <param name="buckets">In (Step, Time, Value) order, each of <see cref="PointBlock.Length"/> points but the last, which may have fewer.</param>
    internal ChunkSummary(Bucket[] buckets)
    {
        _buckets = buckets;
        foreach (ref readonly var bucket in buckets.AsSpan())
        {
            _all.Add(bucket, PointOrder.Step);
        }
    }

    /// <summary>The whole chunk: count, first and last point, time range, smallest and largest finite value.</summary>
    public ref readonly Bucket All => ref _all;

    public ReadOnlySpan<Bucket> Buckets => _buckets;

    /// <summary>The bits of those blocks that may hold a point between the two positions, both included.</summary>
    public uint Overlap(PointOrder order, long from, long to)
    {
        uint blocks = 0;
        for (var i = 0; i < _buckets.Length; i++)
        {
            ref readonly var bucket = ref _buckets[i];
            var (first, last) = bucket.Range(order);
            blocks |= first <= to && last >= from ? 1u << i : 0;
        }

        return blocks;
    }

    public void Write(IBufferWriter<byte> destination)
    {
        var columnBytes = (IntegerColumns * IntegerBlock.MaxBytes(_buckets.Length)) + (ValueColumns * ValueBlock.MaxBytes(_buckets.Length));
        var writer = new ByteWriter(destination.GetSpan(1 + ByteWriter.LongestNumber + columnBytes + Checksum.Length));
        writer.Byte(Version);
        writer.Unsigned((ulong)_all.Count);
        Write(ref writer, static bucket => bucket.First.Step);
        Write(ref writer, static bucket => bucket.Last.Step);
        Write(ref writer, static bucket => bucket.Min.Step - bucket.First.Step);
        Write(ref writer, static bucket => bucket.Max.Step - bucket.First.Step);
        Write(ref writer, static bucket => bucket.First.Time);
        Write(ref writer, static bucket => bucket.Last.Time);
        Write(ref writer, static bucket => bucket.Min.Time - bucket.First.Time);
        Write(ref writer, static bucket => bucket.Max.Time - bucket.First.Time);
        Write(ref writer, static bucket => bucket.First.Time - bucket.MinTime);
        Write(ref writer, static bucket => bucket.MaxTime - bucket.Last.Time);
        Write(ref writer, static bucket => bucket.NaNs);
        Write(ref writer, static bucket => bucket.Infinities);
        Write(ref writer, static bucket => bucket.First.Value);
        Write(ref writer, static bucket => bucket.Last.Value);
        Write(ref writer, static bucket => bucket.Min.Value);
        Write(ref writer, static bucket => bucket.Max.Value);
        Checksum.Append(ref writer);
        destination.Advance(writer.Position);
    }

    /// <exception cref="InvalidDataException">The bytes are not a summary as it was written.</exception>
    public static ChunkSummary Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(Checksum.Verify(bytes));
        if (reader.Byte() != Version)
        {
            throw ByteReader.Corrupt("its version is unknown");
        }

        var points = reader.Count(Chunk.MaxPoints);
        var buckets = new Bucket[PointBlock.Blocks(points)];
        if (points == 0)
        {
            throw ByteReader.Corrupt("it is empty");
        }

        Span<long> integers = stackalloc long[IntegerColumns * buckets.Length];
        Span<double> values = stackalloc double[ValueColumns * buckets.Length];
        Span<long> space = stackalloc long[buckets.Length];
        for (var column = 0; column < IntegerColumns; column++)
        {
            IntegerBlock.Read(ref reader, integers.Slice(column * buckets.Length, buckets.Length));
        }

        for (var column = 0; column < ValueColumns; column++)
        {
            ValueBlock.Read(ref reader, space, values.Slice(column * buckets.Length, buckets.Length));
        }

        reader.ExpectEnd();
        for (var i = 0; i < buckets.Length; i++)
        {
            buckets[i] = Restore(integers[i..], values[i..], buckets.Length, Math.Min(PointBlock.Length, points - (i * PointBlock.Length)));
        }

        return new ChunkSummary(buckets);
    }

    private static Bucket Restore(ReadOnlySpan<long> integers, ReadOnlySpan<double> values, int stride, int count)
    {
        var first = new Point(integers[0], integers[4 * stride], values[0]);
        var last = new Point(integers[stride], integers[5 * stride], values[stride]);
        return Bucket.Restore(
            count,
            first,
            last,
            min: new Point(first.Step + integers[2 * stride], first.Time + integers[6 * stride], values[2 * stride]),
            max: new Point(first.Step + integers[3 * stride], first.Time + integers[7 * stride], values[3 * stride]),
            times: (first.Time - integers[8 * stride], last.Time + integers[9 * stride]),
            nans: (int)integers[10 * stride],
            infinities: (int)integers[11 * stride]);
    }

    private void Write(ref ByteWriter writer, Func<Bucket, long> field)
    {
        Span<long> column = stackalloc long[_buckets.Length];
        for (var i = 0; i < column.Length; i++)
        {
            column[i] = field(_buckets[i]);
        }

        IntegerBlock.Write(ref writer, column);
    }

    private void Write(ref ByteWriter writer, Func<Bucket, double> field)
    {
        Span<double> column = stackalloc double[_buckets.Length];
        for (var i = 0; i < column.Length; i++)
        {
            column[i] = field(_buckets[i]);
        }

        ValueBlock.Write(ref writer, column);
    }
}
