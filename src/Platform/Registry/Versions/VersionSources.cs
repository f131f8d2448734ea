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
internal sealed record VersionSource(string Location, string RunId, string LoggedModelId, string? CopiedFrom);

/// <summary>Finds what a version is to be made of, and refuses what isn't the project's: a version can't name files that its readers couldn't reach otherwise.</summary>
public sealed class VersionSources(IDbContextFactory<SaasDb> dbs, LoggedModelService loggedModels, RunService runs)
{
    private const string Models = "models:/";
    private const string Runs = "runs:/";

    internal async Task<Result<VersionSource>> ResolveAsync(KnownProject project, RegisterVersion request, CancellationToken ct)
    {
        var (source, run) = (request.Source, request.RunId ?? "");
        if (request.Tags?.Any(tag => tag is { Key: ModelDetails.PromptTag, Value: "true" }) is true)
        {
            return new VersionSource(source, run, "", null);
        }

        return source.StartsWith(Models, StringComparison.Ordinal) ? await OfModelAsync(project, source, run, ct)
            : source.StartsWith(Runs, StringComparison.Ordinal) ? await OfRunAsync(project, source, ct)
            : ArtifactAddress.IsOurs(source) ? Ours(source, run, request.ModelId ?? "")
            : await ElsewhereAsync(project, source, run, ct);
    }

    private async Task<Result<VersionSource>> OfModelAsync(KnownProject project, string source, string run, CancellationToken ct)
    {
        var named = source[Models.Length..].Trim('/');
        if (named.StartsWith("m-", StringComparison.Ordinal) && !named.Contains('/', StringComparison.Ordinal))
        {
            var logged = await loggedModels.GetAsync(project, named, deletedToo: false, ct);
            return logged.Refusal is { } missing ? missing : new VersionSource(logged.Value.ArtifactUri, run.Length > 0 ? run : logged.Value.SourceRunId, named, null);
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var (name, number) = await NamedAsync(db, project, named, ct);
        var original = await db.ModelVersions.Join(
            db.RegisteredModels.Where(m => m.ProjectId == project.Id && m.Name == name && m.DeletedAt == 0), v => v.ModelKey, m => m.Key, (v, _) => v)
            .AsNoTracking().SingleOrDefaultAsync(v => v.Number == number && v.DeletedAt == 0, ct);
        return original is null
            ? new NotFound($"There is no version '{source}' in this project. Name one as models:/name/version or models:/name@alias.")
            : new VersionSource(original.Location, run.Length > 0 ? run : original.RunId, original.LoggedModelId, $"{project.Slug}/{name}/{original.Number.ToString(CultureInfo.InvariantCulture)}");
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

    private static Result<VersionSource> Ours(string source, string run, string loggedModel)
    {
        var path = ArtifactAddress.Read(source);
        return path.Refusal is { } unsafePath ? unsafePath : new VersionSource(ArtifactAddress.Of(path.Value), run, loggedModel, null);
    }

    // Clients of experiments with a place of their own put files there themselves: such a place is taken, and no other.
    private async Task<Result<VersionSource>> ElsewhereAsync(KnownProject project, string source, string run, CancellationToken ct)
    {
        var found = run.Length > 0 ? await runs.GetAsync(project, run, ct) : new NotFound("");
        var folder = found.Refusal is null && found.Value.Info.ArtifactLocation is not null ? ArtifactUris.Run(found.Value.Info) : null;
        return folder is not null && (source == folder || source.StartsWith(folder + "/", StringComparison.Ordinal)) && Climbs(source[folder.Length..]) is null
            ? new VersionSource(source, run, "", null)
            : new Invalid(
                $"Invalid model version source: '{(source.Length > 200 ? source[..200] + "…" : source)}'. It has to be a logged model (models:/m-…), another version (models:/name/version), "
                + "or in the artifacts of the run whose run_id is given.");
    }

    private static Invalid? Climbs(string path)
    {
        var address = ArtifactAddress.Read(ArtifactAddress.Scheme + "/" + path.TrimStart('/'));
        return address.Refusal is null ? null : new Invalid($"Invalid model version source: its path '{path}' leaves the run's artifacts.");
    }
}
