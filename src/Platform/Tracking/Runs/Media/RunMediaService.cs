using System.Text.Json;
using Slipway.Foundation.Access;
using Slipway.Tracking.Artifacts;

namespace Slipway.Tracking.Runs.Media;

/// <summary>The images and tables that a run logged.</summary>
public sealed class RunMediaService(ArtifactService artifacts, Access access)
{
    /// <summary>The most rows of one page of a table.</summary>
    public const int MostRows = 1_000;

    /// <summary>The most bytes of a table that is shown; larger ones are for downloading.</summary>
    public const long LargestTable = 32 << 20;

    private const int MostPages = 60;

    /// <summary>Finds the run's images: series that were logged by step, and other image files wherever they lie.</summary>
    /// <returns>The images; <see cref="Invalid"/> when the experiment keeps its files somewhere else.</returns>
    public async Task<Result<RunImages>> ImagesAsync(KnownProject project, string runId, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        var root = await artifacts.RunFolderAsync(project, runId, ct);
        if (root.Refusal is { } elsewhere)
        {
            return elsewhere;
        }

        List<string> logged = [];
        List<string> files = [];
        // Where images are logged by step first: however many there are, they are not cut for other folders' sake.
        Queue<string> folders = new([ImageName.Folder, ""]);
        var (pages, isCut) = (0, false);
        while (pages < MostPages && folders.TryDequeue(out var folder))
        {
            string? from = null;
            do
            {
                var page = await artifacts.ListAsync(project, ArtifactPath.Join(root.Value, folder), from, ArtifactService.MostEntries, ct);
                if (page.Refusal is { } unreadable)
                {
                    return unreadable;
                }

                foreach (var entry in page.Value.Entries)
                {
                    var path = ArtifactPath.Join(folder, entry.Name);
                    if (entry.IsFolder && path != ImageName.Folder)
                    {
                        folders.Enqueue(path);
                    }
                    else if (folder == ImageName.Folder && ImageName.Of(entry.Name) is not null)
                    {
                        logged.Add(entry.Name);
                    }
                    else if (!entry.IsFolder && ImageName.IsImage(entry.Name))
                    {
                        files.Add(path);
                    }
                }

                from = page.Value.Next;
            }
            while (from is not null && ++pages < MostPages);
            pages++;
            isCut |= from is not null;
        }

        return new RunImages(ImageName.Group(logged), [.. files.Order(StringComparer.Ordinal)], isCut || folders.Count > 0);
    }

    /// <summary>Some rows of a table that was logged with <c>log_table</c>.</summary>
    /// <param name="sort">The index of the column to order by; null keeps the file's order.</param>
    /// <param name="take">How many rows, up to <see cref="MostRows"/>.</param>
    public async Task<Result<TablePage>> TableAsync(KnownProject project, string runId, string path, int? sort, bool descending, int skip, int take, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        var root = await artifacts.RunFolderAsync(project, runId, ct);
        var below = ArtifactPath.Read(path);
        if ((root.Refusal ?? below.Refusal) is { } unusable)
        {
            return unusable;
        }

        var opened = await artifacts.OpenAsync(project, ArtifactPath.Join(root.Value, below.Value), ct);
        if (opened.Refusal is { } missing)
        {
            return missing;
        }

        await using var file = opened.Value;
        if (file.Blob.Size > LargestTable)
        {
            return new Invalid($"This table has {file.Blob.Size:N0} bytes; up to {LargestTable:N0} are shown. Download it.");
        }

        try
        {
            await using var stream = await file.Blob.OpenStreamAsync(ct);
            using var json = await JsonDocument.ParseAsync(stream, cancellationToken: ct);
            return LoggedTables.Read(json, sort, descending, Math.Max(0, skip), Math.Clamp(take, 1, MostRows));
        }
        catch (JsonException)
        {
            return new Invalid("This file can't be read as JSON. Download it to see what it is.");
        }
    }
}
