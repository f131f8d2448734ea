using Slipway.Foundation.Archives;
using Slipway.Foundation.Content;
using Slipway.Tracking.Artifacts;

namespace Slipway.Tracking.Archiving;

/// <summary>The files, each stored and booked as one that is uploaded.</summary>
internal sealed class ArrivingArtifacts(ContentStore store, ArtifactLane lane) : IArrivalPart
{
    private const int AtOnce = 64;

    public int Place => 60;

    public async Task ReadAsync(ProjectArrival arrival, CancellationToken ct)
    {
        List<Task> waiting = [];
        try
        {
            await foreach (var line in arrival.LinesAsync<ArtifactLine>(ArtifactsPart.Artifacts, ct))
            {
                await arrival.SayAsync(line.Path, 0, ct);
                var read = ArtifactPath.Read(line.Path);
                if (read.Refusal is { } unsafePath)
                {
                    throw new ArchiveRefusedException(unsafePath.Message);
                }

                if (read.Value != line.Path || ArtifactFolders.IsReserved(line.Path) || arrival.Entry(ArtifactsPart.Folder + line.Path) is not { } entry || entry.Sha256 != line.Sha256 || entry.Size != line.Size)
                {
                    throw new ArchiveRefusedException($"The archive doesn't have the file '{line.Path}' as it lists it. Download it again.");
                }

                if (ArtifactFolders.IsOfTrace(line.Path))
                {
                    arrival.Leave("files of traces", "Traces aren't taken over yet.");
                    continue;
                }

                var stored = await arrival.StoreAsync(store, ArtifactsPart.Folder + line.Path, ct);
                var path = arrival.Ids.Of(line.Path);
                waiting.Add(PutAsync(arrival, new(path, stored.Digest, stored.Size, ContentTypes.Of(path, line.ContentType), line.UpdatedAt)));
                if (waiting.Count == AtOnce)
                {
                    await Task.WhenAll(waiting);
                    waiting.Clear();
                }

                arrival.Carry("files");
                arrival.Carry("bytes of files", stored.Size);
                await arrival.SayAsync(line.Path, line.Size + 1_000, ct);
            }

            await Task.WhenAll(waiting);
        }
        finally
        {
            // Nothing may still be on its way when what it is for is erased.
            await Task.WhenAll(waiting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PutAsync(ProjectArrival arrival, ArtifactInfo info)
    {
        if (await lane.WriteAsync(new(arrival.Project, info), CancellationToken.None) is { } refusal)
        {
            throw new ArchiveRefusedException(refusal.Message);
        }
    }
}
