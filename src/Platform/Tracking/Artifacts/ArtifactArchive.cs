using System.IO.Compression;
using System.Text;
using Slipway.Foundation.Access;
using Slipway.Foundation.Content;
using Slipway.Foundation.Data;

namespace Slipway.Tracking.Artifacts;

/// <summary>A folder as one zip, written while it is read: neither a file nor the list of them is ever whole in memory.</summary>
public sealed class ArtifactArchive
{
    private const int Stride = 500;

    private readonly Database _database;
    private readonly ContentStore _store;
    private readonly KnownProject _project;
    private readonly string _folder;

    internal ArtifactArchive(Database database, ContentStore store, KnownProject project, string folder, string name) =>
        (_database, _store, _project, _folder, FileName) = (database, store, project, folder, $"{name}.zip");

    /// <summary>What to save it as.</summary>
    public string FileName { get; }

    /// <summary>Writes all files by their paths in the folder. Names are UTF-8; what is larger than 4 GiB or more than 65,535 files is zip64.</summary>
    /// <exception cref="IOException">A file's bytes aren't there: what was written is no whole archive.</exception>
    public async Task WriteAsync(Stream destination, CancellationToken ct)
    {
        await using var output = new DeferredWrites(destination);
        await using (var zip = await ZipArchive.CreateAsync(output, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, ct))
        {
            await AddAllAsync(zip, ct);
        }

        await output.FlushAsync(ct);
    }

    private async Task AddAllAsync(ZipArchive zip, CancellationToken ct)
    {
        string? after = null;
        while (true)
        {
            var files = await NextAsync(after, ct);
            foreach (var file in files)
            {
                await AddAsync(zip, file, ct);
                after = file.Path;
            }

            if (files.Count < Stride)
            {
                return;
            }
        }
    }

    // Not held open while bytes flow: the reader may be slow.
    private async Task<IReadOnlyList<ArtifactInfo>> NextAsync(string? after, CancellationToken ct)
    {
        await using var connection = await _database.OpenAsync(ct);
        return await ArtifactReader.BelowAsync(connection, _database.Provider, _project.Id, _folder, after, Stride, ct);
    }

    private async Task AddAsync(ZipArchive zip, ArtifactInfo file, CancellationToken ct)
    {
        var opened = await _store.OpenAsync(_project.OrganizationId, file.Digest, ct);
        if (opened.Refusal is { } missing)
        {
            throw new IOException($"'{file.Path}': {missing.Message}");
        }

        await using var blob = opened.Value;
        var entry = zip.CreateEntry(
            file.Path[(_folder.Length + 1)..],
            PackedFiles.Are(file.Path) ? CompressionLevel.NoCompression : CompressionLevel.Fastest);
        entry.LastWriteTime = DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(file.UpdatedAt, FirstTime));
        await using var stream = await entry.OpenAsync(ct);
        await blob.CopyToAsync(stream, ct: ct);
    }

    // The format's times begin in 1980.
    private static readonly long FirstTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
}
