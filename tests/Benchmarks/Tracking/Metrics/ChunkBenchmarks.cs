using System.Buffers;
using BenchmarkDotNet.Attributes;

namespace Slipway.Tracking.Metrics;

/// <summary>
/// What a series costs between its points and its bytes; the bytes a point are printed at the start.
/// Run with <c>--filter *ChunkBenchmarks* --job short --inProcess</c>.
/// </summary>
[MemoryDiagnoser]
public class ChunkBenchmarks
{
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Point[] _decoded = new Point[Chunk.MaxPoints];
    private Point[] _points = [];
    private byte[][] _payloads = [];
    private byte[][] _summaries = [];

    [Params(100_000, 1_000_000)]
    public int Count { get; set; }

    /// <summary>Whether values come from 32-bit floats, as most losses do, or use all bits of a double.</summary>
    [Params(true, false)]
    public bool FromSingle { get; set; }

    [GlobalSetup]
    public void Log()
    {
        var random = new Random(1);
        var time = 1_790_000_000_000L;
        _points = new Point[Count];
        for (var step = 0; step < Count; step++)
        {
            time += 80 + random.Next(40);
            var value = (2 * Math.Exp(-step / (Count / 5.0))) + 0.1 + (0.05 * random.NextDouble());
            _points[step] = new Point(step, time, FromSingle ? (float)value : value);
        }

        var chunks = _points.Chunk(Chunk.MaxPoints).Select(Write).ToArray();
        _payloads = Array.ConvertAll(chunks, chunk => chunk.Payload);
        _summaries = Array.ConvertAll(chunks, chunk => chunk.Summary);
        var (payloads, summaries) = (_payloads.Sum(payload => payload.Length), _summaries.Sum(summary => summary.Length));
        Console.WriteLine($"// {(double)payloads / Count:F2} bytes a point in payloads, {(double)summaries / Count:F2} in summaries");
        foreach (var size in (int[])[1, 10, 1000])
        {
            _buffer.ResetWrittenCount();
            JournalBlock.Write(_buffer, [new JournalSeries(12345, _points.AsMemory(0, size))]);
            Console.WriteLine($"// {(double)_buffer.WrittenCount / size:F2} bytes a point in a journal row of {size}");
        }
    }

    [Benchmark]
    public int Encode()
    {
        var bytes = 0;
        for (var start = 0; start < _points.Length; start += Chunk.MaxPoints)
        {
            _buffer.ResetWrittenCount();
            Chunk.Write(_buffer, _points.AsSpan(start, Math.Min(Chunk.MaxPoints, _points.Length - start)));
            bytes += _buffer.WrittenCount;
        }

        return bytes;
    }

    [Benchmark]
    public int EncodeJournalRowsOfThousand()
    {
        var bytes = 0;
        for (var start = 0; start < _points.Length; start += 1000)
        {
            _buffer.ResetWrittenCount();
            JournalBlock.Write(_buffer, [new JournalSeries(12345, _points.AsMemory(start, 1000))]);
            bytes += _buffer.WrittenCount;
        }

        return bytes;
    }

    [Benchmark]
    public int Decode()
    {
        var count = 0;
        foreach (var payload in _payloads)
        {
            count += Chunk.Read(payload, _decoded);
        }

        return count;
    }

    [Benchmark]
    public async Task<int> MergeByTimeInPages()
    {
        using var merge = new SeriesMerge(PointOrder.Time, Array.ConvertAll(_summaries, summary => ChunkSummary.Read(summary)), Load, default);
        var page = new Point[25_000];
        var total = 0;
        int read;
        do
        {
            read = await merge.ReadAsync(page);
            total += read;
        }
        while (read == page.Length);
        return total;

        ValueTask<ReadOnlyMemory<byte>> Load(int chunk, CancellationToken ct) => new(_payloads[chunk]);
    }

    [Benchmark]
    public int DownsampleFromSummaries() => Downsample(0, Count - 1);

    [Benchmark]
    public int DownsampleZoomedToTenth() => Downsample(Count / 2, Count * 6 / 10);

    [Benchmark]
    public int DownsampleRawPoints()
    {
        var downsampler = new Downsampler(PointOrder.Step, 0, Count - 1, 1000);
        downsampler.Add(_points);
        return downsampler.Finish().Points.Count;
    }

    [Benchmark]
    public int ThinTo320()
    {
        var thinner = new Thinner(0, Count - 1, 320, Count);
        for (var i = 0; i < _summaries.Length; i++)
        {
            var blocks = thinner.Add(ChunkSummary.Read(_summaries[i]));
            thinner.Add(_decoded.AsSpan(0, blocks == 0 ? 0 : Chunk.Read(_payloads[i], _decoded, blocks)));
        }

        return thinner.Finish().Length;
    }

    // A thousand points a bucket, so that blocks are narrower than buckets when the whole is shown.
    private int Downsample(long from, long to)
    {
        var downsampler = new Downsampler(PointOrder.Step, from, to, Count / 1000);
        for (var i = 0; i < _summaries.Length; i++)
        {
            var blocks = downsampler.Add(ChunkSummary.Read(_summaries[i]));
            downsampler.Add(_decoded.AsSpan(0, blocks == 0 ? 0 : Chunk.Read(_payloads[i], _decoded, blocks)));
        }

        return downsampler.Finish().Points.Count;
    }

    private (byte[] Payload, byte[] Summary) Write(Point[] points)
    {
        _buffer.ResetWrittenCount();
        var summary = Chunk.Write(_buffer, points);
        var payload = _buffer.WrittenSpan.ToArray();
        _buffer.ResetWrittenCount();
        summary.Write(_buffer);
        return (payload, _buffer.WrittenSpan.ToArray());
    }
}
