using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;

namespace Slipway.Load;

/// <summary>Files through the MLflow door: one large, and many small ones.</summary>
internal static class ArtifactLoad
{
    private const string Artifacts = $"{LoadRun.Project}/api/2.0/mlflow-artifacts/artifacts";
    private const int Rounds = 5;

    public static async Task LargeAsync(HostProcess host, LoadTable table)
    {
        const int Mebibytes = 256;
        using var client = new HttpClient { BaseAddress = host.Address, Timeout = TimeSpan.FromMinutes(5) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", host.Token);
        using var connection = new Client(host.Address, host.Token);
        var folder = $"{Artifacts}/0/{await connection.CreateRunAsync(LoadRun.Project)}/artifacts";
        var (up, down) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            // Other bytes each time, or they would be found stored already.
            using var content = new StreamContent(new RandomStream(round, (long)Mebibytes << 20), 1 << 20);
            content.Headers.ContentLength = (long)Mebibytes << 20;
            up.Add(await TimeAsync(async () => (await client.PutAsync(new Uri($"{folder}/{round}.bin", UriKind.Relative), content)).EnsureSuccessStatusCode()));
            down.Add(await TimeAsync(async () =>
            {
                await using var body = await client.GetStreamAsync(new Uri($"{folder}/{round}.bin", UriKind.Relative));
                await body.CopyToAsync(Stream.Null, 1 << 20);
            }));
        }

        table.Report($"artifact of {Mebibytes} MiB up, median of {Rounds}", Rate(up), "346 MiB/s");
        table.Report($"artifact of {Mebibytes} MiB down, median of {Rounds}", Rate(down), "970 MiB/s");

        static string Rate(List<double> seconds) => string.Create(CultureInfo.InvariantCulture, $"{Mebibytes / seconds.Order().ElementAt(Rounds / 2):N0} MiB/s");
    }

    public static async Task SmallAsync(HostProcess host, LoadTable table)
    {
        const int Files = 1_000;
        const int Connections = 8;
        var clients = Enumerable.Range(0, Connections).Select(_ => new Client(host.Address, host.Token)).ToArray();
        var (up, down) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            var folder = $"{Artifacts}/0/{await clients[0].CreateRunAsync(LoadRun.Project)}/artifacts/data";
            var random = new Random(round);
            var paths = Enumerable.Range(0, Files).Select(i => $"{folder}/{i:D4}.txt").ToArray();
            var puts = paths.Select(path => clients[0].Request("PUT", path, Convert.ToHexString(Bytes(random, 5 << 10)))).ToArray();
            var gets = paths.Select(path => clients[0].Request("GET", path)).ToArray();
            up.Add(await AllAsync(puts));
            down.Add(await AllAsync(gets));
        }

        table.Report($"{Files:N0} files of 10 KiB up, {Connections} connections, median of {Rounds}", Rate(up), "3,800 files/s");
        table.Report($"{Files:N0} files of 10 KiB down, {Connections} connections, median of {Rounds}", Rate(down), "2,800 files/s");
        Array.ForEach(clients, client => client.Dispose());

        Task<double> AllAsync(byte[][] requests) => TimeAsync(() => Task.WhenAll(clients.Select((client, number) => Task.Run(async () =>
        {
            for (var i = number; i < requests.Length; i += Connections)
            {
                await client.SendAsync(requests[i]);
            }
        }))));

        static string Rate(List<double> seconds) => string.Create(CultureInfo.InvariantCulture, $"{Files / seconds.Order().ElementAt(Rounds / 2):N0} files/s");
    }

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        GC.Collect();
        var clock = Stopwatch.StartNew();
        await work();
        return clock.Elapsed.TotalSeconds;
    }

    /// <summary>Bytes that cost nothing to make and differ from one stream to another.</summary>
    private sealed class RandomStream(int seed, long length) : Stream
    {
        private readonly byte[] _block = Bytes(new Random(seed), 1 << 20);
        private long _position;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => length;
        public override long Position { get => _position; set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            var start = (int)(_position % _block.Length);
            var count = (int)Math.Min(Math.Min(buffer.Length, _block.Length - start), length - _position);
            _block.AsSpan(start, count).CopyTo(buffer);
            _position += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
