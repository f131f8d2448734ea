using System.Buffers;
using CsCheck;
using Shouldly;
using Xunit;

namespace Slipway.Tracking.Metrics;

public class CodecTests
{
    [Fact]
    public void Integers_of_any_width_survive_packing() =>
        Gen.Select(Gen.Int[0, 64], Gen.Long, Gen.ULong.Array[0, 300]).Sample((width, bias, numbers) =>
        {
            var values = Array.ConvertAll(numbers, number => bias + (long)(width == 0 ? 0 : number >> (64 - width)));
            var packed = new byte[BitPacking.Bytes(values.Length, width)];
            BitPacking.Pack(values, bias, width, packed);
            var unpacked = new long[values.Length];
            BitPacking.Unpack(packed, width, bias, unpacked);
            unpacked.ShouldBe(values);
        });

    [Fact]
    public void A_journal_row_gives_back_every_series_in_the_order_it_was_logged() =>
        Gen.Select(Gen.Long, Points.Logged).Array[0, 5].Sample(series =>
        {
            var row = Row(series);
            var reader = JournalBlock.Open(row);
            foreach (var (key, points) in series)
            {
                reader.MoveNext().ShouldBeTrue();
                reader.Key.ShouldBe(key);
                var read = new Point[reader.Count];
                reader.Read(read);
                read.ShouldBe(points);
            }

            reader.MoveNext().ShouldBeFalse();
        }, iter: 500);

    [Fact]
    public void A_journal_row_can_be_read_for_one_series_alone() =>
        Gen.Select(Points.Logged.Array[1, 5], Gen.Int[0, 4]).Sample((series, pick) =>
        {
            var wanted = pick % series.Length;
            var reader = JournalBlock.Open(Row([.. series.Select((points, key) => ((long)key, points))]));
            while (reader.MoveNext())
            {
                if (reader.Key == wanted)
                {
                    var read = new Point[reader.Count + 3];
                    reader.Read(read);
                    read[..reader.Count].ShouldBe(series[wanted]);
                }
            }
        }, iter: 300);

    [Fact]
    public void One_point_of_one_series_takes_few_bytes() =>
        Row([(17L, [new Point(1200, 1_790_000_000_123, 0.12345678901234567)])]).Length.ShouldBeLessThan(40);

    [Fact]
    public void A_chunk_gives_back_its_points() =>
        Points.Logged.Where(points => points.Length > 0).Sample(logged =>
        {
            var points = Points.SortedDistinct(logged);
            var (payload, summary) = Points.Chunked(points);
            Points.Unchunked(payload).ShouldBe(points);
            Chunk.Count(payload).ShouldBe(points.Length);
            summary.All.Count.ShouldBe(points.Length);
        }, iter: 1000);

    [Fact]
    public void A_chunk_decodes_only_the_blocks_asked_for() =>
        Gen.Select(Gen.Int[1, Chunk.MaxPoints], Gen.UInt).Sample((count, blocks) =>
        {
            var points = Points.Training(count, CurveKind.Double, count);
            var wanted = points.Where((_, i) => (blocks >> i / PointBlock.Length & 1) != 0).ToArray();
            Points.Unchunked(Points.Chunked(points).Payload, blocks).ShouldBe(wanted);
        }, iter: 100);

    [Fact]
    public void A_chunk_refuses_points_that_repeat_or_descend()
    {
        var writer = new ArrayBufferWriter<byte>();
        Should.Throw<ArgumentException>(() => Chunk.Write(writer, [new(1, 0, 0), new(1, 0, -0.0)]));
        Should.Throw<ArgumentException>(() => Chunk.Write(writer, [new(1, 0, 0), new(0, 0, 0)]));
        Should.Throw<ArgumentException>(() => Chunk.Write(writer, []));
        Should.Throw<ArgumentException>(() => Chunk.Write(writer, new Point[Chunk.MaxPoints + 1]));
    }

    [Fact]
    public void A_summary_says_what_a_naive_scan_of_its_blocks_says() =>
        Points.Logged.Where(points => points.Length > 0).Sample(logged =>
        {
            var points = Points.SortedDistinct(logged);
            var summary = Restored(Points.Chunked(points).Summary);
            ShouldDescribe(summary.All, points);
            summary.Buckets.Length.ShouldBe(PointBlock.Blocks(points.Length));
            var blocks = points.Chunk(PointBlock.Length).ToArray();
            for (var i = 0; i < blocks.Length; i++)
            {
                ShouldDescribe(summary.Buckets[i], blocks[i]);
            }
        }, iter: 500);

    [Fact]
    public void A_flipped_bit_or_a_missing_byte_is_noticed_everywhere() =>
        Gen.Select(Points.Logged.Where(points => points.Length > 0), Gen.Int[0, int.MaxValue], Gen.Int[0, 7]).Sample((logged, at, bit) =>
        {
            var (payload, summary) = Points.Chunked(Points.SortedDistinct(logged));
            foreach (var (bytes, read) in Readers(payload, Bytes(summary), Row([(1L, logged)])))
            {
                var flipped = bytes.ToArray();
                flipped[at % flipped.Length] ^= (byte)(1 << bit);
                Should.Throw<InvalidDataException>(() => read(flipped));
                Should.Throw<InvalidDataException>(() => read(bytes[..(at % bytes.Length)]));
            }
        }, iter: 300);

    [Fact]
    public void Damage_that_the_checksum_agrees_with_still_never_reads_past_the_end() =>
        Gen.Select(Points.Logged.Where(points => points.Length > 0), Gen.Byte.Array[0, 4], Gen.Int[0, int.MaxValue], Gen.Bool).Sample((logged, noise, at, cut) =>
        {
            var (payload, summary) = Points.Chunked(Points.SortedDistinct(logged));
            foreach (var (bytes, read) in Readers(payload, Bytes(summary), Row([(1L, logged)])))
            {
                var body = bytes[..^Checksum.Length];
                var start = at % body.Length;
                body = cut ? body[..start] : [.. body[..start], .. noise, .. body[Math.Min(body.Length, start + noise.Length)..]];
                var signed = new byte[body.Length + Checksum.Length];
                var writer = new ByteWriter(signed);
                body.CopyTo(writer.Take(body.Length));
                Checksum.Append(ref writer);
                try
                {
                    read(signed);
                }
                catch (InvalidDataException)
                {
                }
            }
        }, iter: 2000);

    [Theory]
    [InlineData(nameof(CurveKind.Double), 7.5)]
    [InlineData(nameof(CurveKind.Single), 3.8)]
    [InlineData(nameof(CurveKind.Rounded), 2.3)]
    [InlineData(nameof(CurveKind.Schedule), 5.5)]
    public void A_training_curve_takes_at_most_so_many_bytes_a_point(string kind, double most)
    {
        var (payload, summary) = Points.Chunked(Points.Training(Chunk.MaxPoints, Enum.Parse<CurveKind>(kind), seed: 1));
        var bytes = (double)(payload.Length + Bytes(summary).Length) / Chunk.MaxPoints;
        TestContext.Current.SendDiagnosticMessage($"{kind}: {(double)payload.Length / Chunk.MaxPoints:F2} bytes a point, {bytes:F2} with the summary");
        bytes.ShouldBeLessThan(most);
    }

    internal static void ShouldDescribe(in Bucket bucket, Point[] points)
    {
        bucket.Count.ShouldBe(points.Length);
        bucket.First.ShouldBe(points[0]);
        bucket.Last.ShouldBe(points[^1]);
        bucket.MinTime.ShouldBe(points.Min(point => point.Time));
        bucket.MaxTime.ShouldBe(points.Max(point => point.Time));
        bucket.NaNs.ShouldBe(points.Count(point => double.IsNaN(point.Value)));
        bucket.Infinities.ShouldBe(points.Count(point => double.IsInfinity(point.Value)));
        var finite = points.Where(point => double.IsFinite(point.Value)).ToArray();
        bucket.HasFinite.ShouldBe(finite.Length > 0);
        if (finite.Length > 0)
        {
            bucket.Min.ShouldBe(finite.MinBy(point => point.Value));
            bucket.Max.ShouldBe(finite.MaxBy(point => point.Value));
        }
    }

    private static byte[] Bytes(ChunkSummary summary)
    {
        var writer = new ArrayBufferWriter<byte>();
        summary.Write(writer);
        return writer.WrittenSpan.ToArray();
    }

    internal static ChunkSummary Restored(ChunkSummary summary) => ChunkSummary.Read(Bytes(summary), summary.Level);

    private static byte[] Row((long Key, Point[] Points)[] series)
    {
        var writer = new ArrayBufferWriter<byte>();
        JournalBlock.Write(writer, Array.ConvertAll(series, entry => new JournalSeries(entry.Key, entry.Points)));
        return writer.WrittenSpan.ToArray();
    }

    private static (byte[] Bytes, Action<byte[]> Read)[] Readers(byte[] payload, byte[] summary, byte[] row) =>
    [
        (payload, bytes => Points.Unchunked(bytes)),
        (summary, bytes => ChunkSummary.Read(bytes)),
        (row, ReadAll),
    ];

    private static void ReadAll(byte[] row)
    {
        var reader = JournalBlock.Open(row);
        while (reader.MoveNext())
        {
            reader.Read(new Point[reader.Count]);
        }
    }
}
