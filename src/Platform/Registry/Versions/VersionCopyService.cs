using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Slipway.Foundation.Access;
using Slipway.Registry.Models;
using Slipway.Tracking;
using Slipway.Tracking.Artifacts;
using Slipway.Tracking.LoggedModels;

namespace Slipway.Registry.Versions;

/// <summary>Where a version is to be copied to.</summary>
/// <param name="Project">The address of a project of the organization, such as <c>vision</c>.</param>
/// <param name="Model">The model there; it is registered when it isn't there yet.</param>
public sealed record CopyVersion([Required, MaxLength(Foundation.Tenancy.Project.SlugLimit)] string Project, [Required, MaxLength(RegisteredModel.NameLimit)] string Model);

/// <summary>A version that came about, and where.</summary>
public sealed record CopiedVersion(string Project, string Model, int Number);

/// <summary>Copies versions to other models, also of other projects. Bytes are kept once in an organization, so a copy costs its rows alone.</summary>
public sealed class VersionCopyService(
    VersionService versions, VersionContentService contents, ModelService models, LoggedModelService loggedModels, ArtifactService artifacts, AccessMemory memory, Access access)
{
    /// <summary>Registers the same files as the next version of another model; what was known of the version goes with it, and where it was copied from.</summary>
    public async Task<Result<CopiedVersion>> CopyAsync(KnownProject project, string model, int number, CopyVersion request, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ModelsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        var target = request.Project == project.Slug ? project : await memory.ProjectAsync(project.OrganizationSlug, request.Project, ct);
        if (target is null || await access.RequireAsync(Permission.ModelsWrite, target.Id, ct) is NotFound)
        {
            return new NotFound($"There is no project '{request.Project}', or you have no access to it.");
        }

        if (await access.RequireAsync(Permission.ModelsWrite, target.Id, ct) is { } forbidden)
        {
            return forbidden;
        }

        var original = await versions.GetAsync(project, model, number, ct);
        var manifest = await contents.ListAsync(project, model, number, ct);
        var facts = await contents.FactsAsync(project, model, number, ct);
        if ((original.Refusal ?? manifest.Refusal ?? facts.Refusal ?? await MakeRoomAsync(target, request.Model, original.Value, ct)) is { } unfound)
        {
            return unfound;
        }

        var lineage = string.Create(CultureInfo.InvariantCulture, $"{project.Slug}/{model}/{number}");
        var source = target.Id == project.Id
            ? new VersionSource(original.Value.Location, original.Value.RunId, original.Value.LoggedModelId, lineage)
            : await PlaceAsync(target, model, original.Value, manifest.Value, lineage, ct);
        if (source.Refusal is { } unplaced)
        {
            return unplaced;
        }

        var content = await versions.ReadAsync(target, source.Value, ct);
        if (content.Refusal is { } unread)
        {
            return unread;
        }

        var register = new RegisterVersion(
            string.Create(CultureInfo.InvariantCulture, $"models:/{model}/{number}"), RunLink: original.Value.RunLink, Description: original.Value.Description, Tags: original.Value.Tags);
        var copy = await versions.RegisterAsync(target, request.Model, register, source.Value, content.Value with { Facts = facts.Value }, ct);
        return copy.Refusal is { } unregistered ? unregistered : new CopiedVersion(target.Slug, request.Model, copy.Value.Number);
    }

    private async Task<Refusal?> MakeRoomAsync(KnownProject target, string name, VersionDetails original, CancellationToken ct)
    {
        if (await models.GetAsync(target, name, ct) is { Refusal: null })
        {
            return null;
        }

        var made = await models.RegisterAsync(target, new(name, $"Copied from version {original.Number} of {original.Model}."), ct);
        return made.Refusal is AlreadyExists ? null : made.Refusal;
    }

    // A project's clients reach its own files alone, so the copy gets a place there.
    private async Task<Result<VersionSource>> PlaceAsync(KnownProject target, string model, VersionDetails original, VersionManifest manifest, string lineage, CancellationToken ct)
    {
        if (manifest.Files.Count == 0)
        {
            return new Conflict($"Version {original.Number} of '{model}' has no files here that could be copied: they are at {original.Location}.");
        }

        var name = string.Concat(model.Select(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_' ? letter : '-'));
        var logged = await loggedModels.LogAsync(target, new(0, name, null, null, [], [new KeyValue("slipway.copiedFrom", lineage)]), ct);
        if (logged.Refusal is { } unlogged)
        {
            return unlogged;
        }

        var folder = await artifacts.ModelFolderAsync(target, logged.Value.ModelId, ct);
        if ((folder.Refusal ?? await artifacts.PlaceStoredAsync(target, folder.Value, manifest.Files, ct)) is { } unplaced)
        {
            return unplaced;
        }

        var ready = await loggedModels.FinishAsync(target, logged.Value.ModelId, LoggedModelStatus.Ready, ct);
        return ready.Refusal is { } unfinished ? unfinished : new VersionSource(logged.Value.ArtifactUri, original.RunId, logged.Value.ModelId, lineage);
    }
}
