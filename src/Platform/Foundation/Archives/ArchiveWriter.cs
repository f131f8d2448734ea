using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Slipway.Foundation.Content;

namespace Slipway.Foundation.Archives;

/// <summary>Writes an archive from its first byte to its last: neither an entry nor a file is ever whole in memory. Dispose it after <see cref="FinishAsync"/>.</summary>
internal sealed class ArchiveWriter : IAsyncDisposable
{
    // So many bytes of lines are gathered before they are handed on.
    private const int Buffered = 64 << 10;

    // About how much a line weighs in progress.
    private const long LineWeight = 1_000;

    private readonly DeferredWrites _output;
    private readonly ZipArchive _zip;
    private readonly ContentStore _store;
    private readonly Id<Organization> _organization;
    private readonly ArchiveProgress _progress;
    private readonly List<ArchiveEntry> _entries = [];

    private ArchiveWriter(DeferredWrites output, ZipArchive zip, ContentStore store, Id<Organization> organization, ArchiveProgress progress) =>
        (_output, _zip, _store, _organization, _progress) = (output, zip, store, organization, progress);

    public static async Task<ArchiveWriter> BeginAsync(Stream destination, ContentStore store, Id<Organization> organization, ArchiveProgress progress, CancellationToken ct)
    {
        var output = new DeferredWrites(destination);
        return new(output, await ZipArchive.CreateAsync(output, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, ct), store, organization, progress);
    }

    /// <summary>Adds an entry.</summary>
    /// <param name="isPacked">Whether its bytes are compressed already.</param>
    /// <param name="write">Writes the bytes and answers how many rows they are; null when they are none.</param>
    public async Task<ArchiveEntry> AddAsync(string path, bool isPacked, Func<Stream, Task<long?>> write, CancellationToken ct)
    {
        await _progress(path, 0, ct);
        return await PutAsync(path, isPacked, write, ct);
    }

    /// <summary>Adds an entry with a JSON document on each line.</summary>
    public Task AddLinesAsync<T>(string path, IAsyncEnumerable<T> lines, CancellationToken ct) => AddAsync(path, isPacked: false, async stream =>
    {
        using var buffer = new MemoryStream();
        long rows = 0;
        await foreach (var line in lines.WithCancellation(ct))
        {
            JsonSerializer.Serialize(buffer, line, ArchiveFormat.Json);
            buffer.WriteByte((byte)'\n');
            rows++;
            if (buffer.Length > Buffered)
            {
                await HandOnAsync(buffer, stream, ct);
            }

            await _progress(path, LineWeight, ct);
        }

        await HandOnAsync(buffer, stream, ct);
        return rows;
    }, ct);

    /// <summary>Adds a stored file.</summary>
    /// <exception cref="IOException">Its bytes aren't there, or aren't those of its digest any more.</exception>
    public async Task AddFileAsync(string path, ContentDigest digest, CancellationToken ct)
    {
        var opened = await _store.OpenAsync(_organization, digest, ct);
        if (opened.Refusal is { } missing)
        {
            throw new IOException($"'{path}': {missing.Message}");
        }

        await using var blob = opened.Value;
        var entry = await PutAsync(path, PackedFiles.Are(path), async stream =>
        {
            await blob.CopyToAsync(stream, ct: ct);
            return null;
        }, ct);
        if (entry.Sha256 != digest)
        {
            throw new IOException($"'{path}' isn't what was stored any more: its bytes have another digest.");
        }

        await _progress(path, entry.Size + LineWeight, ct);
    }

    /// <summary>Tells that so much more of an entry is done.</summary>
    public ValueTask TellAsync(string path, long done, CancellationToken ct) => _progress(path, done, ct);

    /// <summary>Adds the manifest and its seal, and ends the archive.</summary>
    /// <param name="seal">Makes the seal of the manifest's digest.</param>
    public async Task FinishAsync(ArchiveHeader header, Func<ContentDigest, string> seal, CancellationToken ct)
    {
        var entries = _entries.ToList();
        var manifest = await AddAsync(ArchiveFormat.Manifest, isPacked: false, async stream =>
        {
            using var buffer = new MemoryStream();
            JsonSerializer.Serialize(buffer, header, ArchiveFormat.Json);
            foreach (var entry in entries)
            {
                buffer.WriteByte((byte)'\n');
                JsonSerializer.Serialize(buffer, entry, ArchiveFormat.Json);
                if (buffer.Length > Buffered)
                {
                    await HandOnAsync(buffer, stream, ct);
                }
            }

            buffer.WriteByte((byte)'\n');
            await HandOnAsync(buffer, stream, ct);
            return null;
        }, ct);
        await AddAsync(ArchiveFormat.Seal, isPacked: false, async stream =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(seal(manifest.Sha256)), ct);
            return null;
        }, ct);
        await _zip.DisposeAsync();
        await _output.FlushAsync(ct);
    }

    public ValueTask DisposeAsync() => _output.DisposeAsync();

    private async Task<ArchiveEntry> PutAsync(string path, bool isPacked, Func<Stream, Task<long?>> write, CancellationToken ct)
    {
        var made = _zip.CreateEntry(path, isPacked ? CompressionLevel.NoCompression : CompressionLevel.Fastest);
        await using var stream = await made.OpenAsync(ct);
        using var counted = new HashedStream(stream);
        var rows = await write(counted);
        var entry = new ArchiveEntry(path, counted.Position, counted.Finish(), rows);
        _entries.Add(entry);
        return entry;
    }

    private static async Task HandOnAsync(MemoryStream buffer, Stream stream, CancellationToken ct)
    {
        await stream.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), ct);
        buffer.SetLength(0);
    }
}
