using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Registry.Models;
using Slipway.Registry.Stages;
using Slipway.Registry.Trash;
using Slipway.Tracking;
using Slipway.Tracking.LoggedModels;
using Slipway.Tracking.Runs.Editing;
using Slipway.Tracking.Search;
using static Slipway.Registry.Models.ModelRules;

namespace Slipway.Registry.Versions;

/// <summary>The versions of registered models. A version's number is never given to another one, deleted or not.</summary>
public sealed class VersionService(IDbContextFactory<SaasDb> dbs, TableSearch search, ModelWriter writer, VersionSources sources, VersionContents contents, FolderHolds holds, VersionPlaces places, Access access)
{
    private static readonly SearchedTable Table = new(
        SearchEntity.ModelVersions, "\"ModelVersions\" v JOIN \"RegisteredModels\" m ON m.\"Key\" = v.\"ModelKey\" WHERE v.\"DeletedAt\" = 0 AND m.\"DeletedAt\" = 0", "v.\"Key\"", "v.\"ProjectId\"",
        new Dictionary<string, string>
        {
            ["name"] = "m.\"Name\"",
            ["version_number"] = "v.\"Number\"",
            ["run_id"] = "v.\"RunId\"",
            ["source_path"] = "v.\"Source\"",
            ["creation_timestamp"] = "v.\"CreatedAt\"",
            ["last_updated_timestamp"] = "v.\"UpdatedAt\"",
        },
        new HashSet<string> { "name", "run_id", "source_path" }, "ModelVersionTags", "VersionKey", ["last_updated_timestamp DESC", "name ASC", "version_number DESC"], ModelDetails.PromptTag);

    /// <summary>Registers the next version of a model.</summary>
    /// <returns>The version; <see cref="Invalid"/> when its source isn't the project's to register.</returns>
    public async Task<Result<VersionDetails>> RegisterAsync(KnownProject project, string model, RegisterVersion request, CancellationToken ct)
    {
        var tags = request.Tags ?? [];
        var unusable = CheckText("The description", request.Description, ModelVersion.DescriptionLimit)
            ?? CheckText("The source", request.Source, ModelVersion.SourceLimit) ?? CheckText("The link", request.RunLink, ModelVersion.RunLinkLimit)
            ?? CheckText("The run's id", request.RunId, ModelVersion.RunIdLimit)
            ?? tags.Select(CheckTag).FirstOrDefault(refused => refused is not null);
        if (await access.RequireAsync(Permission.ModelsWrite, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        var source = unusable is null ? await sources.ResolveAsync(project, model, request, ct) : unusable;
        var apart = source.Refusal is { } foreign ? foreign : await places.ApartAsync(project, model, source.Value, ct);
        return apart.Refusal is { } unplaced ? unplaced : await RegisterAsync(project, model, request, apart.Value, null, ct);
    }

    /// <summary>Registers the next version of a model, of what was found. A place that was made for it goes when it doesn't come about.</summary>
    /// <param name="facts">What is known of it from before; null to read it from its source.</param>
    internal async Task<Result<VersionDetails>> RegisterAsync(KnownProject project, string model, RegisterVersion request, VersionSource source, KnownFacts? facts, CancellationToken ct)
    {
        var registered = await RegisterHeldAsync(project, model, request, source, facts, ct);
        if (registered.Refusal is not null && source.Place is { } place)
        {
            await places.GiveUpAsync(project, place);
        }

        return registered;
    }

    private async Task<Result<VersionDetails>> RegisterHeldAsync(KnownProject project, string model, RegisterVersion request, VersionSource source, KnownFacts? facts, CancellationToken ct)
    {
        // What is listed is what will be there: nobody writes to the folder from before it is read.
        await using var hold = source.Folder is { } folder ? await holds.PlaceAsync(project, folder, ct) : null;
        var content = await contents.ReadAsync(project, source, ct);
        if (content.Refusal is { } unread)
        {
            return unread;
        }

        return await writer.ChangeAsync<VersionDetails>(project, model, async change =>
        {
            var made = new NewVersion(
                request.Source, source.Location, source.RunId, source.LoggedModelId, request.RunLink ?? "", request.Description ?? "", Stage.None, request.Tags ?? [], change.Actor, change.Now, source.CopiedFrom, content.Value.Manifest);
            var version = ModelVersion.Register(change.Organization, project.Id, change.Model.Key, change.Model.NextVersion(), made);
            change.Db.ModelVersions.Add(version);
            change.Record(new VersionCreated(project.Slug, model, version.Number, version.RunId, version.Source, version.CopiedFrom, change.IsPrompt));
            await change.Db.SaveChangesAsync(ct);
            change.Db.VersionFacts.Add(VersionFacts.Keep(change.Organization, version.Key, (facts ?? content.Value.Facts).Written()));
            change.Db.VersionFiles.AddRange((content.Value.Manifest?.Entries ?? []).Select(entry => VersionFile.List(change.Organization, version.Key, entry)));
            if (hold is not null && content.Value.Manifest is not null)
            {
                await FolderHolds.KeepAsync(change.Db, hold, VersionHolds.PlacedBy(version.Key), VersionHolds.Holder(model, version.Number), ct);
            }

            if (version.LoggedModelId.Length > 0)
            {
                await LoggedModelService.NoteVersionAsync(change.Db, project, version.LoggedModelId, model, version.Number, change.Now, ct);
            }

            return ModelReader.Version(version, change.Model);
        }, ct);
    }

    /// <summary>One version that isn't deleted.</summary>
    /// <returns>The version; <see cref="ErasedVersion"/> when it was erased for good.</returns>
    public async Task<Result<VersionDetails>> GetAsync(KnownProject project, string model, int number, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ModelsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        return await ReadAsync(db, project, model, number, ct) is { } version ? version
            : await ErasedVersion.FindAsync(db, project, model, number, ct) is { } erased ? erased
            : NoSuchVersion(model, number);
    }

    /// <summary>The numbers of a model's versions, the newest first; at most a thousand.</summary>
    public async Task<Result<IReadOnlyList<int>>> NumbersAsync(KnownProject project, string model, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ModelsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        return await db.ModelVersions.Where(v => v.DeletedAt == 0)
            .Join(db.RegisteredModels.Where(m => m.ProjectId == project.Id && m.Name == model && m.DeletedAt == 0), v => v.ModelKey, m => m.Key, (v, _) => v.Number)
            .OrderDescending().Take(1_000).ToListAsync(ct);
    }

    /// <summary>The version that an alias stands for; <c>latest</c> is the newest.</summary>
    /// <returns>The version, or <see cref="UnknownAlias"/>.</returns>
    public async Task<Result<VersionDetails>> FindAsync(KnownProject project, string model, string alias, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ModelsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await db.RegisteredModels.Include(m => m.Aliases).AsNoTracking().SingleOrDefaultAsync(m => m.ProjectId == project.Id && m.Name == model && m.DeletedAt == 0, ct) is not { } known)
        {
            return NoSuchModel(model);
        }

        var number = alias.Equals(Latest, StringComparison.OrdinalIgnoreCase)
            ? await db.ModelVersions.Where(v => v.ModelKey == known.Key && v.DeletedAt == 0).MaxAsync(v => (int?)v.Number, ct)
            : known.Holder(alias);
        return number is { } held && await ReadAsync(db, project, model, held, ct) is { } version ? version : NoSuchAlias(model, alias);
    }

    /// <summary>The newest version of each stage.</summary>
    /// <param name="stages">As people spell them; none stands for all.</param>
    public async Task<Result<IReadOnlyList<VersionDetails>>> LatestAsync(KnownProject project, string model, IReadOnlyList<string> stages, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ModelsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var known = await StageNames.OfAsync(db, ct);
        var wanted = stages.Select(known.Spelled).ToList();
        if (stages.Zip(wanted).FirstOrDefault(each => each.Second is null) is { First: { } unknown })
        {
            return known.Unknown(unknown);
        }

        if (await ModelReader.FindAsync(db, project.Id, model, ct) is not { } found)
        {
            return NoSuchModel(model);
        }

        return found.Latest.Where(version => wanted.Count == 0 || wanted.Contains(version.Stage)).ToList();
    }

    /// <summary>A page of the versions that meet the filter, in the order asked for. Prompts' are found only by filters that ask for them.</summary>
    public async Task<Result<Page<VersionDetails>>> SearchAsync(KnownProject project, VersionSearch asked, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ModelsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        if (asked.MaxResults is < 1 or > VersionSearch.MostResults)
        {
            return new Invalid($"Invalid value {asked.MaxResults} for parameter 'max_results' supplied: it takes 1 to {VersionSearch.MostResults}.");
        }

        var found = await search.FindAsync(Table, project.Id, new(asked.MaxResults, asked.Filter, asked.OrderBy, asked.PageToken), ct);
        if (found.Refusal is { } unreadable)
        {
            return unreadable;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        return new Page<VersionDetails>(await ModelReader.VersionsAsync(db, found.Value.Items, ct), found.Value.NextPageToken);
    }

    /// <summary>Changes a version's notes.</summary>
    public Task<Result<VersionDetails>> EditAsync(KnownProject project, string model, int number, EditVersion edit, CancellationToken ct) =>
        ChangeAsync(project, model, number, (change, version) =>
        {
            if (CheckText("The description", edit.Description, ModelVersion.DescriptionLimit) is { } unusable)
            {
                return Task.FromResult<Refusal?>(unusable);
            }

            if (edit.DescriptionBefore is { } before && before != version.Description && edit.Description != version.Description)
            {
                return Task.FromResult<Refusal?>(new NoteChanged(version.Description));
            }

            version.Describe(edit.Description);
            change.Record(new VersionDescribed(project.Slug, model, number));
            return Task.FromResult<Refusal?>(null);
        }, ct);

    /// <summary>Puts a tag on a version; the last write wins.</summary>
    public Task<Result<VersionDetails>> SetTagAsync(KnownProject project, string model, int number, KeyValue tag, CancellationToken ct) =>
        ChangeAsync(project, model, number, (change, version) =>
        {
            if (CheckTag(tag) is { } unusable)
            {
                return Task.FromResult<Refusal?>(unusable);
            }

            version.SetTag(tag.Key, tag.Value);
            change.Record(new VersionTagged(project.Slug, model, number, tag.Key, tag.Value, change.IsPrompt));
            return Task.FromResult<Refusal?>(null);
        }, ct);

    /// <summary>Takes a tag off a version. One that isn't there is off already.</summary>
    public Task<Result<VersionDetails>> DeleteTagAsync(KnownProject project, string model, int number, string key, CancellationToken ct) =>
        ChangeAsync(project, model, number, (change, version) =>
        {
            if (version.TakeTag(key))
            {
                change.Record(new VersionTagged(project.Slug, model, number, key, null, change.IsPrompt));
            }

            return Task.FromResult<Refusal?>(null);
        }, ct);

    /// <summary>Puts a version into the trash. Refused while it has an alias or is in a stage.</summary>
    public async Task<Result<Done>> DeleteAsync(KnownProject project, string model, int number, CancellationToken ct)
    {
        var deleted = await ChangeAsync(project, model, number, async (change, version) =>
        {
            if (await VersionHolds.FindAsync(change, number, ct) is { } held)
            {
                return held;
            }

            version.Delete(change.Now, change.Actor);
            change.Record(new VersionDeleted(project.Slug, model, number));
            return null;
        }, ct);
        return deleted.Refusal is { } refusal ? refusal : default(Done);
    }

    private Task<Result<VersionDetails>> ChangeAsync(KnownProject project, string model, int number, Func<ModelChange, ModelVersion, Task<Refusal?>> apply, CancellationToken ct) =>
        writer.ChangeAsync<VersionDetails>(project, model, number, async (change, version) =>
        {
            if (await apply(change, version) is { } refusal)
            {
                return refusal;
            }

            version.Touch(change.Now);
            return ModelReader.Version(version, change.Model);
        }, ct);

    /// <summary>One version, for whoever asked before whether it may be seen.</summary>
    internal static async Task<VersionDetails?> ReadAsync(SaasDb db, KnownProject project, string model, int number, CancellationToken ct)
    {
        var key = await db.ModelVersions.Where(v => v.Number == number && v.DeletedAt == 0)
            .Join(db.RegisteredModels.Where(m => m.ProjectId == project.Id && m.Name == model && m.DeletedAt == 0), v => v.ModelKey, m => m.Key, (v, _) => (long?)v.Key).SingleOrDefaultAsync(ct);
        return key is { } found ? (await ModelReader.VersionsAsync(db, [found], ct))[0] : null;
    }
}
