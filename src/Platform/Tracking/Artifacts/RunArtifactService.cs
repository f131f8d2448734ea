using System.ComponentModel.DataAnnotations;
using Slipway.Foundation.Access;
using Slipway.Foundation.Content;
using Slipway.Foundation.Data;
using Slipway.Foundation.Ledger;

namespace Slipway.Tracking.Artifacts;

/// <summary>What is to come back from the trash.</summary>
/// <param name="Path">A file or a folder below the run.</param>
/// <param name="DeletedAt">The act that put it there, when several did; Unix milliseconds.</param>
public sealed record RestoreArtifacts([Required, MinLength(1), MaxLength(Artifact.PathLimit)] string Path, long? DeletedAt = null);

/// <summary>The files of one run, as its page and our own API have them: paths begin at the run's own folder.</summary>
public sealed class RunArtifactService
{
    private readonly Database _database;
    private readonly Access _access;
    private readonly ContentStore _store;
    private readonly ArtifactService _artifacts;
    private readonly ArtifactTrash _trash;
    private readonly ArtifactLimits _limits;
    private readonly IQuotaLimits _plans;

    internal RunArtifactService(Database database, Access access, ContentStore store, ArtifactService artifacts, ArtifactTrash trash, ArtifactLimits limits, IQuotaLimits plans) =>
        (_database, _access, _store, _artifacts, _trash, _limits, _plans) = (database, access, store, artifacts, trash, limits, plans);

    /// <summary>How long a deleted file can be restored.</summary>
    public async Task<Result<TimeSpan>> TrashKeepsAsync(KnownProject project, CancellationToken ct) =>
        await _access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal ? refusal : _limits.TrashKeeps(await _plans.OfAsync(project.OrganizationId, ct));

    /// <summary>What is directly in a folder; see <see cref="ArtifactService.ListAsync"/>.</summary>
    /// <param name="folder">Empty for the run's own.</param>
    public async Task<Result<ArtifactPage>> ListAsync(KnownProject project, string runId, string folder, string? from, int limit, CancellationToken ct)
    {
        var place = await PlaceAsync(project, runId, folder, Permission.RunsRead, ct);
        return place.Refusal is { } refusal ? refusal : await _artifacts.ListAsync(project, place.Value.Path, from, limit, ct);
    }

    /// <summary>A file, without its bytes.</summary>
    /// <returns>The file, or <see cref="NotFound"/>.</returns>
    public async Task<Result<ArtifactInfo>> GetAsync(KnownProject project, string runId, string path, CancellationToken ct)
    {
        var place = await PlaceAsync(project, runId, path, Permission.RunsRead, ct);
        if (place.Refusal is { } refusal)
        {
            return refusal;
        }

        await using var connection = await _database.OpenAsync(ct);
        return await ArtifactReader.FindAsync(connection, _database.Provider, project.Id, place.Value.Path, ct) is { } found
            ? found with { Path = place.Value.Below }
            : new NotFound($"There is no artifact '{place.Value.Below}'. List its folder to see what is there.");
    }

    /// <summary>How much is in a folder, however deep; nothing when there is no such folder.</summary>
    public async Task<Result<FolderSize>> MeasureAsync(KnownProject project, string runId, string folder, CancellationToken ct)
    {
        var place = await PlaceAsync(project, runId, folder, Permission.RunsRead, ct);
        if (place.Refusal is { } refusal)
        {
            return refusal;
        }

        await using var connection = await _database.OpenAsync(ct);
        return await ArtifactReader.SizeAsync(connection, _database.Provider, project.Id, place.Value.Path, ct);
    }

    /// <summary>Opens a file; dispose it after reading.</summary>
    /// <returns>The file, or <see cref="NotFound"/>.</returns>
    public async Task<Result<OpenArtifact>> OpenAsync(KnownProject project, string runId, string path, CancellationToken ct)
    {
        var place = await PlaceAsync(project, runId, path, Permission.RunsRead, ct);
        return place.Refusal is { } refusal ? refusal : await _artifacts.OpenAsync(project, place.Value.Path, ct);
    }

    /// <summary>Writes a file; see <see cref="ArtifactService.WriteAsync"/>.</summary>
    /// <param name="replace">Whether one that has its path makes room; otherwise <see cref="AlreadyExists"/>.</param>
    public async Task<Result<ArtifactInfo>> WriteAsync(
        KnownProject project, string runId, string path, Stream source, string? contentType, long? length, bool replace, CancellationToken ct)
    {
        var place = await PlaceAsync(project, runId, path, Permission.RunsWrite, ct);
        if (place.Refusal is { } refusal)
        {
            return refusal;
        }

        if (!replace && (await GetAsync(project, runId, path, ct)).Refusal is null)
        {
            return new AlreadyExists($"There is a file '{place.Value.Below}' already. Replace it, or choose another name.");
        }

        var written = await _artifacts.WriteAsync(project, place.Value.Path, source, contentType, length, ct);
        return written.Refusal is { } unwritten ? unwritten : written.Value with { Path = place.Value.Below };
    }

    /// <summary>Puts a file, or a folder with all that is in it, into the trash.</summary>
    /// <returns>What it was, or <see cref="NotFound"/>.</returns>
    public async Task<Result<TrashedFiles>> DeleteAsync(KnownProject project, string runId, string path, CancellationToken ct)
    {
        var place = await PlaceAsync(project, runId, path, Permission.RunsWrite, ct);
        if (place.Refusal is { } refusal)
        {
            return refusal;
        }

        if (place.Value.Below.Length == 0)
        {
            return new Invalid("This would delete every file of the run. Name a file or a folder.");
        }

        var deleted = await _artifacts.DeleteAsync(project, place.Value.Path, ct);
        return deleted is { Refusal: null, Value.Files: 0 } ? new NotFound($"There is no file or folder '{place.Value.Below}'. It may have been deleted already.") : deleted;
    }

    /// <summary>What can be restored, the latest act first; at most two hundred acts.</summary>
    public async Task<Result<IReadOnlyList<TrashAct>>> ListTrashAsync(KnownProject project, string runId, CancellationToken ct)
    {
        var place = await PlaceAsync(project, runId, "", Permission.RunsRead, ct);
        return place.Refusal is { } refusal ? refusal : await _trash.ListAsync(project.Id, place.Value.Path, ct);
    }

    /// <summary>The files that one act put into the trash; at most a thousand.</summary>
    public async Task<Result<IReadOnlyList<ArtifactInfo>>> ListTrashedAsync(KnownProject project, string runId, long deletedAt, CancellationToken ct)
    {
        var place = await PlaceAsync(project, runId, "", Permission.RunsRead, ct);
        if (place.Refusal is { } refusal)
        {
            return refusal;
        }

        var files = await _trash.FilesAsync(project.Id, place.Value.Path, deletedAt, ct);
        return files.Select(file => file with { Path = file.Path[(place.Value.Path.Length + 1)..] }).ToList();
    }

    /// <summary>Brings a file back, or all that was in a folder; of each path what was deleted last.</summary>
    /// <returns>How many; <see cref="NotFound"/> when the trash has none, <see cref="AlreadyExists"/> when all have something of their name in the way.</returns>
    public async Task<Result<RestoredFiles>> RestoreAsync(KnownProject project, string runId, RestoreArtifacts request, CancellationToken ct)
    {
        var place = await PlaceAsync(project, runId, request.Path, Permission.RunsWrite, ct);
        return place.Refusal is { } refusal ? refusal : await _trash.TakeOutAsync(project, _access.Principal, place.Value.Path, request.DeletedAt, ct);
    }

    /// <summary>All that is in a folder, to be written as one zip.</summary>
    /// <param name="folder">Empty for the run's own.</param>
    /// <returns>The archive, or <see cref="NotFound"/> when there is nothing in it.</returns>
    public async Task<Result<ArtifactArchive>> ArchiveAsync(KnownProject project, string runId, string folder, CancellationToken ct)
    {
        var place = await PlaceAsync(project, runId, folder, Permission.RunsRead, ct);
        if (place.Refusal is { } refusal)
        {
            return refusal;
        }

        await using var connection = await _database.OpenAsync(ct);
        return (await ArtifactReader.BelowAsync(connection, _database.Provider, project.Id, place.Value.Path, null, 1, ct)).Count == 0
            ? new NotFound(place.Value.Below.Length == 0 ? "This run has no files." : $"There is no folder '{place.Value.Below}', or nothing is in it.")
            : new ArtifactArchive(_database, _store, project, place.Value.Path, place.Value.Below.Length == 0 ? runId : ArtifactPath.NameOf(place.Value.Below));
    }

    private async Task<Result<Place>> PlaceAsync(KnownProject project, string runId, string path, Permission permission, CancellationToken ct)
    {
        if (await _access.RequireAsync(permission, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        // Checked before it is joined to the folder, where it could look harmless.
        var below = ArtifactPath.Read(path);
        if (below.Refusal is { } unsafePath)
        {
            return unsafePath;
        }

        var folder = await _artifacts.RunFolderAsync(project, runId, ct);
        return folder.Refusal is { } unfound ? unfound : new Place(ArtifactPath.Join(folder.Value, below.Value), below.Value);
    }

    /// <param name="Path">From the project.</param>
    /// <param name="Below">From the run.</param>
    private sealed record Place(string Path, string Below);
}
