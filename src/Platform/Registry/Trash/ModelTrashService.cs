using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Content;
using Slipway.Foundation.Data;
using Slipway.Foundation.Ledger;
using Slipway.Registry.Models;
using Slipway.Registry.Versions;

namespace Slipway.Registry.Trash;

/// <summary>A model that was deleted with its versions.</summary>
/// <param name="DeletedAt">Unix milliseconds; names it among several that had the name.</param>
/// <param name="Versions">How many versions would come back with it.</param>
public sealed record TrashedModel(string Name, long DeletedAt, string DeletedBy, int Versions);

/// <summary>A version that was deleted by itself.</summary>
/// <param name="DeletedAt">Unix milliseconds.</param>
/// <param name="ErasedAt">Unix milliseconds; null while it can be restored.</param>
/// <param name="Digest">Of the manifest; it stays when the version is erased.</param>
public sealed record TrashedVersion(string Model, int Number, long DeletedAt, string DeletedBy, long? ErasedAt, ContentDigest? Digest, int Files, long Bytes);

/// <summary>What a project's registry has in its trash.</summary>
public sealed record ModelTrash(IReadOnlyList<TrashedModel> Models, IReadOnlyList<TrashedVersion> Versions);

/// <summary>
/// Deleted models and versions. They stay until somebody erases them, one by one: their files are held as long as they can be restored. Of what is erased
/// a tombstone stays, with number and digest.
/// </summary>
public sealed class ModelTrashService(IDbContextFactory<SaasDb> dbs, ModelWriter writer, QuotaLedger quota, StoredBytes bytes, Access access)
{
    private const int Most = 500;

    /// <summary>What was deleted last comes first; at most five hundred of each.</summary>
    /// <param name="model">Only this model's versions, and those of one that was deleted are its own; null for all.</param>
    public async Task<Result<ModelTrash>> ListAsync(KnownProject project, string? model, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ModelsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var models = model is not null ? [] : await db.RegisteredModels.AsNoTracking().Where(m => m.ProjectId == project.Id && m.DeletedAt != 0).OrderByDescending(m => m.DeletedAt).Take(Most)
            .Select(m => new TrashedModel(m.Name, m.DeletedAt, m.DeletedBy ?? "", db.ModelVersions.Count(v => v.ModelKey == m.Key && v.DeletedAt == 0))).ToListAsync(ct);
        var versions = await db.ModelVersions.AsNoTracking().Where(v => v.ProjectId == project.Id && v.DeletedAt != 0)
            .Join(db.RegisteredModels.Where(m => m.DeletedAt == 0 && (model == null || m.Name == model)), v => v.ModelKey, m => m.Key, (v, m) => new { Version = v, m.Name })
            .OrderByDescending(each => each.Version.DeletedAt).Take(Most).ToListAsync(ct);
        return new ModelTrash(models, [.. versions.Select(each => new TrashedVersion(
            each.Name, each.Version.Number, each.Version.DeletedAt, each.Version.DeletedBy ?? "", each.Version.ErasedAt, each.Version.Digest is { } digest ? new ContentDigest(digest) : null, each.Version.Files, each.Version.Bytes))]);
    }

    /// <summary>Brings a version back, under its number.</summary>
    public Task<Result<Done>> RestoreAsync(KnownProject project, string model, int number, CancellationToken ct) =>
        ChangeAsync(project, model, number, (change, version) =>
        {
            version.Restore();
            version.Touch(change.Now);
            change.Record(new VersionRestored(project.Slug, model, number));
            return Task.CompletedTask;
        }, ct);

    /// <summary>Lets go of a version's files for good, and of what was said of it. Its number and digest stay. Only maintainers erase.</summary>
    public async Task<Result<Done>> EraseAsync(KnownProject project, string model, int number, CancellationToken ct) =>
        await access.RequireAsync(Permission.ProjectManage, project.Id, ct) is { } refusal ? refusal : await ChangeAsync(project, model, number, async (change, version) =>
        {
            await bytes.HoldAsync(change.Db, change.Organization, ct);
            var files = await change.Db.VersionFiles.Where(file => file.VersionKey == version.Key).ToListAsync(ct);
            change.Db.VersionFiles.RemoveRange(files);
            change.Db.VersionFacts.RemoveRange(await change.Db.VersionFacts.Where(facts => facts.VersionKey == version.Key).ToListAsync(ct));
            var placedBy = VersionHolds.PlacedBy(version.Key);
            change.Db.ContentHolds.RemoveRange(await change.Db.ContentHolds.Where(hold => hold.PlacedBy == placedBy).ToListAsync(ct));
            version.Erase(change.Now);
            await change.Db.SaveChangesAsync(ct);
            await bytes.BookAsync(change.Db, change.Organization, 0, await bytes.UncountedAsync(change.Db, [.. files.Select(file => file.Digest)], ct), ModelRules.Subject(project.Slug, model), ct);
            change.Record(new VersionErased(project.Slug, model, number, version.Digest is { } digest ? new ContentDigest(digest).ToString() : null));
        }, ct);

    /// <summary>Brings a model back with its versions, under its name.</summary>
    /// <param name="deletedAt">Which of several that had the name; null for the one that was deleted last.</param>
    /// <returns><see cref="AlreadyExists"/> when another model has taken its name.</returns>
    public async Task<Result<Done>> RestoreModelAsync(KnownProject project, string name, long? deletedAt, CancellationToken ct) =>
        await writer.BeginAsync<Done>(project, async change =>
        {
            var named = change.Db.RegisteredModels.Include(m => m.Tags).Include(m => m.Aliases).AsSplitQuery().Where(m => m.ProjectId == project.Id && m.Name == name);
            if (await named.Where(m => m.DeletedAt != 0 && (deletedAt == null || m.DeletedAt == deletedAt)).OrderByDescending(m => m.DeletedAt).FirstOrDefaultAsync(ct) is not { } model)
            {
                return new NotFound($"There is no model '{name}' in the trash. It may have been restored already.");
            }

            if (await named.AnyAsync(m => m.DeletedAt == 0, ct))
            {
                return new AlreadyExists($"Another model is called '{name}' by now. Rename that one first.");
            }

            if (await quota.TakeAsync(change.Db, change.Organization, Resource.RegisteredModels, 1, ModelRules.Subject(project.Slug, name), ct) is { } exceeded)
            {
                return exceeded;
            }

            model.Restore();
            change.Of(model).Record(new ModelRestored(project.Slug, name));
            return default(Done);
        }, ct);

    private async Task<Result<Done>> ChangeAsync(KnownProject project, string model, int number, Func<ModelChange, ModelVersion, Task> apply, CancellationToken ct) =>
        await writer.ChangeAsync<Done>(project, model, async change =>
        {
            var version = await change.Db.ModelVersions.Include(v => v.Tags).SingleOrDefaultAsync(v => v.ModelKey == change.Model.Key && v.Number == number && v.DeletedAt != 0, ct);
            if (version is null || version.ErasedAt is not null)
            {
                return version is null
                    ? new NotFound($"Version {number} of '{model}' isn't in the trash. It may have been restored already.")
                    : new Conflict($"Version {number} of '{model}' was erased. Its number and digest are all that is left of it.");
            }

            await apply(change, version);
            return default(Done);
        }, ct);
}
