using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Content;
using Slipway.Registry.Models;
using Slipway.Tracking;
using Slipway.Tracking.Artifacts;
using Slipway.Tracking.LoggedModels;

namespace Slipway.Registry.Versions;

/// <summary>Gives a version's files a place of their own: a logged model with the same bytes, so that clients of the project reach them and nobody logs into it.</summary>
public sealed class VersionPlaces(LoggedModelService loggedModels, ArtifactService artifacts)
{
    /// <summary>A run goes on logging into its own folder: a version of all of it gets the files that are there now, in a place of their own.</summary>
    internal async Task<Result<VersionSource>> ApartAsync(KnownProject project, string model, VersionSource source, CancellationToken ct)
    {
        if (source.Folder is not { } folder || await artifacts.OwnerOfAsync(project, folder, ct) is not { RunId: { } run, IsWhole: true } owner)
        {
            return source;
        }

        var files = await artifacts.FilesAsync(project, folder, VersionContents.MostFiles, ct);
        if (files.Refusal is { } tooMany)
        {
            return tooMany;
        }

        if (files.Value.Count == 0)
        {
            return source;
        }

        var place = await MakeAsync(project, owner.Experiment, model, run, source.Location, [.. files.Value.Select(file => new ManifestEntry(file.Path, file.Digest, file.Size))], ct);
        return place.Refusal is { } unplaced
            ? unplaced
            : source with { Location = place.Value.ArtifactUri, LoggedModelId = source.LoggedModelId.Length > 0 ? source.LoggedModelId : place.Value.ModelId, Place = place.Value.ModelId };
    }

    /// <param name="model">The registered model, whose name the place has.</param>
    /// <param name="run">The run that made the files, when it is of this project; empty otherwise.</param>
    /// <param name="from">Where the files were before.</param>
    internal async Task<Result<LoggedModelDetails>> MakeAsync(
        KnownProject project, long experiment, string model, string run, string from, IReadOnlyList<ManifestEntry> files, CancellationToken ct)
    {
        var name = string.Concat(model.Select(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_' ? letter : '-'));
        var logged = await loggedModels.LogAsync(project, new(experiment, name, null, run, [], [new KeyValue(LoggedModelPlaces.Tag, from)]), ct);
        if (logged.Refusal is { } unlogged)
        {
            return unlogged;
        }

        var folder = await artifacts.ModelFolderAsync(project, logged.Value.ModelId, ct);
        if ((folder.Refusal ?? await artifacts.PlaceStoredAsync(project, folder.Value, files, ct)) is { } unplaced)
        {
            await GiveUpAsync(project, logged.Value.ModelId);
            return unplaced;
        }

        return await loggedModels.FinishAsync(project, logged.Value.ModelId, LoggedModelStatus.Ready, ct);
    }

    /// <summary>Erases the places that these versions alone had; joins the transaction of who erases them.</summary>
    internal static async Task EraseAsync(ModelChange change, IReadOnlyCollection<ModelVersion> versions, CancellationToken ct)
    {
        var (keys, locations) = (versions.Select(version => version.Key).ToList(), versions.Select(version => version.Location).Distinct().ToList());
        var shared = await change.Db.ModelVersions.Where(v => v.ProjectId == change.Project.Id && v.ErasedAt == null && locations.Contains(v.Location) && !keys.Contains(v.Key)).Select(v => v.Location).ToListAsync(ct);
        foreach (var location in locations.Except(shared).Where(ArtifactAddress.IsOurs))
        {
            await LoggedModelPlaces.EraseAsync(change.Db, change.Project.Id, ArtifactAddress.Read(location).Value, change.Now, ct);
        }
    }

    /// <summary>Takes away a place whose version didn't come about.</summary>
    internal async Task GiveUpAsync(KnownProject project, string modelId)
    {
        if (await artifacts.ModelFolderAsync(project, modelId, CancellationToken.None) is { Refusal: null } folder)
        {
            await artifacts.DeleteAsync(project, folder.Value, CancellationToken.None);
        }

        await loggedModels.DeleteAsync(project, modelId, CancellationToken.None);
    }
}
