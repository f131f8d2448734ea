using System.Text;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Content;
using Slipway.Foundation.Data;
using Slipway.Registry.Models;
using Slipway.Tracking.Artifacts;

namespace Slipway.Registry.Versions;

/// <summary>What a version holds: its files as they were registered, whatever became of the place that they came from, and what was known of it then.</summary>
public sealed class VersionContentService(IDbContextFactory<SaasDb> dbs, ContentStore store, Access access)
{
    /// <summary>What was known of a version when it was registered.</summary>
    public async Task<Result<KnownFacts>> FactsAsync(KnownProject project, string model, int number, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ModelsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        return await FindAsync(db, project, model, number, ct) is { } version
            ? KnownFacts.Read(await db.VersionFacts.Where(facts => facts.VersionKey == version.Key).Select(facts => facts.Data).SingleOrDefaultAsync(ct))
            : ModelRules.NoSuchVersion(model, number);
    }

    /// <summary>A version's files.</summary>
    public async Task<Result<VersionManifest>> ListAsync(KnownProject project, string model, int number, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ModelsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await FindAsync(db, project, model, number, ct) is not { } version)
        {
            return ModelRules.NoSuchVersion(model, number);
        }

        var files = await db.VersionFiles.AsNoTracking().Where(file => file.VersionKey == version.Key).OrderBy(file => file.Path).ToListAsync(ct);
        return new VersionManifest(version.Digest is { } digest ? new ContentDigest(digest) : null, [.. files.Select(file => new ManifestEntry(file.Path, new(file.Digest), file.Size))]);
    }

    /// <summary>A file of a version, as files are described elsewhere.</summary>
    public static ArtifactInfo Describe(ManifestEntry file, VersionDetails version) => ArtifactService.Describe(file.Path, file.Digest, file.Size, version.CreatedAt);

    /// <summary>Opens a file of a version; dispose it after reading.</summary>
    /// <param name="path">Below the version.</param>
    public async Task<Result<OpenArtifact>> OpenAsync(KnownProject project, string model, int number, string path, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ModelsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await FindAsync(db, project, model, number, ct) is not { } version)
        {
            return ModelRules.NoSuchVersion(model, number);
        }

        if (await db.VersionFiles.AsNoTracking().SingleOrDefaultAsync(file => file.VersionKey == version.Key && file.Path == path, ct) is not { } found)
        {
            return new NotFound($"Version {number} of '{model}' has no file '{path}'. List its files to see what there is.");
        }

        var digest = new ContentDigest(found.Digest);
        var blob = await store.OpenAsync(project.OrganizationId, digest, ct);
        return blob.Refusal is { } missing ? missing : new OpenArtifact(ArtifactService.Describe(path, digest, found.Size, version.CreatedAt), blob.Value);
    }

    /// <summary>The beginning of a file of a version, as text.</summary>
    /// <param name="most">How many bytes are read at most.</param>
    public async Task<Result<string>> ReadTextAsync(KnownProject project, string model, int number, string path, int most, CancellationToken ct)
    {
        var opened = await OpenAsync(project, model, number, path, ct);
        if (opened.Refusal is { } refusal)
        {
            return refusal;
        }

        await using var file = opened.Value;
        using var bytes = new MemoryStream();
        await file.Blob.CopyToAsync(bytes, 0, Math.Min(most, file.Blob.Size), ct);
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length).TrimStart('\uFEFF');
    }

    private static Task<ModelVersion?> FindAsync(SaasDb db, KnownProject project, string model, int number, CancellationToken ct) =>
        db.ModelVersions.AsNoTracking().Join(db.RegisteredModels.Where(m => m.ProjectId == project.Id && m.Name == model && m.DeletedAt == 0), v => v.ModelKey, m => m.Key, (v, _) => v)
            .SingleOrDefaultAsync(v => v.Number == number && v.DeletedAt == 0, ct);
}
