using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Archives;
using Slipway.Foundation.Content;
using Slipway.Registry.Cards;
using Slipway.Registry.Models;
using Slipway.Registry.Versions;

namespace Slipway.Registry.Archiving;

/// <summary>Registered models and prompts with their versions, aliases, stages and cards, and how these came about.</summary>
internal sealed class ModelsPart : IArchivePart
{
    public const string Models = "registered-models.jsonl";
    public const string Prompts = "prompts.jsonl";
    public const string Versions = "model-versions.jsonl";
    public const string Promotions = "promotions.jsonl";
    public const string Cards = "cards.jsonl";

    /// <summary>Files that versions keep and that aren't among the artifacts any more, by their digests.</summary>
    public const string Folder = "version-files/";

    public int Place => 70;

    public async Task WriteAsync(ProjectArchive archive, CancellationToken ct)
    {
        var db = archive.Db;
        // Names and times of deletion, by which lines name their model; models are few beside all else.
        var models = await db.RegisteredModels.AsNoTracking().Where(model => model.ProjectId == archive.ProjectId).Select(model => new { model.Key, model.Name, model.DeletedAt }).ToDictionaryAsync(model => model.Key, ct);
        foreach (var model in models.Values)
        {
            var key = model.Key.ToString(CultureInfo.InvariantCulture);
            archive.Name("model", key, NameOf(model.Name, model.DeletedAt));
            archive.Name("card", key, NameOf(model.Name, model.DeletedAt));
        }

        await archive.AddLinesAsync(Models, ModelsAsync(archive, isPrompt: false, ct), ct);
        await archive.AddLinesAsync(Prompts, ModelsAsync(archive, isPrompt: true, ct), ct);
        await archive.AddLinesAsync(Versions, VersionsAsync(archive, models.ToDictionary(model => model.Key, model => (model.Value.Name, model.Value.DeletedAt)), ct), ct);
        await archive.AddLinesAsync(Promotions, PromotionsAsync(archive, ct), ct);
        await archive.AddLinesAsync(Cards, CardsAsync(archive, ct), ct);
        await AddFilesAsync(archive, ct);
    }

    /// <summary>What comments call a model: of several in the trash under one name each has the time of its deletion behind it.</summary>
    public static string NameOf(string model, long deletedAt) => deletedAt == 0 ? model : string.Create(CultureInfo.InvariantCulture, $"{model}:{deletedAt}");

    private static async IAsyncEnumerable<ModelLine> ModelsAsync(ProjectArchive archive, bool isPrompt, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var db = archive.Db;
        var pages = ArchivePages.ReadAsync(
            after => db.RegisteredModels.AsNoTracking().Include(model => model.Tags).Include(model => model.Aliases).AsSplitQuery()
                .Where(model => model.ProjectId == archive.ProjectId && model.Key > after && model.Tags.Any(tag => tag.Name == ModelDetails.PromptTag && tag.Value == "true") == isPrompt)
                .OrderBy(model => model.Key).Take(ArchivePages.Length).ToListAsync(ct),
            model => model.Key);
        await foreach (var page in pages.WithCancellation(ct))
        {
            foreach (var model in page)
            {
                yield return new(
                    model.Name, model.Description, await archive.PersonAsync(model.OwnerId, null, ct), model.LastVersion, model.CreatedAt, model.UpdatedAt, model.DeletedAt, model.DeletedBy,
                    ArchivedPairs.Of(model.Tags, tag => tag.Name, tag => tag.Value),
                    new SortedDictionary<string, int>(model.Aliases.ToDictionary(alias => alias.Name, alias => alias.Version), StringComparer.Ordinal));
            }
        }
    }

    private static async IAsyncEnumerable<VersionLine> VersionsAsync(ProjectArchive archive, Dictionary<long, (string Name, long Deleted)> models, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var db = archive.Db;
        var pages = ArchivePages.ReadAsync(
            after => db.ModelVersions.AsNoTracking().Include(version => version.Tags).Where(version => version.ProjectId == archive.ProjectId && version.Key > after)
                .OrderBy(version => version.Key).Take(ArchivePages.Length).ToListAsync(ct),
            version => version.Key);
        await foreach (var page in pages.WithCancellation(ct))
        {
            var keys = page.Select(version => version.Key).ToList();
            var files = (await db.VersionFiles.AsNoTracking().Where(file => keys.Contains(file.VersionKey)).OrderBy(file => file.Key).ToListAsync(ct)).ToLookup(file => file.VersionKey);
            var facts = await db.VersionFacts.Where(each => keys.Contains(each.VersionKey)).ToDictionaryAsync(each => each.VersionKey, each => each.Data, ct);
            var placed = page.Select(version => VersionHolds.PlacedBy(version.Key)).ToList();
            var held = (await db.ContentHolds.Where(hold => placed.Contains(hold.PlacedBy)).Select(hold => hold.PlacedBy).ToListAsync(ct)).ToHashSet();
            // A model that was registered meanwhile isn't in the archive, and so neither are its versions.
            foreach (var version in page.Where(version => models.ContainsKey(version.ModelKey)))
            {
                var (name, deleted) = models[version.ModelKey];
                archive.Name("version", version.Key.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"{NameOf(name, deleted)}/{version.Number}"));
                yield return new(
                    name, deleted, version.Number, version.Source, version.Location, version.RunId, version.LoggedModelId, version.RunLink, version.Description, version.Stage, version.CreatedAt, version.UpdatedAt,
                    await archive.PersonAsync(version.CreatedById, version.CreatedBy, ct), version.Digest is { } digest ? new ContentDigest(digest) : null, version.Files, version.Bytes, version.CopiedFrom, version.DeletedAt, version.DeletedBy, version.ErasedAt,
                    ArchivedPairs.Of(version.Tags, tag => tag.Name, tag => tag.Value),
                    [.. files[version.Key].Select(file => new VersionFileLine(file.Path, new ContentDigest(file.Digest), file.Size))],
                    held.Contains(VersionHolds.PlacedBy(version.Key)),
                    facts.TryGetValue(version.Key, out var known) ? JsonElement.Parse(known) : null);
            }
        }
    }

    private static async IAsyncEnumerable<PromotionLine> PromotionsAsync(ProjectArchive archive, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var db = archive.Db;
        var all =
            from model in db.RegisteredModels
            where model.ProjectId == archive.ProjectId
            join promotion in db.Promotions on model.Key equals promotion.ModelKey
            orderby promotion.Key
            select new { Model = model.Name, model.DeletedAt, Done = promotion };
        await foreach (var each in all.AsNoTracking().AsAsyncEnumerable().WithCancellation(ct))
        {
            var done = each.Done;
            yield return new(
                each.Model, each.DeletedAt, done.Target, done.Name, done.FromStage, done.FromVersion, done.ToVersion, done.Review, done.IsGlassBroken, await archive.PersonAsync(done.ActorId, done.ActorName, ct), done.At);
        }
    }

    private static async IAsyncEnumerable<CardLine> CardsAsync(ProjectArchive archive, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var db = archive.Db;
        var all =
            from model in db.RegisteredModels
            where model.ProjectId == archive.ProjectId
            join card in db.CardRevisions on model.Key equals card.ModelKey
            orderby card.Key
            select new { Model = model.Name, model.DeletedAt, Revision = card };
        await foreach (var each in all.AsNoTracking().AsAsyncEnumerable().WithCancellation(ct))
        {
            var revision = each.Revision;
            yield return new(each.Model, each.DeletedAt, revision.Number, ModelCard.Read(revision.Content), await archive.PersonAsync(revision.AuthorId, revision.AuthorName, ct), revision.At);
        }
    }

    private static async Task AddFilesAsync(ProjectArchive archive, CancellationToken ct)
    {
        var db = archive.Db;
        var versions = db.ModelVersions.Where(version => version.ProjectId == archive.ProjectId);
        var kept = await db.VersionFiles.Where(file => versions.Any(version => version.Key == file.VersionKey)).Select(file => file.Digest).Distinct().ToListAsync(ct);
        foreach (var digest in kept.Select(bytes => new ContentDigest(bytes)).Where(digest => !archive.Holds(digest)).OrderBy(digest => digest.ToString(), StringComparer.Ordinal))
        {
            await archive.AddFileAsync(Folder + digest, digest, ct);
        }
    }
}
