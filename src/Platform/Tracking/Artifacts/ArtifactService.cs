using Slipway.Foundation.Access;
using Slipway.Foundation.Content;
using Slipway.Foundation.Data;

namespace Slipway.Tracking.Artifacts;

/// <summary>
/// The files of a project's runs, logged models and traces. Paths begin at the project, as in the address of an artifact after
/// <c>mlflow-artifacts:/</c>: <c>{experiment}/{run}/artifacts/model/MLmodel</c>. A path that leaves its folder, plain or percent-encoded, is
/// <see cref="Invalid"/> to every method.
/// </summary>
public sealed class ArtifactService
{
    /// <summary>The most entries that a page of a listing may have.</summary>
    public const int MostEntries = 1_000;

    // Whether smaller ones fit is seen when they are there: the same bytes may be stored already, and then they take no room.
    private const long Large = 64L << 20;

    private readonly Database _database;
    private readonly Access _access;
    private readonly ContentStore _store;
    private readonly ArtifactFolders _folders;
    private readonly ArtifactLane _lane;
    private readonly ArtifactTrash _trash;
    private readonly ArtifactLimits _limits;
    private readonly TimeProvider _time;

    internal ArtifactService(
        Database database, Access access, ContentStore store, ArtifactFolders folders, ArtifactLane lane, ArtifactTrash trash, ArtifactLimits limits, TimeProvider time) =>
        (_database, _access, _store, _folders, _lane, _trash, _limits, _time) = (database, access, store, folders, lane, trash, limits, time);

    /// <summary>The folder of a run's files, such as <c>0/{run}/artifacts</c>.</summary>
    /// <returns>The path, <see cref="NotFound"/>, or <see cref="Invalid"/> when the experiment keeps its files somewhere else.</returns>
    public async Task<Result<string>> RunFolderAsync(KnownProject project, string runId, CancellationToken ct) =>
        await _access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal ? refusal : await _folders.OfRunAsync(project.Id, runId, ct);

    /// <summary>As <see cref="RunFolderAsync"/>, of a logged model.</summary>
    public async Task<Result<string>> ModelFolderAsync(KnownProject project, string modelId, CancellationToken ct) =>
        await _access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal ? refusal : await _folders.OfModelAsync(project.Id, modelId, ct);

    /// <summary>What is directly in a folder; nothing when there is no such folder or it is a file.</summary>
    /// <param name="from">The <see cref="ArtifactPage.Next"/> of the page before; null for the first.</param>
    /// <param name="limit">1 to <see cref="MostEntries"/>.</param>
    public async Task<Result<ArtifactPage>> ListAsync(KnownProject project, string folder, string? from, int limit, CancellationToken ct)
    {
        if (await _access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        var path = ArtifactPath.Read(folder);
        if (path.Refusal is { } unsafePath)
        {
            return unsafePath;
        }

        await using var connection = await _database.OpenAsync(ct);
        return await ArtifactReader.ListAsync(connection, _database.Provider, project.Id, path.Value, from, Math.Clamp(limit, 1, MostEntries), ct);
    }

    /// <summary>Opens a file; dispose it after reading. Its bytes stay the same while it is open, even when it is replaced.</summary>
    /// <returns>The file, or <see cref="NotFound"/>.</returns>
    public async Task<Result<OpenArtifact>> OpenAsync(KnownProject project, string path, CancellationToken ct)
    {
        if (await _access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        var safe = ArtifactPath.Read(path);
        if (safe.Refusal is { } unsafePath)
        {
            return unsafePath;
        }

        ArtifactInfo? found;
        await using (var connection = await _database.OpenAsync(ct))
        {
            found = await ArtifactReader.FindAsync(connection, _database.Provider, project.Id, safe.Value, ct);
        }

        if (found is null)
        {
            return new NotFound($"There is no artifact '{safe.Value}'. List its folder to see what is there.");
        }

        var blob = await _store.OpenAsync(project.OrganizationId, found.Digest, ct);
        return blob.Refusal is { } missing ? missing : new OpenArtifact(found, blob.Value);
    }

    /// <summary>Opens bytes that an artifact had when a download of it was arranged, whatever it has now.</summary>
    internal async Task<Result<OpenArtifact>> OpenAsync(KnownProject project, DownloadTicket ticket, CancellationToken ct)
    {
        if (await _access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        var blob = await _store.OpenAsync(project.OrganizationId, ticket.Digest, ct);
        return blob.Refusal is { } missing ? missing : new OpenArtifact(new(ticket.Path, ticket.Digest, blob.Value.Size, ContentTypes.Of(ticket.Path), 0), blob.Value);
    }

    /// <summary>Writes a file, in place of one that has its path. Durable when it returns; nothing is left when it refuses or is cancelled.</summary>
    /// <param name="contentType">As it goes into answers; null to tell it from the file's name.</param>
    /// <param name="length">In bytes, when it is known before; a file that is too large is then refused before it is received.</param>
    /// <returns>
    /// The file; <see cref="NotFound"/> when the path is in no experiment's, run's or logged model's folder; <see cref="Invalid"/> when that one
    /// is deleted or the path is a folder's; <see cref="TooLarge"/>.
    /// </returns>
    public async Task<Result<ArtifactInfo>> WriteAsync(KnownProject project, string path, Stream source, string? contentType, long? length, CancellationToken ct)
    {
        var place = await PlaceAsync(project, path, ct);
        if (place.Refusal is { } refusal)
        {
            return refusal;
        }

        if (length > _limits.MaxBytes)
        {
            return new TooLarge($"This file has {length:N0} bytes; {_limits.MaxBytes:N0} is the most that is accepted here. Send less, or ask the operator to raise Slipway:Artifacts:MaxBytes.");
        }

        if (length >= Large && await _lane.CheckAsync(project.OrganizationId, length.Value, ct) is { } exceeded)
        {
            return exceeded;
        }

        var stored = await _store.WriteAsync(project.OrganizationId, source, _limits.MaxBytes, ct);
        return stored.Refusal is { } tooLarge ? tooLarge : await PutAsync(project, place.Value, stored.Value, contentType, ct);
    }

    /// <summary>Puts a file, or a folder with all that is in it, into the trash. What isn't there is deleted already.</summary>
    public async Task<Result<TrashedFiles>> DeleteAsync(KnownProject project, string path, CancellationToken ct)
    {
        if (await _access.RequireAsync(Permission.RunsWrite, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        var safe = ArtifactPath.Read(path);
        if (safe.Refusal is { } unsafePath)
        {
            return unsafePath;
        }

        if (safe.Value.Length == 0)
        {
            return new Invalid("This would delete every artifact of the project. Name a file or a folder.");
        }

        return await _trash.PutInAsync(project, _access.Principal, safe.Value, ct);
    }

    /// <summary>All files that are in a folder, however deep, by their paths below it.</summary>
    /// <param name="most">How many files it may have.</param>
    /// <returns>The files, or <see cref="Invalid"/> when there are more.</returns>
    public async Task<Result<IReadOnlyList<ArtifactInfo>>> FilesAsync(KnownProject project, string folder, int most, CancellationToken ct)
    {
        if (await _access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        var safe = ArtifactPath.Read(folder);
        if (safe.Refusal is { } unsafePath)
        {
            return unsafePath;
        }

        await using var connection = await _database.OpenAsync(ct);
        var files = await ArtifactReader.BelowAsync(connection, _database.Provider, project.Id, safe.Value, null, most + 1, ct);
        return files.Count > most
            ? new Invalid($"'{safe.Value}' has more than {most:N0} files. Choose a folder in it.")
            : files.Select(file => file with { Path = file.Path[(safe.Value.Length + 1)..] }).ToList();
    }

    /// <summary>Gives bytes that are stored paths below a folder as well. Who asks has seen to it that the caller may read them.</summary>
    internal async Task<Refusal?> PlaceStoredAsync(KnownProject project, string folder, IReadOnlyList<ManifestEntry> files, CancellationToken ct)
    {
        // Rows that wait together share a commit.
        foreach (var some in files.Chunk(ArtifactLane.MostAtOnce))
        {
            List<Task<Result<ArtifactInfo>>> placed = [];
            foreach (var file in some)
            {
                var place = await PlaceAsync(project, ArtifactPath.Join(folder, file.Path), ct);
                placed.Add(place.Refusal is { } unwritable ? Task.FromResult<Result<ArtifactInfo>>(unwritable) : PutAsync(project, place.Value, new(file.Digest, file.Size, IsNew: false), null, ct));
            }

            if ((await Task.WhenAll(placed)).FirstOrDefault(put => put.Refusal is not null) is { Refusal: { } refusal })
            {
                return refusal;
            }
        }

        return null;
    }

    /// <summary>Whose a folder is; null when it is above those of runs and logged models.</summary>
    internal Task<ArtifactOwner?> OwnerOfAsync(KnownProject project, string folder, CancellationToken ct) => _folders.OwnerOfAsync(project.Id, folder, ct);

    /// <summary>A file that is kept elsewhere, as one of this service's.</summary>
    internal static ArtifactInfo Describe(string path, ContentDigest digest, long size, long at) => new(path, digest, size, ContentTypes.Of(path), at);

    /// <summary>The path in its shortest form, if the caller may write a file there.</summary>
    internal async Task<Result<string>> PlaceAsync(KnownProject project, string path, CancellationToken ct)
    {
        if (await _access.RequireAsync(Permission.RunsWrite, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        var safe = ArtifactPath.Read(path);
        if (safe.Refusal is { } unsafePath)
        {
            return unsafePath;
        }

        if (safe.Value.Length == 0 || ArtifactFolders.IsReserved(safe.Value))
        {
            return new Invalid($"'{safe.Value}' is a folder. Give the file a name in it.");
        }

        return await _folders.CheckAsync(project.Id, ArtifactPath.FolderOf(safe.Value), ct) is { } unwritable ? unwritable : safe.Value;
    }

    /// <summary>Whether the organization has room for another file at all.</summary>
    internal Task<Refusal?> CheckRoomAsync(KnownProject project, CancellationToken ct) => _lane.CheckAsync(project.OrganizationId, 1, ct);

    /// <summary>Gives stored bytes a path that was checked.</summary>
    internal async Task<Result<ArtifactInfo>> PutAsync(KnownProject project, string path, BlobRef blob, string? contentType, CancellationToken ct)
    {
        var info = new ArtifactInfo(path, blob.Digest, blob.Size, ContentTypes.Of(path, contentType), _time.GetUtcNow().ToUnixTimeMilliseconds());
        return await _lane.WriteAsync(new(project, info), ct) is { } refusal ? refusal : info;
    }
}
