using System.Buffers;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Slipway.Foundation.Content;

/// <summary>Read in ranges, a few at once: one connection alone doesn't fill the line.</summary>
internal sealed class AzureBlob(BlockBlobClient client, long size) : Blob(size)
{
    private const int RangeSize = 4 << 20;
    private const int RangesUnderWay = 4;

    // A blob that is marked as written again has a new ETag and the same bytes.
    public override async Task<Stream> OpenStreamAsync(CancellationToken ct) =>
        new SeekableFromEnd(await client.OpenReadAsync(new BlobOpenReadOptions(allowModifications: true) { BufferSize = RangeSize }, ct));

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private protected override async Task CopyRangeAsync(Stream destination, long offset, long count, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var ranges = new Queue<Task<(byte[] Bytes, int Length)>>();
        try
        {
            for (var end = offset + count; offset < end || ranges.Count > 0;)
            {
                while (offset < end && ranges.Count < RangesUnderWay)
                {
                    var length = (int)Math.Min(RangeSize, end - offset);
                    ranges.Enqueue(ReadAsync(offset, length, stop.Token));
                    offset += length;
                }

                var range = await ranges.Peek();
                await destination.WriteAsync(range.Bytes.AsMemory(0, range.Length), ct);
                _ = ranges.Dequeue();
                ArrayPool<byte>.Shared.Return(range.Bytes);
            }
        }
        finally
        {
            await stop.CancelAsync();
            foreach (var range in ranges)
            {
                await ((Task)range).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (range.IsCompletedSuccessfully)
                {
                    ArrayPool<byte>.Shared.Return((await range).Bytes);
                }
            }
        }
    }

    private async Task<(byte[] Bytes, int Length)> ReadAsync(long offset, int length, CancellationToken ct)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            using var range = (await client.DownloadStreamingAsync(new BlobDownloadOptions { Range = new HttpRange(offset, length) }, ct)).Value;
            await range.Content.ReadExactlyAsync(bytes.AsMemory(0, length), ct);
            return (bytes, length);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(bytes);
            throw;
        }
    }

    /// <summary>The client's stream refuses to seek from the end where the ETag may change; readers of columnar formats begin there.</summary>
    private sealed class SeekableFromEnd(Stream inner) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => true;
        public override bool CanWrite => false;
        public override long Length => inner.Length;
        public override long Position { get => inner.Position; set => inner.Position = value; }

        public override long Seek(long offset, SeekOrigin origin) =>
            origin is SeekOrigin.End ? inner.Seek(inner.Length + offset, SeekOrigin.Begin) : inner.Seek(offset, origin);

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            inner.ReadAsync(buffer, offset, count, cancellationToken);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            inner.ReadAsync(buffer, cancellationToken);

        public override void Flush() { }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
