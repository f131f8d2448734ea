using System.Buffers.Binary;
using System.IO.Pipelines;

namespace Slipway.Foundation.Content;

/// <summary>A part that was uploaded. <paramref name="ETag"/> stands for its bytes and is quoted, as HTTP has it.</summary>
/// <param name="Number">1 to <see cref="PartUploads.MostParts"/>.</param>
public sealed record UploadedPart(int Number, string ETag);

/// <summary>
/// Blobs that arrive in parts: the parts in any order and side by side, each as often as its sender likes, then one completion. An upload
/// that is neither completed nor aborted expires after <see cref="Lifetime"/>.
/// </summary>
public sealed class PartUploads
{
    public const int MostParts = 10_000;

    // Open is what has a marker; the time of its beginning is in its id.
    private const string Marker = "begun";
    private const string Folder = "parts";

    private readonly ContentStore _store;
    private readonly ContentBackend _backend;
    private readonly TimeProvider _time;

    internal PartUploads(ContentStore store, ContentBackend backend, TimeProvider time) => (_store, _backend, _time) = (store, backend, time);

    public static TimeSpan Lifetime { get; } = TimeSpan.FromDays(7);

    /// <summary>Begins an upload.</summary>
    public async Task<Id<PartUploads>> BeginPartsAsync(Id<Organization> organization, CancellationToken ct)
    {
        var upload = new Id<PartUploads>(Guid.CreateVersion7(_time.GetUtcNow()));
        await using var marker = _backend.Stage();
        await marker.PlaceAsync($"{Key(organization, upload)}/{Marker}", default, ct);
        return upload;
    }

    /// <summary>Stores a part; a part of the same number that came before is replaced. Durable when it returns.</summary>
    /// <param name="limit">The most bytes that this part may have.</param>
    /// <returns>The part with its ETag, or <see cref="Invalid"/>, <see cref="NotFound"/>, <see cref="TooLarge"/>.</returns>
    public async Task<Result<UploadedPart>> WritePartAsync(
        Id<Organization> organization, Id<PartUploads> upload, int number, Stream source, long? limit, CancellationToken ct)
    {
        if (number is < 1 or > MostParts)
        {
            return new Invalid($"Parts are numbered from 1 to {MostParts:N0}. Send fewer, larger parts.");
        }

        if (!await IsOpenAsync(organization, upload, ct))
        {
            return Gone();
        }

        var folder = $"{Key(organization, upload)}/{number:D5}";
        var part = await _store.ReceiveAsync(source, limit, digest => $"{folder}/{digest}", ct);
        if (part.Refusal is { } refusal)
        {
            return refusal;
        }

        var kept = $"{folder}/{part.Value.Digest}";
        await foreach (var key in _backend.ListAsync(folder, ct))
        {
            if (key != kept)
            {
                await _backend.DeleteAsync(key, DateTimeOffset.MaxValue, ct);
            }
        }

        return new UploadedPart(number, $"\"{part.Value.Digest}\"");
    }

    /// <summary>Joins parts, in the order of their numbers, to one blob, and ends the upload. Parts that aren't named are dropped.</summary>
    /// <param name="parts">As <see cref="WritePartAsync"/> answered them; numbers rise, but may have gaps.</param>
    /// <param name="limit">The most bytes that the whole may have.</param>
    /// <returns>The blob, or <see cref="Invalid"/>, <see cref="NotFound"/>, <see cref="TooLarge"/>; the upload stays open when it is refused.</returns>
    public async Task<Result<BlobRef>> CompletePartsAsync(
        Id<Organization> organization, Id<PartUploads> upload, IReadOnlyList<UploadedPart> parts, long? limit, CancellationToken ct)
    {
        if (!await IsOpenAsync(organization, upload, ct))
        {
            return Gone();
        }

        if (parts.Zip(parts.Skip(1)).Any(pair => pair.First.Number >= pair.Second.Number))
        {
            return new Invalid("The parts are not in the order of their numbers. Name each part once, lowest first.");
        }

        var keys = new List<string>();
        foreach (var part in parts)
        {
            var key = ContentDigest.TryParse(part.ETag.Trim('"'), null, out var digest) ? $"{Key(organization, upload)}/{part.Number:D5}/{digest}" : null;
            if (key is null || !await _backend.ExistsAsync(key, ct))
            {
                return new Invalid($"Part {part.Number} was not uploaded with the ETag {part.ETag}. Upload it again and send the ETag of the answer.");
            }

            keys.Add(key);
        }

        var whole = await JoinAsync(organization, keys, limit, ct);
        if (whole.Refusal is null)
        {
            await _backend.DeleteFolderAsync(Key(organization, upload), CancellationToken.None);
        }

        return whole;
    }

    /// <summary>Ends an upload and drops its parts.</summary>
    /// <returns><see cref="Done"/>, or <see cref="NotFound"/>.</returns>
    public async Task<Result<Done>> AbortPartsAsync(Id<Organization> organization, Id<PartUploads> upload, CancellationToken ct)
    {
        if (!await IsOpenAsync(organization, upload, ct))
        {
            return Gone();
        }

        await _backend.DeleteFolderAsync(Key(organization, upload), ct);
        return default(Done);
    }

    /// <summary>Drops the parts of expired uploads, and whatever else uploads that died left behind; for a recurring job.</summary>
    /// <returns>How many uploads had expired.</returns>
    internal async Task<int> RemoveExpiredAsync(CancellationToken ct)
    {
        var expired = new HashSet<string>();
        await foreach (var key in _backend.ListAsync(Folder, ct))
        {
            if (key.Split('/') is [_, var organization, var upload, ..] && Guid.TryParse(upload, out var id) && HasExpired(id))
            {
                expired.Add($"{Folder}/{organization}/{upload}");
            }
        }

        foreach (var folder in expired)
        {
            await _backend.DeleteFolderAsync(folder, ct);
        }

        await _backend.RemoveLeftoversAsync(ct);
        return expired.Count;
    }

    private static string Key(Id<Organization> organization, Id<PartUploads> upload) => $"{Folder}/{organization}/{upload}";

    private static NotFound Gone() => new("There is no such upload: it was completed or aborted, or it expired. Begin a new one.");

    private bool HasExpired(Guid upload)
    {
        // A version 7 GUID begins with 48 bits of Unix milliseconds; a made-up one may say any time, but has no marker.
        var milliseconds = BinaryPrimitives.ReadInt64BigEndian(upload.ToByteArray(bigEndian: true)) >>> 16;
        return milliseconds + (long)Lifetime.TotalMilliseconds <= _time.GetUtcNow().ToUnixTimeMilliseconds();
    }

    private async Task<bool> IsOpenAsync(Id<Organization> organization, Id<PartUploads> upload, CancellationToken ct) =>
        !HasExpired(upload.Value) && await _backend.ExistsAsync($"{Key(organization, upload)}/{Marker}", ct);

    private async Task<Result<BlobRef>> JoinAsync(Id<Organization> organization, List<string> keys, long? limit, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 4 << 20, resumeWriterThreshold: 2 << 20, minimumSegmentSize: 256 << 10));
        var reading = ReadAsync();
        try
        {
            return await _store.WriteAsync(organization, pipe.Reader.AsStream(), limit, ct);
        }
        finally
        {
            await stop.CancelAsync();
            await pipe.Reader.CompleteAsync();
            await reading;
        }

        async Task ReadAsync()
        {
            try
            {
                foreach (var key in keys)
                {
                    await using var part = await _backend.OpenAsync(key, stop.Token) ?? throw new IOException("A part was replaced while its upload was completed.");
                    await part.CopyToAsync(pipe.Writer.AsStream(leaveOpen: true), ct: stop.Token);
                }

                await pipe.Writer.CompleteAsync();
            }
            catch (Exception failure)
            {
                // Thrown again where the pipe is read.
                await pipe.Writer.CompleteAsync(failure);
            }
        }
    }
}
