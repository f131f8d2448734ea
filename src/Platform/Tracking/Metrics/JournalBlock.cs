using System.Buffers;

namespace Slipway.Tracking.Metrics;

/// <summary>The points that one commit adds to one series, in the order they were logged.</summary>
/// <param name="Key">The series' key in the database.</param>
internal readonly record struct JournalSeries(long Key, ReadOnlyMemory<Point> Points);

/// <summary>The bytes of a journal row: what one commit adds to the series of one run.</summary>
/// <remarks>
/// Version byte; number of series; per series its key, its number of points and the length of its <see cref="PointBlock"/>s, then these;
/// a checksum. The length lets a reader of one series step over the others.
/// </remarks>
internal static class JournalBlock
{
    public const byte Version = 1;

    /// <summary>The points of one row are bounded by the door long before this; the bound is for damaged rows.</summary>
    public const int MaxPointsPerSeries = 1 << 20;

    private const int MaxHeader = 3 * ByteWriter.LongestNumber;

    public static void Write(IBufferWriter<byte> destination, ReadOnlySpan<JournalSeries> series)
    {
        var size = 1 + ByteWriter.LongestNumber + Checksum.Length;
        foreach (var (_, points) in series)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(points.Length, MaxPointsPerSeries, nameof(series));
            size = checked(size + MaxHeader + PointBlock.MaxBytes(points.Length));
        }

        var writer = new ByteWriter(destination.GetSpan(size));
        writer.Byte(Version);
        writer.Unsigned((ulong)series.Length);
        foreach (var (key, points) in series)
        {
            writer.Signed(key);
            writer.Unsigned((ulong)points.Length);
            var start = writer.Position;
            for (var rest = points.Span; !rest.IsEmpty; rest = rest[Math.Min(rest.Length, PointBlock.Length)..])
            {
                PointBlock.Write(ref writer, rest[..Math.Min(rest.Length, PointBlock.Length)]);
            }

            writer.PrefixLength(start);
        }

        Checksum.Append(ref writer);
        destination.Advance(writer.Position);
    }

    /// <exception cref="InvalidDataException">The bytes are not a journal row as it was written.</exception>
    public static Reader Open(ReadOnlySpan<byte> block) => new(block);

    /// <summary>Walks the series of a row: <see cref="MoveNext"/>, then <see cref="Read"/> for those that are wanted.</summary>
    public ref struct Reader
    {
        private ByteReader _reader;
        private ReadOnlySpan<byte> _points;
        private int _seriesLeft;

        internal Reader(ReadOnlySpan<byte> block)
        {
            _reader = new ByteReader(Checksum.Verify(block));
            if (_reader.Byte() != Version)
            {
                throw ByteReader.Corrupt("its version is unknown");
            }

            _seriesLeft = _reader.Count(_reader.Remaining);
        }

        /// <summary>The current series' key.</summary>
        public long Key { get; private set; }

        /// <summary>The current series' number of points.</summary>
        public int Count { get; private set; }

        public bool MoveNext()
        {
            if (_seriesLeft == 0)
            {
                _reader.ExpectEnd();
                return false;
            }

            _seriesLeft--;
            Key = _reader.Signed();
            Count = _reader.Count(MaxPointsPerSeries);
            _points = _reader.Take(_reader.Count(_reader.Remaining));
            return PointBlock.Blocks(Count) <= _points.Length ? true : throw ByteReader.Corrupt("it claims to hold more than it can");
        }

        /// <summary>Decodes the current series' points into the front of <paramref name="destination"/>, which holds at least <see cref="Count"/>.</summary>
        public readonly void Read(Span<Point> destination)
        {
            var reader = new ByteReader(_points);
            for (var rest = destination[..Count]; !rest.IsEmpty; rest = rest[Math.Min(rest.Length, PointBlock.Length)..])
            {
                PointBlock.Read(ref reader, rest[..Math.Min(rest.Length, PointBlock.Length)]);
            }

            reader.ExpectEnd();
        }
    }
}
