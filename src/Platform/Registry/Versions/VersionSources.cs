using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Registry.Models;
using Slipway.Tracking.Artifacts;
using Slipway.Tracking.Experiments;
using Slipway.Tracking.LoggedModels;
using Slipway.Tracking.Runs;

namespace Slipway.Registry.Versions;

/// <summary>Where a version comes from, as it was found.</summary>
/// <param name="Location">Where its files are, in the project's terms.</param>
/// <param name="RunId">The run that made its files, as the place of the files says; empty when none did.</param>
/// <param name="Place">The logged model that was made to keep its files, for this version alone; null when they are where they were logged.</param>
internal sealed record VersionSource(string Location, string RunId, string LoggedModelId, string? CopiedFrom, string? Place = null)
{
    /// <summary>Where its files are, below the project; null when this server hasn't got them.</summary>
    public string? Folder => ArtifactAddress.IsOurs(Location) && ArtifactAddress.Read(Location) is { Refusal: null, Value: { Length: > 0 } folder } ? folder : null;
}

/// <summary>Finds what a version is to be made of, and refuses what isn't the project's: a version can't name files that its readers couldn't reach otherwise.</summary>
public sealed class VersionSources(IDbContextFactory<SaasDb> dbs, LoggedModelService loggedModels, RunService runs, ArtifactService artifacts)
{
    private const string Models = "models:/";
    private const string Runs = "runs:/";

    /// <param name="model">The model that gets the version.</param>
    internal async Task<Result<VersionSource>> ResolveAsync(KnownProject project, string model, RegisterVersion request, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var tags = await db.RegisteredModels.Where(m => m.ProjectId == project.Id && m.Name == model && m.DeletedAt == 0)
            .Select(m => new { IsPrompt = m.Tags.Any(tag => tag.Name == ModelDetails.PromptTag && tag.Value == "true") }).SingleOrDefaultAsync(ct);
        if (tags is null)
        {
            return ModelRules.NoSuchModel(model);
        }

        var source = request.Source;
        var found = source.StartsWith(Models, StringComparison.Ordinal) ? await OfModelAsync(db, project, source, ct)
            : source.StartsWith(Runs, StringComparison.Ordinal) ? await OfRunAsync(project, source, ct)
            : ArtifactAddress.IsOurs(source) ? await OursAsync(project, source, request.ModelId ?? "", ct)
            // A prompt is its tags: what its client calls the source isn't a place.
            : tags.IsPrompt ? new VersionSource(source, request.RunId ?? "", "", null)
            : await ElsewhereAsync(project, source, request.RunId ?? "", ct);
        return found.Refusal is null && (Differs("run", "run_id", request.RunId, found.Value.RunId) ?? Differs("logged model", "model_id", request.ModelId, found.Value.LoggedModelId)) is { } other ? other : found;
    }

    // Reviews go by what the run measured: that of another run would say nothing of these files.
    private static Invalid? Differs(string what, string field, string? sent, string found) => string.IsNullOrEmpty(sent) || sent == found ? null : new(
        $"Invalid model version source: its files are of {(found.Length > 0 ? $"the {what} '{found}'" : $"no {what}")}, and {field} says '{sent}'. Leave {field} out, or send the one that these files are of.");

    private async Task<Result<VersionSource>> OfModelAsync(SaasDb db, KnownProject project, string source, CancellationToken ct)
    {
        var named = source[Models.Length..].Trim('/');
        if (named.StartsWith("m-", StringComparison.Ordinal) && !named.Contains('/', StringComparison.Ordinal))
        {
            var logged = await loggedModels.GetAsync(project, named, deletedToo: false, ct);
            return logged.Refusal is { } missing ? missing : new VersionSource(logged.Value.ArtifactUri, logged.Value.SourceRunId, named, null);
        }

        var (name, number) = await NamedAsync(db, project, named, ct);
        var original = await db.ModelVersions.Join(
            db.RegisteredModels.Where(m => m.ProjectId == project.Id && m.Name == name && m.DeletedAt == 0), v => v.ModelKey, m => m.Key, (v, _) => v)
            .AsNoTracking().SingleOrDefaultAsync(v => v.Number == number && v.DeletedAt == 0, ct);
        return original is null
            ? new NotFound($"There is no version '{source}' in this project. Name one as models:/name/version or models:/name@alias.")
            : new VersionSource(original.Location, original.RunId, original.LoggedModelId, $"{project.Slug}/{name}/{original.Number.ToString(CultureInfo.InvariantCulture)}");
    }

    private static async Task<(string Name, int Number)> NamedAsync(SaasDb db, KnownProject project, string named, CancellationToken ct)
    {
        if (named.LastIndexOf('/') is > 0 and var slash && int.TryParse(named[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return (named[..slash], number);
        }

        if (named.LastIndexOf('@') is > 0 and var at)
        {
            var (name, alias) = (named[..at], named[(at + 1)..]);
            return (name, await db.RegisteredModels.Where(m => m.ProjectId == project.Id && m.Name == name && m.DeletedAt == 0)
                .SelectMany(m => m.Aliases).Where(a => a.Name == alias).Select(a => a.Version).SingleOrDefaultAsync(ct));
        }

        return (named, 0);
    }

    private async Task<Result<VersionSource>> OfRunAsync(KnownProject project, string source, CancellationToken ct)
    {
        var named = source[Runs.Length..].Trim('/').Split('/', 2);
        var found = await runs.GetAsync(project, named[0], ct);
        if (found.Refusal is { } missing)
        {
            return missing;
        }

        var path = named.Length > 1 ? "/" + named[1] : "";
        return Climbs(path) is { } unsafePath ? unsafePath : new VersionSource(ArtifactUris.Run(found.Value.Info) + path, named[0], "", null);
    }

    private async Task<Result<VersionSource>> OursAsync(KnownProject project, string source, string loggedModel, CancellationToken ct)
    {
        var path = ArtifactAddress.Read(source);
        if (path.Refusal is { } unsafePath)
        {
            return unsafePath;
        }

        if (await artifacts.OwnerOfAsync(project, path.Value, ct) is not { } owner)
        {
            return new Invalid($"Invalid model version source: '{Short(source)}' is no folder of a run or of a logged model. Name one, such as mlflow-artifacts:/0/{{run}}/artifacts/model.");
        }

        LoggedModelDetails? logged = null;
        if ((owner.ModelId ?? loggedModel) is { Length: > 0 } id)
        {
            var found = await loggedModels.GetAsync(project, id, deletedToo: false, ct);
            if (found.Refusal is { } missing)
            {
                return missing;
            }

            logged = found.Value;
        }

        var location = ArtifactAddress.Of(path.Value);
        if (owner.RunId is not { } runId)
        {
            return new VersionSource(location, logged!.SourceRunId, logged.ModelId, null);
        }

        // Whoever logged the model in a run may name both.
        var run = await runs.GetAsync(project, runId, ct);
        return run.Refusal is { } unknown ? unknown : new VersionSource(location, runId, logged?.SourceRunId == runId ? logged.ModelId : "", null);
    }

    // Clients of experiments with a place of their own put files there themselves: such a place is taken, and no other.
    private async Task<Result<VersionSource>> ElsewhereAsync(KnownProject project, string source, string run, CancellationToken ct)
    {
        var found = run.Length > 0 ? await runs.GetAsync(project, run, ct) : new NotFound("");
        var folder = found.Refusal is null && found.Value.Info.ArtifactLocation is not null ? ArtifactUris.Run(found.Value.Info) : null;
        return folder is not null && (source == folder || source.StartsWith(folder + "/", StringComparison.Ordinal)) && Climbs(source[folder.Length..]) is null
            ? new VersionSource(source, run, "", null)
            : new Invalid(
                $"Invalid model version source: '{Short(source)}'. It has to be a logged model (models:/m-…), another version (models:/name/version), "
                + "or in the artifacts of the run whose run_id is given.");
    }

    private static string Short(string source) => source.Length > 200 ? source[..200] + "…" : source;

    private static Invalid? Climbs(string path)
    {
        var address = ArtifactAddress.Read(ArtifactAddress.Scheme + "/" + path.TrimStart('/'));
        return address.Refusal is null ? null : new Invalid($"Invalid model version source: its path '{path}' leaves the run's artifacts.");
    }
}
