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
/// <param name="Versions">How many versions would come back with it; of one that was erased, how many have yet to be.</param>
/// <param name="ErasedAt">Unix milliseconds; null while it can be restored.</param>
public sealed record TrashedModel(string Name, long DeletedAt, string DeletedBy, int Versions, long? ErasedAt, string? ErasedBy);

/// <summary>A version that was deleted by itself, or erased with its model.</summary>
/// <param name="DeletedAt">Unix milliseconds.</param>
/// <param name="ErasedAt">Unix milliseconds; null while it can be restored.</param>
/// <param name="Digest">Of the manifest; it stays when the version is erased.</param>
public sealed record TrashedVersion(string Model, int Number, long DeletedAt, string DeletedBy, long? ErasedAt, ContentDigest? Digest, int Files, long Bytes, string? ErasedBy);

/// <summary>What a project's registry has in its trash.</summary>
public sealed record ModelTrash(IReadOnlyList<TrashedModel> Models, IReadOnlyList<TrashedVersion> Versions);

/// <summary>
/// Deleted models and versions. They stay until a maintainer erases them, however long that is: their files are held as long as they can be restored. Of what is
/// erased a tombstone stays, with number and digest.
/// </summary>
public sealed class ModelTrashService
{
    private const int Most = 500;

    private readonly IDbContextFactory<SaasDb> _dbs;
    private readonly ModelWriter _writer;
    private readonly Erasure _erasure;
    private readonly QuotaLedger _quota;
    private readonly Access _access;

    internal ModelTrashService(IDbContextFactory<SaasDb> dbs, ModelWriter writer, Erasure erasure, QuotaLedger quota, Access access) =>
        (_dbs, _writer, _erasure, _quota, _access) = (dbs, writer, erasure, quota, access);

    /// <summary>What can be restored comes first, and of that what was deleted last; at most five hundred of each.</summary>
    /// <param name="model">Only this model's versions, and those of one that was deleted are its own; null for all.</param>
    public async Task<Result<ModelTrash>> ListAsync(KnownProject project, string? model, CancellationToken ct)
    {
        if (await _access.RequireAsync(Permission.ModelsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await _dbs.CreateDbContextAsync(ct);
        var models = model is not null ? [] : await db.RegisteredModels.AsNoTracking().Where(m => m.ProjectId == project.Id && m.DeletedAt != 0).OrderBy(m => m.ErasedAt != null).ThenByDescending(m => m.DeletedAt).Take(Most)
            .Select(m => new TrashedModel(
                m.Name, m.DeletedAt, m.DeletedBy ?? "", db.ModelVersions.Count(v => v.ModelKey == m.Key && (m.ErasedAt == null ? v.DeletedAt == 0 : v.ErasedAt == null)), m.ErasedAt, m.ErasedBy)).ToListAsync(ct);
        var versions = await db.ModelVersions.AsNoTracking().Where(v => v.ProjectId == project.Id && v.DeletedAt != 0)
            .Join(db.RegisteredModels.Where(m => model == null ? m.DeletedAt == 0 || m.ErasedAt != null : m.DeletedAt == 0 && m.Name == model), v => v.ModelKey, m => m.Key, (v, m) => new { Version = v, m.Name })
            .OrderBy(each => each.Version.ErasedAt != null).ThenByDescending(each => each.Version.DeletedAt).ThenByDescending(each => each.Version.Number).Take(Most).ToListAsync(ct);
        return new ModelTrash(models, [.. versions.Select(each => new TrashedVersion(
            each.Name, each.Version.Number, each.Version.DeletedAt, each.Version.DeletedBy ?? "", each.Version.ErasedAt, each.Version.Digest is { } digest ? new ContentDigest(digest) : null, each.Version.Files, each.Version.Bytes,
            each.Version.ErasedBy))]);
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
        await _access.RequireAsync(Permission.ProjectManage, project.Id, ct) is { } refusal ? refusal : await ChangeAsync(project, model, number, (change, version) => _erasure.EraseAsync(change, [version], ct), ct);

    /// <summary>
    /// Lets go of a model in the trash for good: of its versions, its card and all that was said of it. The versions' numbers and digests stay, and of its
    /// reviews who decided what. A stretch at a time, so that others get to write in between; when it was interrupted, the same request goes on. Only maintainers erase.
    /// </summary>
    /// <param name="deletedAt">Which of several that had the name; null for the one that was deleted last.</param>
    public async Task<Result<Done>> EraseModelAsync(KnownProject project, string name, long? deletedAt, CancellationToken ct)
    {
        if (await _access.RequireAsync(Permission.ProjectManage, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        for (var isLeft = true; isLeft;)
        {
            var erased = await _writer.BeginAsync<bool>(project, change => EraseSomeAsync(change, name, deletedAt, ct), ct);
            if (erased.Refusal is { } refused)
            {
                return refused;
            }

            isLeft = erased.Value;
        }

        return default(Done);
    }

    /// <summary>Brings a model back with its versions, under its name.</summary>
    /// <param name="deletedAt">Which of several that had the name; null for the one that was deleted last.</param>
    /// <returns><see cref="AlreadyExists"/> when another model has taken its name.</returns>
    public async Task<Result<Done>> RestoreModelAsync(KnownProject project, string name, long? deletedAt, CancellationToken ct) =>
        await _writer.BeginAsync<Done>(project, async change =>
        {
            if (await FindAsync(change, name, deletedAt, ct) is not { } model)
            {
                return NotInTrash(name);
            }

            if (model.ErasedAt is not null)
            {
                return new Conflict($"The model '{name}' was erased. The numbers and digests of its versions are all that is left of it.");
            }

            if (await change.Db.RegisteredModels.AnyAsync(m => m.ProjectId == project.Id && m.Name == name && m.DeletedAt == 0, ct))
            {
                return new AlreadyExists($"Another model is called '{name}' by now. Rename that one first.");
            }

            if (await _quota.TakeAsync(change.Db, change.Organization, Resource.RegisteredModels, 1, ModelRules.Subject(project.Slug, name), ct) is { } exceeded)
            {
                return exceeded;
            }

            model.Restore();
            change.Of(model).Record(new ModelRestored(project.Slug, name));
            return default(Done);
        }, ct);

    // The model first, so that nobody restores one that is half gone.
    private async Task<Result<bool>> EraseSomeAsync(ModelChange change, string name, long? deletedAt, CancellationToken ct)
    {
        if (await FindAsync(change, name, deletedAt, ct) is not { } model)
        {
            return NotInTrash(name);
        }

        var versions = await change.Db.ModelVersions.Include(v => v.Tags).Where(v => v.ModelKey == model.Key && v.ErasedAt == null).OrderBy(v => v.Number).Take(Erasure.VersionsAtOnce).ToListAsync(ct);
        if (model.ErasedAt is null)
        {
            await Erasure.EraseAsync(change.Of(model), ct);
        }

        if (versions.Count > 0)
        {
            await _erasure.EraseAsync(change.Of(model), versions, ct);
        }

        return versions.Count == Erasure.VersionsAtOnce;
    }

    private static Task<RegisteredModel?> FindAsync(ModelChange change, string name, long? deletedAt, CancellationToken ct) =>
        change.Db.RegisteredModels.Include(m => m.Tags).Include(m => m.Aliases).AsSplitQuery()
            .Where(m => m.ProjectId == change.Project.Id && m.Name == name && m.DeletedAt != 0 && (deletedAt == null || m.DeletedAt == deletedAt)).OrderByDescending(m => m.DeletedAt).FirstOrDefaultAsync(ct);

    private static NotFound NotInTrash(string name) => new($"There is no model '{name}' in the trash. It may have been restored already.");

    private async Task<Result<Done>> ChangeAsync(KnownProject project, string model, int number, Func<ModelChange, ModelVersion, Task> apply, CancellationToken ct) =>
        await _writer.ChangeAsync<Done>(project, model, async change =>
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
