using System.Buffers;

namespace Slipway.Tracking.Metrics;

/// <summary>
/// What is stored beside a chunk's payload, in a column of its own: one <see cref="Bucket"/> per block of points. A chart over many
/// points is drawn from summaries alone. Those of <see cref="Fan"/> full chunks are joined into a wider one, a level up, whose blocks are
/// <see cref="Fan"/> times as long; and those of as many wider ones again, so that what a chart reads doesn't grow with the series.
/// </summary>
/// <remarks>Version byte; number of points; then the buckets' fields as columns; a checksum. Some 1.2 kB for a full chunk.</remarks>
internal sealed class ChunkSummary
{
    public const byte Version = 1;

    /// <summary>How many summaries a wider one stands for, and how many of their blocks one of its blocks does.</summary>
    public const int Fan = 8;

    /// <summary>The widest stands for 268 million points: what it counts fits in 32 bits.</summary>
    public const int MaxLevel = 5;

    private const int FanBits = 3;
    private const int BlocksPerChild = Chunk.MaxBlocks / Fan;
    private const int IntegerColumns = 12;
    private const int ValueColumns = 4;

    private readonly Bucket[] _buckets;
    private readonly Bucket _all;

    /// <param name="buckets">As they are stored, each of as many points as the blocks of the level have, but a chunk's last, which may have fewer.</param>
    internal ChunkSummary(Bucket[] buckets, int level = 0)
    {
        (_buckets, Level) = (buckets, level);
        foreach (ref readonly var bucket in buckets.AsSpan())
        {
            _all.Add(bucket, PointOrder.Step);
        }
    }

    /// <summary>0 for that of a chunk, 1 for one that stands for <see cref="Fan"/> chunks, and so on.</summary>
    public int Level { get; }

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

    /// <summary>The wider summary of <see cref="Fan"/> that follow one another, all of them full and of one level.</summary>
    public static ChunkSummary Join(IReadOnlyList<ChunkSummary> summaries)
    {
        var buckets = new Bucket[Chunk.MaxBlocks];
        for (var i = 0; i < Fan * Chunk.MaxBlocks; i++)
        {
            buckets[i / Fan].Add(summaries[i / Chunk.MaxBlocks]._buckets[i % Chunk.MaxBlocks], PointOrder.Step);
        }

        return new(buckets, summaries[0].Level + 1);
    }

    /// <summary>Where some blocks of a wider summary lie among those that it was joined from: the place of each, and the bits of its blocks.</summary>
    public static IEnumerable<(int Child, uint Blocks)> Below(uint blocks)
    {
        for (var child = 0; child < Fan; child++)
        {
            uint below = 0;
            for (var block = 0; block < BlocksPerChild; block++)
            {
                below |= (blocks >> ((child * BlocksPerChild) + block) & 1) * ((1u << Fan) - 1) << (block * Fan);
            }

            if (below != 0)
            {
                yield return (child, below);
            }
        }
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
    public static ChunkSummary Read(ReadOnlySpan<byte> bytes, int level = 0)
    {
        var reader = new ByteReader(Checksum.Verify(bytes));
        if (reader.Byte() != Version)
        {
            throw ByteReader.Corrupt("its version is unknown");
        }

        var length = PointBlock.Length << (level * FanBits);
        var points = reader.Count(length * Chunk.MaxBlocks);
        var buckets = new Bucket[(points + length - 1) / length];
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
            buckets[i] = Restore(integers[i..], values[i..], buckets.Length, Math.Min(length, points - (i * length)));
        }

        return new ChunkSummary(buckets, level);
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
