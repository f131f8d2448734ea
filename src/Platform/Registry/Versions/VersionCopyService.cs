using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Slipway.Foundation.Access;
using Slipway.Registry.Models;
using Slipway.Tracking;
using Slipway.Tracking.Experiments;

namespace Slipway.Registry.Versions;

/// <summary>Where a version is to be copied to.</summary>
/// <param name="Project">The address of a project of the organization, such as <c>vision</c>.</param>
/// <param name="Model">The model there; it is registered when it isn't there yet.</param>
public sealed record CopyVersion([Required, MaxLength(Foundation.Tenancy.Project.SlugLimit)] string Project, [Required, MaxLength(RegisteredModel.NameLimit)] string Model);

/// <summary>A version that came about, and where.</summary>
public sealed record CopiedVersion(string Project, string Model, int Number);

/// <summary>Copies versions to other models, also of other projects. Bytes are kept once in an organization, so a copy costs its rows alone.</summary>
public sealed class VersionCopyService(
    VersionService versions, VersionContentService contents, ModelService models, VersionPlaces places, AccessMemory memory, Access access)
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
        if ((original.Refusal ?? manifest.Refusal ?? facts.Refusal ?? await MakeRoomAsync(project, target, request.Model, original.Value, ct)) is { } unfound)
        {
            return unfound;
        }

        var lineage = string.Create(CultureInfo.InvariantCulture, $"{project.Slug}/{model}/{number}");
        var source = target.Id == project.Id
            ? new VersionSource(original.Value.Location, original.Value.RunId, original.Value.LoggedModelId, lineage)
            : await PlaceAsync(target, request.Model, original.Value, manifest.Value, lineage, ct);
        if (source.Refusal is { } unplaced)
        {
            return unplaced;
        }

        var register = new RegisterVersion(
            string.Create(CultureInfo.InvariantCulture, $"models:/{model}/{number}"), RunLink: original.Value.RunLink, Description: original.Value.Description, Tags: original.Value.Tags);
        var copy = await versions.RegisterAsync(target, request.Model, register, source.Value, facts.Value, ct);
        return copy.Refusal is { } unregistered ? unregistered : new CopiedVersion(target.Slug, request.Model, copy.Value.Number);
    }

    private async Task<Refusal?> MakeRoomAsync(KnownProject project, KnownProject target, string name, VersionDetails original, CancellationToken ct)
    {
        var from = await models.GetAsync(project, original.Model, ct);
        if (from.Refusal is { } gone)
        {
            return gone;
        }

        if (await models.GetAsync(target, name, ct) is { Refusal: null, Value: var there })
        {
            return there.IsPrompt == from.Value.IsPrompt ? null : new Conflict($"'{name}' is a {(there.IsPrompt ? "prompt" : "model")}, and '{original.Model}' isn't. Copy the version to another name.");
        }

        IReadOnlyList<KeyValue> kind = from.Value.IsPrompt ? [new(ModelDetails.PromptTag, "true")] : [];
        var made = await models.RegisterAsync(target, new(name, $"Copied from version {original.Number} of {original.Model}.", kind), ct);
        return made.Refusal is AlreadyExists ? null : made.Refusal;
    }

    // A project's clients reach its own files alone, so the copy gets a place there.
    private async Task<Result<VersionSource>> PlaceAsync(KnownProject target, string copy, VersionDetails original, VersionManifest manifest, string lineage, CancellationToken ct)
    {
        if (manifest.Files.Count == 0)
        {
            return new Conflict($"Version {original.Number} of '{original.Model}' has no files here that could be copied: they are at {original.Location}.");
        }

        var place = await places.MakeAsync(target, Experiment.DefaultNumber, copy, "", lineage, manifest.Files, ct);
        return place.Refusal is { } unplaced ? unplaced : new VersionSource(place.Value.ArtifactUri, original.RunId, place.Value.ModelId, lineage, place.Value.ModelId);
    }
}
