using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Slipway.Foundation.Content;

namespace Slipway.Foundation.Archives;

/// <summary>An archive isn't taken: it is broken, altered, none at all, or there is no room for what is in it. The message is a sentence for whoever sent it.</summary>
internal sealed class ArchiveRefusedException(string message) : Exception(message);

/// <summary>
/// Reads an archive that anybody may have written. Nothing in it is believed before its digest is that of the manifest, and nothing is unpacked further than the manifest
/// says that it goes; neither an entry nor a file is ever whole in memory.
/// </summary>
internal sealed class ArchiveReader : IAsyncDisposable
{
    private const int SealLimit = 4_096;
    private const int Buffer = 256 << 10;

    // What isn't a file compresses well, but not beyond this: more is a zip that is meant to fill a disk.
    private const long MostGrowth = 200;
    private const long AlwaysTaken = 256 << 20;

    private readonly ZipArchive _zip;
    private readonly Dictionary<string, ZipArchiveEntry> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ArchiveEntry> _entries = new(StringComparer.Ordinal);

    private ArchiveReader(ZipArchive zip) => _zip = zip;

    /// <summary>What the archive says of itself.</summary>
    public ArchiveHeader Header { get; private set; } = null!;

    /// <summary>The manifest's digest, and the seal over it; the seal is empty where there is none.</summary>
    public (ContentDigest Manifest, string Text) Seal { get; private set; }

    /// <summary>What is in it, by path.</summary>
    public IReadOnlyDictionary<string, ArchiveEntry> Entries => _entries;

    /// <summary>Opens an archive and reads its manifest.</summary>
    /// <param name="archive">Can be read from anywhere in it.</param>
    /// <exception cref="ArchiveRefusedException">It is none, or is one of another version, or its manifest doesn't fit it.</exception>
    public static async Task<ArchiveReader> OpenAsync(Stream archive, CancellationToken ct)
    {
        ZipArchive zip;
        try
        {
            zip = await ZipArchive.CreateAsync(archive, ZipArchiveMode.Read, leaveOpen: true, Encoding.UTF8, ct);
            _ = zip.Entries.Count;
        }
        catch (InvalidDataException)
        {
            throw new ArchiveRefusedException("This is no zip, or not all of it arrived. Download the archive again and send it as it is.");
        }

        var reader = new ArchiveReader(zip);
        try
        {
            await reader.ReadManifestAsync(archive.Length, ct);
            return reader;
        }
        catch
        {
            await reader.DisposeAsync();
            throw;
        }
    }

    /// <summary>Unpacks every entry once and compares it with the manifest.</summary>
    /// <exception cref="ArchiveRefusedException">One is another than it was.</exception>
    public async Task VerifyAsync(ArchiveProgress progress, CancellationToken ct)
    {
        foreach (var entry in _entries.Values)
        {
            await progress($"Checking {entry.Path}", 0, ct);
            await using var stream = await OpenAsync(entry.Path, ct);
            using var hashed = new HashedStream(stream);
            await CopyAsync(hashed, Stream.Null, entry, ct);
            if (hashed.Position != entry.Size || hashed.Finish() != entry.Sha256)
            {
                throw new ArchiveRefusedException($"'{entry.Path}' isn't what the archive's manifest says: it was altered or damaged. Download the archive again.");
            }

            await progress($"Checking {entry.Path}", entry.Size, ct);
        }
    }

    /// <summary>The bytes of an entry, never more than the manifest says.</summary>
    public async Task<Stream> OpenAsync(string path, CancellationToken ct)
    {
        try
        {
            return new BoundedStream(await _files[path].OpenAsync(ct), path, _entries[path].Size);
        }
        catch (InvalidDataException)
        {
            throw ArchiveLines.Damaged(path);
        }
    }

    /// <summary>The lines of an entry; none where the archive has no such entry.</summary>
    public async IAsyncEnumerable<T> LinesAsync<T>(string path, [EnumeratorCancellation] CancellationToken ct)
    {
        if (!_entries.ContainsKey(path))
        {
            yield break;
        }

        await using var stream = await OpenAsync(path, ct);
        await foreach (var line in ArchiveLines.ReadAsync<T>(stream, path, ct))
        {
            yield return line;
        }
    }

    public async ValueTask DisposeAsync() => await _zip.DisposeAsync();

    private async Task ReadManifestAsync(long length, CancellationToken ct)
    {
        foreach (var file in _zip.Entries)
        {
            if (!_files.TryAdd(file.FullName, file))
            {
                throw new ArchiveRefusedException($"The archive has '{ArchiveLines.Shown(file.FullName)}' twice. Download it again.");
            }
        }

        if (!_files.TryGetValue(ArchiveFormat.Manifest, out var manifest))
        {
            throw new ArchiveRefusedException($"This zip has no {ArchiveFormat.Manifest}: it is no export of Slipway. Send the file as an export wrote it.");
        }

        await using (var stream = new BoundedStream(await manifest.OpenAsync(ct), ArchiveFormat.Manifest, Math.Max(AlwaysTaken, length * MostGrowth)))
        {
            using var hashed = new HashedStream(stream);
            await ReadEntriesAsync(hashed, ct);
            Seal = (hashed.Finish(), await SealAsync(ct));
        }

        foreach (var name in _files.Keys.Where(name => name is not (ArchiveFormat.Manifest or ArchiveFormat.Seal) && !_entries.ContainsKey(name)))
        {
            throw new ArchiveRefusedException($"The archive has '{ArchiveLines.Shown(name)}', of which its manifest knows nothing. Send the file as an export wrote it.");
        }

        var lines = _entries.Values.Where(entry => entry.Rows is not null).Aggregate((UInt128)0, (sum, entry) => sum + (ulong)entry.Size);
        if (lines > (ulong)Math.Max(AlwaysTaken, length * MostGrowth))
        {
            throw new ArchiveRefusedException("Unpacked, this archive would be far larger than an export can be. It isn't read.");
        }
    }

    private async Task ReadEntriesAsync(Stream manifest, CancellationToken ct)
    {
        await using var lines = ArchiveLines.ReadAsync<JsonElement>(manifest, ArchiveFormat.Manifest, ct).GetAsyncEnumerator(ct);
        if (!await lines.MoveNextAsync() || Read<ArchiveHeader>(lines.Current) is not { Format: ArchiveFormat.Name } header)
        {
            throw new ArchiveRefusedException($"This zip's {ArchiveFormat.Manifest} doesn't begin as an export's does: it is no export of Slipway.");
        }

        if (header.Version != ArchiveFormat.Version)
        {
            throw new ArchiveRefusedException($"This archive is of version {header.Version.ToString(CultureInfo.InvariantCulture)} of the format; this server reads version {ArchiveFormat.Version}. Export it anew with a server of the same age.");
        }

        Header = header;
        while (await lines.MoveNextAsync())
        {
            var entry = Read<ArchiveEntry>(lines.Current) ?? throw ArchiveLines.Unreadable(ArchiveFormat.Manifest, _entries.Count + 2);
            if (ContentPath.Check(entry.Path) is { } unsafePath)
            {
                throw new ArchiveRefusedException($"The archive's manifest names a file by a path that isn't taken. {unsafePath.Message}");
            }

            if (!_files.TryGetValue(entry.Path, out var file))
            {
                throw new ArchiveRefusedException($"'{ArchiveLines.Shown(entry.Path)}' is missing from the archive. Download it again.");
            }

            if (entry.Size < 0 || entry.Size != file.Length || !_entries.TryAdd(entry.Path, entry))
            {
                throw new ArchiveRefusedException($"'{ArchiveLines.Shown(entry.Path)}' isn't what the archive's manifest says: it was altered or damaged. Download the archive again.");
            }
        }
    }

    private async Task<string> SealAsync(CancellationToken ct)
    {
        if (!_files.TryGetValue(ArchiveFormat.Seal, out var seal))
        {
            return "";
        }

        await using var stream = new BoundedStream(await seal.OpenAsync(ct), ArchiveFormat.Seal, SealLimit);
        using var text = new StreamReader(stream, Encoding.ASCII);
        return await text.ReadToEndAsync(ct);
    }

    private static T? Read<T>(JsonElement line)
        where T : class
    {
        try
        {
            return line.Deserialize<T>(ArchiveLines.Json);
        }
        catch (Exception failure) when (failure is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    private static async Task CopyAsync(Stream source, Stream destination, ArchiveEntry entry, CancellationToken ct)
    {
        try
        {
            await source.CopyToAsync(destination, Buffer, ct);
        }
        catch (InvalidDataException)
        {
            throw ArchiveLines.Damaged(entry.Path);
        }
    }
}
