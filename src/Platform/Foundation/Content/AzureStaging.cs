using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Slipway.Foundation.Content;

/// <summary>
/// Up to one block is held back and, if nothing follows, uploaded straight to its key. More goes as blocks to a blob of its own, which the
/// service copies to the key when that is known: it can't rename.
/// </summary>
internal sealed class AzureStaging(AzureBackend backend, BlockBlobClient staged) : Staging
{
    private const int BlockSize = 8 << 20;
    private const int BlocksUnderWay = 4;

    private readonly List<string> _blocks = [];
    private readonly Queue<Task> _underWay = [];
    private byte[] _block = [];
    private int _filled;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        while (!bytes.IsEmpty)
        {
            if (_filled == BlockSize)
            {
                await SendBlockAsync(ct);
            }

            Grow(bytes.Length);
            var count = Math.Min(bytes.Length, Math.Min(_block.Length, BlockSize) - _filled);
            bytes.Span[..count].CopyTo(_block.AsSpan(_filled));
            _filled += count;
            bytes = bytes[count..];
        }
    }

    public override async Task<bool> PlaceAsync(string key, ReadOnlyMemory<byte> last, CancellationToken ct)
    {
        await WriteAsync(last, ct);
        if (_blocks.Count > 0)
        {
            // Copying costs more than asking.
            if (await backend.TouchAsync(key, ct))
            {
                return false;
            }

            await SendBlockAsync(ct);
            await Task.WhenAll(_underWay);
            await staged.CommitBlockListAsync(_blocks, cancellationToken: ct);
        }

        while (true)
        {
            if (await TryPlaceAsync(backend.Client(key), ct))
            {
                return true;
            }

            if (await backend.TouchAsync(key, ct))
            {
                return false;
            }

            // Deleted between the two.
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_underWay).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Return(_block);
        if (_blocks.Count == 0)
        {
            return;
        }

        try
        {
            // Uncommitted blocks belong to no blob that could be deleted; committing none of them drops them.
            await staged.CommitBlockListAsync([]);
            await staged.DeleteIfExistsAsync();
        }
        catch (RequestFailedException)
        {
            // The sweep removes it later; the outcome of the upload stands.
        }
    }

    private async Task<bool> TryPlaceAsync(BlockBlobClient target, CancellationToken ct)
    {
        var free = new BlobRequestConditions { IfNoneMatch = ETag.All };
        try
        {
            if (_blocks.Count == 0)
            {
                using var content = new MemoryStream(_block, 0, _filled, writable: false);
                await target.UploadAsync(content, new BlobUploadOptions { Conditions = free }, ct);
            }
            else
            {
                var copy = await target.StartCopyFromUriAsync(staged.Uri, new BlobCopyFromUriOptions { DestinationConditions = free }, ct);
                await copy.WaitForCompletionAsync(ct);
            }

            return true;
        }
        catch (RequestFailedException taken) when (taken.Status is (int)HttpStatusCode.Conflict or (int)HttpStatusCode.PreconditionFailed)
        {
            return false;
        }
    }

    private async Task SendBlockAsync(CancellationToken ct)
    {
        if (_underWay.Count == BlocksUnderWay)
        {
            await _underWay.Dequeue();
        }

        var number = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(number, _blocks.Count);
        var id = Convert.ToBase64String(number);
        _blocks.Add(id);
        _underWay.Enqueue(StageAsync(id, _block, _filled, ct));
        (_block, _filled) = ([], 0);
    }

    private async Task StageAsync(string id, byte[] block, int length, CancellationToken ct)
    {
        try
        {
            using var content = new MemoryStream(block, 0, length, writable: false);
            await staged.StageBlockAsync(id, content, cancellationToken: ct);
        }
        finally
        {
            Return(block);
        }
    }

    private void Grow(int more)
    {
        if (_filled + more <= _block.Length || _block.Length >= BlockSize)
        {
            return;
        }

        // Small uploads shall not hold a whole block.
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(BlockSize, Math.Max(_filled + more, 2 * _block.Length)));
        _block.AsSpan(0, _filled).CopyTo(larger);
        Return(_block);
        _block = larger;
    }

    private static void Return(byte[] block)
    {
        if (block.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }
}
