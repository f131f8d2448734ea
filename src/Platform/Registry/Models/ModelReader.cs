using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Content;
using Slipway.Foundation.Data;
using Slipway.Registry.Versions;
using Slipway.Tracking;

namespace Slipway.Registry.Models;

/// <summary>Reads models and versions as readers see them; whether they may see them was asked before.</summary>
internal static class ModelReader
{
    /// <summary>One model, with the newest version of each stage.</summary>
    public static async Task<ModelDetails?> FindAsync(SaasDb db, Id<Project> project, string name, CancellationToken ct) =>
        await db.RegisteredModels.Where(m => m.ProjectId == project && m.Name == name && m.DeletedAt == 0).Select(m => (long?)m.Key).SingleOrDefaultAsync(ct) is { } key
            ? (await ModelsAsync(db, [key], ct))[0]
            : null;

    /// <summary>Models by their keys, in that order.</summary>
    public static async Task<IReadOnlyList<ModelDetails>> ModelsAsync(SaasDb db, IReadOnlyList<long> keys, CancellationToken ct)
    {
        var models = await db.RegisteredModels.AsNoTracking().Include(m => m.Tags).Include(m => m.Aliases).AsSplitQuery().Where(m => keys.Contains(m.Key)).ToDictionaryAsync(m => m.Key, ct);
        var newest = await db.ModelVersions.Where(v => keys.Contains(v.ModelKey) && v.DeletedAt == 0)
            .GroupBy(v => new { v.ModelKey, v.Stage }).Select(stage => new { stage.Key.ModelKey, First = stage.Min(v => v.Number), Number = stage.Max(v => v.Number) }).ToListAsync(ct);
        var numbers = newest.Select(each => each.Number).Distinct().ToList();
        var versions = (await db.ModelVersions.AsNoTracking().Include(v => v.Tags).Where(v => keys.Contains(v.ModelKey) && numbers.Contains(v.Number) && v.DeletedAt == 0).ToListAsync(ct))
            .ToDictionary(v => (v.ModelKey, v.Number));
        var owners = await OwnersAsync(db, models.Values, ct);
        return [.. keys.Where(models.ContainsKey).Select(key => Details(
            models[key],
            [.. newest.Where(stage => stage.ModelKey == key).OrderBy(stage => stage.First).Select(stage => Version(versions[(key, stage.Number)], models[key]))],
            models[key].OwnerId is { } owner ? owners.GetValueOrDefault(owner) : null))];
    }

    /// <summary>Versions by their keys, in that order.</summary>
    public static async Task<IReadOnlyList<VersionDetails>> VersionsAsync(SaasDb db, IReadOnlyList<long> keys, CancellationToken ct)
    {
        // SQL Server takes 2,100 parameters, and a client may ask for many more versions than that.
        var versions = new Dictionary<long, ModelVersion>();
        foreach (var some in keys.Chunk(1_000))
        {
            foreach (var version in await db.ModelVersions.AsNoTracking().Include(v => v.Tags).Where(v => some.Contains(v.Key)).ToListAsync(ct))
            {
                versions[version.Key] = version;
            }
        }

        var modelKeys = versions.Values.Select(v => v.ModelKey).Distinct().ToList();
        var models = await db.RegisteredModels.AsNoTracking().Include(m => m.Aliases).Where(m => modelKeys.Contains(m.Key)).ToDictionaryAsync(m => m.Key, ct);
        return [.. keys.Where(versions.ContainsKey).Select(key => Version(versions[key], models[versions[key].ModelKey]))];
    }

    public static VersionDetails Version(ModelVersion version, RegisteredModel model) => new(
        model.Name, version.Number, version.Stage, version.Source, version.Location, version.RunId, version.LoggedModelId, version.RunLink, version.Description,
        version.CreatedAt, version.UpdatedAt, version.CreatedBy,
        [.. version.Tags.Select(tag => new KeyValue(tag.Name, tag.Value))],
        [.. model.Aliases.Where(alias => alias.Version == version.Number).Select(alias => alias.Name).Order(StringComparer.Ordinal)],
        version.Digest is { } digest ? new ContentDigest(digest) : null, version.Files, version.Bytes, version.CopiedFrom,
        version.DeletedAt == 0 ? null : version.DeletedAt, version.DeletedBy, version.ErasedAt) { Key = version.Key };

    public static ModelDetails Details(RegisteredModel model, IReadOnlyList<VersionDetails> latest, ModelOwner? owner) => new(
        model.Name, model.Description, owner, model.CreatedAt, model.UpdatedAt,
        [.. model.Tags.Select(tag => new KeyValue(tag.Name, tag.Value))],
        [.. model.Aliases.OrderBy(alias => alias.Name, StringComparer.Ordinal).Select(alias => new AliasDetails(alias.Name, alias.Version))],
        latest, model.DeletedAt == 0 ? null : model.DeletedAt, model.DeletedBy) { Key = model.Key };

    private static async Task<Dictionary<Id<Foundation.Access.User>, ModelOwner>> OwnersAsync(SaasDb db, IEnumerable<RegisteredModel> models, CancellationToken ct)
    {
        var ids = models.Select(m => m.OwnerId).OfType<Id<Foundation.Access.User>>().Select(id => id.Value).Distinct().ToList();
        return ids.Count == 0
            ? []
            : await db.Users.Where(user => ids.Contains(user.Id)).Select(user => new { user.Id, user.DisplayName })
                .ToDictionaryAsync(user => new Id<Foundation.Access.User>(user.Id), user => new ModelOwner(new(user.Id), user.DisplayName), ct);
    }
}
