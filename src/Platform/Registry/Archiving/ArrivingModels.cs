using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Archives;
using Slipway.Foundation.Content;
using Slipway.Foundation.Ledger;
using Slipway.Registry.Cards;
using Slipway.Registry.Models;
using Slipway.Registry.Promotions;
using Slipway.Registry.Stages;
using Slipway.Registry.Versions;

namespace Slipway.Registry.Archiving;

/// <summary>Registered models and prompts, with versions, aliases, stages and cards. Their history begins here: what was decided elsewhere was decided by others' rules.</summary>
internal sealed class ArrivingModels(ArrivingVersions versions, QuotaLedger quota) : IArrivalPart
{
    public int Place => 70;

    public async Task ReadAsync(ProjectArrival arrival, CancellationToken ct)
    {
        Dictionary<string, long> keys = new(StringComparer.Ordinal);
        Dictionary<long, IReadOnlyDictionary<string, int>> aliases = [];
        foreach (var (name, kind) in new[] { (ModelsPart.Models, "registered models"), (ModelsPart.Prompts, "prompts") })
        {
            await foreach (var line in arrival.LinesAsync<ModelLine>(name, ct))
            {
                if (line.DeletedAt != 0)
                {
                    arrival.Leave($"{kind} in the trash", "What is in the registry's trash stays behind.");
                    continue;
                }

                var key = await RegisterAsync(arrival, line, ct);
                if (!keys.TryAdd(line.Name, key))
                {
                    throw new ArchiveRefusedException($"The archive has two models called '{line.Name}'. Send the file as an export wrote it.");
                }

                aliases.Add(key, line.Aliases);
                arrival.Carry(kind);
            }
        }

        await versions.ReadAsync(arrival, keys, ct);
        await MoveAliasesAsync(arrival, aliases, ct);
        await CardsAsync(arrival, keys, ct);
        arrival.Leave("moves of aliases and stages", "Aliases and stages are as they were; their history begins with the import.", arrival.RowsOf(ModelsPart.Promotions));
        arrival.Leave("versions of the review policy", "What is asked before a promotion is for this organization to say.", arrival.RowsOf(ReviewsPart.Policies));
        arrival.Leave("reviews", "Decisions are bound to the people who made them, and those are another server's.", arrival.RowsOf(ReviewsPart.Reviews));
    }

    private async Task<long> RegisterAsync(ProjectArrival arrival, ModelLine line, CancellationToken ct)
    {
        var (db, organization) = (arrival.Db, arrival.Project.OrganizationId);
        var name = ProjectArrival.Fit(line.Name, RegisteredModel.NameLimit, "a model's name");
        var made = await db.TransactAsync<long>(
            async () =>
            {
                if (await quota.TakeAsync(db, organization, Resource.RegisteredModels, 1, $"models/{name}", ct) is { } exceeded)
                {
                    return exceeded;
                }

                var model = RegisteredModel.Register(
                    organization, arrival.Project.Id, name, line.Description is { } text ? ProjectArrival.Fit(text, RegisteredModel.DescriptionLimit, "a description") : null, arrival.By.UserId, line.CreatedAt);
                foreach (var (key, value) in line.Tags)
                {
                    model.SetTag(ProjectArrival.Fit(key, ModelTag.NameLimit, "a tag's name"), ProjectArrival.Fit(arrival.Ids.Of(value), ModelTag.ValueLimit, "a tag"));
                }

                model.CountOn(line.LastVersion);
                model.Touch(line.UpdatedAt);
                db.RegisteredModels.Add(model);
                await db.SaveChangesAsync(ct);
                return model.Key;
            },
            ct);
        db.ChangeTracker.Clear();
        return made.Refusal is { } refusal ? throw new ArchiveRefusedException(refusal.Message) : made.Value;
    }

    private static async Task MoveAliasesAsync(ProjectArrival arrival, Dictionary<long, IReadOnlyDictionary<string, int>> aliases, CancellationToken ct)
    {
        var (db, organization) = (arrival.Db, arrival.Project.OrganizationId);
        foreach (var (key, named) in aliases.Where(each => each.Value.Count > 0))
        {
            var model = await db.RegisteredModels.Include(each => each.Aliases).SingleAsync(each => each.Key == key, ct);
            var there = await db.ModelVersions.Where(version => version.ModelKey == key).Select(version => version.Number).ToListAsync(ct);
            foreach (var (alias, version) in named)
            {
                if (!there.Contains(version) || ModelRules.CheckAlias(alias) is not null)
                {
                    throw new ArchiveRefusedException($"The archive has the alias '{alias}' of '{model.Name}' for a version that isn't in it. Send the file as an export wrote it.");
                }

                model.MoveAlias(alias, version);
                db.Promotions.Add(Promotion.OfAlias(organization, key, alias, null, version, null, arrival.By, arrival.Now));
                arrival.Carry("aliases");
            }

            await arrival.SaveAsync(ct);
        }
    }

    private static async Task CardsAsync(ProjectArrival arrival, Dictionary<string, long> keys, CancellationToken ct)
    {
        Dictionary<long, CardRevision> before = [];
        await foreach (var line in arrival.LinesAsync<CardLine>(ModelsPart.Cards, ct))
        {
            if (line.Deleted != 0 || !keys.TryGetValue(line.Model, out var key))
            {
                continue;
            }

            var card = line.Card.Clean();
            if (card.Check() is { } unusable)
            {
                throw new ArchiveRefusedException(unusable.Message);
            }

            before[key] = CardRevision.After(before.GetValueOrDefault(key), arrival.Project.OrganizationId, key, card.Write(), arrival.By, line.At);
            arrival.Db.CardRevisions.Add(before[key]);
            arrival.Carry("edits of model cards");
            await arrival.SaveAsync(ct);
        }
    }
}

/// <summary>The versions of registered models, each with exactly the files that it had.</summary>
internal sealed class ArrivingVersions(ContentStore store, StoredBytes bytes, TimeProvider time)
{
    public async Task ReadAsync(ProjectArrival arrival, Dictionary<string, long> models, CancellationToken ct)
    {
        var stages = await StageNames.OfAsync(arrival.Db, ct);
        await foreach (var line in arrival.LinesAsync<VersionLine>(ModelsPart.Versions, ct))
        {
            if (line.Deleted != 0 || line.DeletedAt != 0 || line.ErasedAt is not null)
            {
                arrival.Leave("model versions in the trash", "What is in the registry's trash stays behind. Their numbers aren't given again.");
                continue;
            }

            if (!models.TryGetValue(line.Model, out var model) || line.Number < 1)
            {
                throw new ArchiveRefusedException($"The archive has a version of the model '{line.Model}', which isn't in it. Send the file as an export wrote it.");
            }

            var stage = stages.Spelled(line.Stage);
            if (stage is null)
            {
                arrival.Leave($"entries of the stage '{line.Stage}'", "This organization has no such stage: those versions are in none. Define it in the settings and move them.");
            }

            var manifest = ManifestOf(arrival, line);
            var written = await arrival.Db.TransactAsync<Done>(async () => await WriteAsync(arrival, model, line, stage ?? Stage.None, manifest, ct) is { } refused ? refused : default(Done), ct);
            if (written.Refusal is { } refusal)
            {
                throw new ArchiveRefusedException(refusal.Message);
            }

            arrival.Db.ChangeTracker.Clear();
            arrival.Carry("model versions");
            await arrival.SayAsync($"{line.Model} version {line.Number}", 1_000, ct);
        }
    }

    private static Manifest? ManifestOf(ProjectArrival arrival, VersionLine line)
    {
        if (line.Digest is null)
        {
            return null;
        }

        var listed = Manifest.Of(line.Files.Select(file => new ManifestEntry(file.Path, file.Sha256, file.Size)));
        // Nobody gets at bytes by knowing their digest: what a version has must be in the archive.
        return listed.Refusal is null && listed.Value.Digest == line.Digest && line.Files.All(file => arrival.FileOf(file.Sha256) is { } at && arrival.Entry(at)!.Size == file.Size)
            ? listed.Value
            : throw new ArchiveRefusedException($"The archive doesn't have the files of version {line.Number} of '{line.Model}' as it lists them. Download it again.");
    }

    private async Task<Refusal?> WriteAsync(ProjectArrival arrival, long model, VersionLine line, string stage, Manifest? manifest, CancellationToken ct)
    {
        var (db, project, ids) = (arrival.Db, arrival.Project, arrival.Ids);
        List<byte[]> digests = [.. (manifest?.Entries ?? []).Select(entry => entry.Digest.ToBytes())];
        await bytes.HoldAsync(db, project.OrganizationId, ct);
        foreach (var digest in (manifest?.Entries ?? []).Select(entry => entry.Digest).Distinct())
        {
            var known = digest.ToBytes();
            if (!await db.Blobs.AnyAsync(blob => blob.Digest == known, ct))
            {
                await KeptBytes.KeepAsync(db, project.OrganizationId, await arrival.StoreAsync(store, arrival.FileOf(digest)!, ct), time.GetUtcNow(), ct);
            }
        }

        await db.SaveChangesAsync(ct);
        var before = await bytes.UncountedAsync(db, digests, ct);
        var version = ModelVersion.Register(project.OrganizationId, project.Id, model, line.Number, new(
            ProjectArrival.Fit(ids.Of(line.Source), ModelVersion.SourceLimit, "a source"), ProjectArrival.Fit(ids.Of(line.Location), ModelVersion.SourceLimit, "a location"),
            ProjectArrival.Fit(ids.Of(line.Run), ModelVersion.RunIdLimit, "a run's id"), ProjectArrival.Fit(ids.Of(line.LoggedModel), ModelVersion.RunIdLimit, "a model's id"),
            ProjectArrival.Fit(ids.Of(line.RunLink), ModelVersion.RunLinkLimit, "a link"), ProjectArrival.Fit(line.Description, ModelVersion.DescriptionLimit, "a description"), stage,
            [.. line.Tags.Select(tag => new Tracking.KeyValue(ProjectArrival.Fit(tag.Key, ModelTag.NameLimit, "a tag's name"), ProjectArrival.Fit(ids.Of(tag.Value), ModelTag.ValueLimit, "a tag")))],
            arrival.By, line.CreatedAt, line.CopiedFrom, manifest));
        version.Touch(line.UpdatedAt);
        db.ModelVersions.Add(version);
        await db.SaveChangesAsync(ct);
        db.VersionFacts.Add(VersionFacts.Keep(project.OrganizationId, version.Key, FactsOf(arrival, line).Written()));
        db.VersionFiles.AddRange((manifest?.Entries ?? []).Select(entry => VersionFile.List(project.OrganizationId, version.Key, entry)));
        if (line.IsHeld && Tracking.Artifacts.ArtifactAddress.IsOurs(version.Location) && Tracking.Artifacts.ArtifactAddress.Read(version.Location) is { Refusal: null, Value: { Length: > 0 and <= ContentHold.PathLimit } folder })
        {
            db.ContentHolds.Add(ContentHold.Place(project.OrganizationId, project.Id, folder, VersionHolds.PlacedBy(version.Key), VersionHolds.Holder(line.Model, line.Number)));
        }

        if (stage != Stage.None)
        {
            db.Promotions.Add(Promotion.OfStage(project.OrganizationId, model, line.Number, Stage.None, stage, null, arrival.By, arrival.Now));
        }

        await db.SaveChangesAsync(ct);
        return await bytes.BookAsync(db, project.OrganizationId, before, await bytes.UncountedAsync(db, digests, ct), $"versions/{line.Model}/{line.Number}", ct);
    }

    private static KnownFacts FactsOf(ProjectArrival arrival, VersionLine line)
    {
        try
        {
            var facts = KnownFacts.Read(line.Facts is { } known ? arrival.Ids.Of(known.GetRawText()) : null);
            return facts.Run is { } run ? facts with { Run = run with { Project = arrival.Project.Slug } } : facts;
        }
        catch (JsonException)
        {
            throw new ArchiveRefusedException($"What the archive knows of version {line.Number} of '{line.Model}' can't be read. Send the file as an export wrote it.");
        }
    }
}
