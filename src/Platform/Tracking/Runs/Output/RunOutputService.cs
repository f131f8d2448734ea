using Slipway.Foundation.Access;
using Slipway.Tracking.Artifacts;

namespace Slipway.Tracking.Runs.Output;

/// <summary>What a run printed: finds its files, and looks for text in them. Their bytes are read as any artifact's, a range at a time.</summary>
public sealed class RunOutputService(ArtifactService artifacts, Access access)
{
    /// <summary>The most lines that one search answers.</summary>
    public const int MostHits = 200;

    /// <summary>The most bytes that one search looks at; it says where to go on.</summary>
    public const long MostScanned = 64 << 20;

    private const int TextLimit = 200;
    private const int Stretch = 1 << 20;

    /// <summary>The files with what the run printed, by <see cref="OutputConvention"/>, the ones that people look at first first.</summary>
    /// <returns>The files; <see cref="Invalid"/> when the experiment keeps its files somewhere else.</returns>
    public async Task<Result<IReadOnlyList<OutputFile>>> ListAsync(KnownProject project, string runId, CancellationToken ct)
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

        List<OutputFile> files = [];
        foreach (var folder in new[] { "", OutputConvention.Folder })
        {
            var page = await artifacts.ListAsync(project, ArtifactPath.Join(root.Value, folder), null, ArtifactService.MostEntries, ct);
            if (page.Refusal is { } unreadable)
            {
                return unreadable;
            }

            files.AddRange(page.Value.Entries.Where(entry => entry.Size is not null && OutputConvention.IsOutput(entry.Name))
                .Select(entry => new OutputFile(ArtifactPath.Join(folder, entry.Name), entry.Size!.Value)));
        }

        return files.OrderBy(file => Array.IndexOf(OutputConvention.Preferred, file.Path) is >= 0 and var rank ? rank : int.MaxValue).ThenBy(file => file.Path, StringComparer.Ordinal).ToList();
    }

    /// <summary>Looks for lines that have a text, letters of either case alike, as far as the limits allow; <see cref="OutputHits.Next"/> goes on.</summary>
    /// <param name="from">Where a line begins, in bytes.</param>
    public async Task<Result<OutputHits>> SearchAsync(KnownProject project, string runId, string path, string text, long from, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        if (text.Length is 0 or > TextLimit || from < 0)
        {
            return new Invalid($"Look for 1 to {TextLimit} characters, from a place in the file on.");
        }

        var opened = await OpenAsync(project, runId, path, ct);
        if (opened.Refusal is { } missing)
        {
            return missing;
        }

        await using var file = opened.Value;
        var scanner = new LineScanner(text, Math.Min(from, file.Blob.Size), MostHits);
        var at = Math.Min(from, file.Blob.Size);
        while (at < file.Blob.Size && at - from < MostScanned && !scanner.IsFull)
        {
            var length = Math.Min(Stretch, file.Blob.Size - at);
            await file.Blob.CopyToAsync(scanner, at, length, ct);
            at += length;
        }

        if (at == file.Blob.Size && !scanner.IsFull)
        {
            scanner.Finish();
        }

        return new OutputHits(scanner.Hits, scanner.Next < file.Blob.Size ? scanner.Next : null);
    }

    private async Task<Result<OpenArtifact>> OpenAsync(KnownProject project, string runId, string path, CancellationToken ct)
    {
        var root = await artifacts.RunFolderAsync(project, runId, ct);
        var below = ArtifactPath.Read(path);
        return (root.Refusal ?? below.Refusal) is { } refusal ? refusal : await artifacts.OpenAsync(project, ArtifactPath.Join(root.Value, below.Value), ct);
    }
}
