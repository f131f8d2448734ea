using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Ledger;
using Slipway.Registry.Versions;
using Slipway.Tracking;
using Slipway.Tracking.Runs.Editing;
using Slipway.Tracking.Search;
using static Slipway.Registry.Models.ModelRules;

namespace Slipway.Registry.Models;

/// <summary>A project's registered models. Names are unique among those that aren't deleted.</summary>
public sealed class ModelService(IDbContextFactory<SaasDb> dbs, TableSearch search, ModelWriter writer, QuotaLedger quota, Access access)
{
    private static readonly SearchedTable Table = new(
        SearchEntity.RegisteredModels, "\"RegisteredModels\" m WHERE m.\"DeletedAt\" = 0", "m.\"Key\"", "m.\"ProjectId\"",
        new Dictionary<string, string> { ["name"] = "m.\"Name\"", ["last_updated_timestamp"] = "m.\"UpdatedAt\"", ["creation_timestamp"] = "m.\"CreatedAt\"" },
        new HashSet<string> { "name" }, "RegisteredModelTags", "ModelKey", ["name ASC"], ModelDetails.PromptTag);

    /// <summary>Registers a model, whose owner is who does.</summary>
    /// <returns>The model, or <see cref="AlreadyExists"/>.</returns>
    public async Task<Result<ModelDetails>> RegisterAsync(KnownProject project, RegisterModel request, CancellationToken ct)
    {
        var tags = request.Tags ?? [];
        var unusable = CheckName(request.Name) ?? CheckText("The description", request.Description, RegisteredModel.DescriptionLimit)
            ?? tags.Select(CheckTag).FirstOrDefault(refused => refused is not null);
        return await writer.BeginAsync<ModelDetails>(project, async change =>
        {
            if (unusable is not null)
            {
                return unusable;
            }

            if (await IsTakenAsync(change.Db, project, request.Name, ct))
            {
                return NameTaken(request.Name);
            }

            if (await quota.TakeAsync(change.Db, change.Organization, Resource.RegisteredModels, 1, Subject(project.Slug, request.Name), ct) is { } exceeded)
            {
                return exceeded;
            }

            var model = RegisteredModel.Register(change.Organization, project.Id, request.Name, request.Description, access.Principal.UserId, change.Now);
            foreach (var tag in tags)
            {
                model.SetTag(tag.Key, tag.Value);
            }

            change.Db.RegisteredModels.Add(model);
            await change.Db.SaveChangesAsync(ct);
            change.Of(model).Record(new ModelCreated(project.Slug, model.Name, change.IsPrompt));
            return ModelReader.Details(model, [], new(access.Principal.UserId, access.Principal.Name));
        }, ct);
    }

    /// <summary>One model.</summary>
    public async Task<Result<ModelDetails>> GetAsync(KnownProject project, string name, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ModelsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        return await ReadAsync(db, project, name, ct) is { } model ? model : NoSuchModel(name);
    }

    /// <summary>One model, for whoever asked before whether it may be seen.</summary>
    internal static Task<ModelDetails?> ReadAsync(SaasDb db, KnownProject project, string name, CancellationToken ct) => ModelReader.FindAsync(db, project.Id, name, ct);

    /// <summary>A page of the models that meet the filter, in the order asked for. Prompts are found only by filters that ask for them.</summary>
    public async Task<Result<Page<ModelDetails>>> SearchAsync(KnownProject project, ModelSearch asked, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ModelsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        if (asked.MaxResults is < 1 or > ModelSearch.MostResults)
        {
            return new Invalid($"Invalid value {asked.MaxResults} for parameter 'max_results' supplied: it takes 1 to {ModelSearch.MostResults}.");
        }

        var found = await search.FindAsync(Table, project.Id, new(asked.MaxResults, asked.Filter, asked.OrderBy, asked.PageToken), ct);
        if (found.Refusal is { } unreadable)
        {
            return unreadable;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        return new Page<ModelDetails>(await ModelReader.ModelsAsync(db, found.Value.Items, ct), found.Value.NextPageToken);
    }

    /// <summary>Changes a model's name, description or owner: all that is given, or nothing.</summary>
    public async Task<Result<ModelDetails>> EditAsync(KnownProject project, string name, EditModel edit, CancellationToken ct)
    {
        var unusable = (edit is { Name: null, Description: null, Owner: null } ? new Invalid("Say what to change: 'name', 'description' or 'owner'.") : null)
            ?? (edit.Name is { } wanted ? CheckName(wanted) : null) ?? CheckText("The description", edit.Description, RegisteredModel.DescriptionLimit);
        return await writer.ChangeAsync<ModelDetails>(project, name, async change => (unusable ?? await ApplyAsync(change, edit, ct)) is { } refused ? refused : await ReadAsync(change, ct), ct);
    }

    /// <summary>Puts a tag on a model; the last write wins.</summary>
    public async Task<Result<Done>> SetTagAsync(KnownProject project, string name, KeyValue tag, CancellationToken ct) =>
        await writer.ChangeAsync<Done>(project, name, async change =>
        {
            if ((CheckTag(tag) ?? await CheckKindAsync(change, tag.Key, tag.Value, ct)) is { } unusable)
            {
                return unusable;
            }

            change.Model.SetTag(tag.Key, tag.Value);
            change.Record(new ModelTagged(project.Slug, name, tag.Key, tag.Value, change.IsPrompt));
            return default(Done);
        }, ct);

    /// <summary>Takes a tag off a model. One that isn't there is off already.</summary>
    public async Task<Result<Done>> DeleteTagAsync(KnownProject project, string name, string key, CancellationToken ct) =>
        await writer.ChangeAsync<Done>(project, name, async change =>
        {
            if (await CheckKindAsync(change, key, null, ct) is { } refusal)
            {
                return refusal;
            }

            var isPrompt = change.IsPrompt;
            if (change.Model.TakeTag(key))
            {
                change.Record(new ModelTagged(project.Slug, name, key, null, isPrompt));
            }

            return default(Done);
        }, ct);

    /// <summary>Puts a model into the trash, with all its versions. Refused while one of them has an alias or is in a stage.</summary>
    public async Task<Result<Done>> DeleteAsync(KnownProject project, string name, CancellationToken ct) =>
        await writer.ChangeAsync<Done>(project, name, async change =>
        {
            if (await VersionHolds.FindAsync(change, null, ct) is { } held)
            {
                return held;
            }

            await quota.CreditAsync(change.Db, change.Organization, Resource.RegisteredModels, 1, Subject(project.Slug, name), ct);
            change.Model.Delete(change.Now, change.Actor);
            change.Record(new ModelDeleted(project.Slug, name));
            return default(Done);
        }, ct);

    // Where a prompt's versions come from isn't looked at: they could become a model's that way.
    private static async Task<Refusal?> CheckKindAsync(ModelChange change, string key, string? value, CancellationToken ct) =>
        key == ModelDetails.PromptTag && value == "true" != change.IsPrompt && await change.Db.ModelVersions.AnyAsync(v => v.ModelKey == change.Model.Key, ct)
            ? new Conflict($"'{change.Model.Name}' has versions already, as a {(change.IsPrompt ? "prompt" : "model")}: the tag {ModelDetails.PromptTag} can't be changed any more. Register a {(change.IsPrompt ? "model" : "prompt")} of another name.")
            : null;

    private static async Task<Refusal?> ApplyAsync(ModelChange change, EditModel edit, CancellationToken ct)
    {
        var (model, slug) = (change.Model, change.Project.Slug);
        if (edit is { Description: not null, DescriptionBefore: { } before } && before != (model.Description ?? "") && edit.Description != (model.Description ?? ""))
        {
            return new NoteChanged(model.Description ?? "");
        }

        if (edit.Name is { } name && name != model.Name)
        {
            if (await IsTakenAsync(change.Db, change.Project, name, ct))
            {
                return NameTaken(name);
            }

            if (await Promotions.Promotions.CheckNameAsync(change, ct) is { } reliedOn)
            {
                return reliedOn;
            }

            var former = model.Name;
            model.Rename(name);
            await RenameHoldsAsync(change, ct);
            change.Record(new ModelRenamed(slug, name, former));
        }

        if (edit.Description is { } description && description != (model.Description ?? ""))
        {
            model.Describe(description);
            change.Record(new ModelDescribed(slug, model.Name));
        }

        if (edit.Owner is not { } owner)
        {
            return null;
        }

        var member = await change.Db.Memberships.AnyAsync(m => m.OrganizationId == change.Organization && m.UserId == owner, ct)
            ? await change.Db.Users.Where(user => user.Id == owner.Value).Select(user => user.DisplayName).SingleOrDefaultAsync(ct)
            : null;
        if (owner != default && member is null)
        {
            return new Invalid("The owner has to be a member of the organization. Invite them first, or name somebody else.");
        }

        model.GiveTo(owner == default ? null : owner);
        change.Record(new ModelOwned(slug, model.Name, member));
        return null;
    }

    private static async Task RenameHoldsAsync(ModelChange change, CancellationToken ct)
    {
        var versions = (await change.Db.ModelVersions.Where(v => v.ModelKey == change.Model.Key).Select(v => new { v.Key, v.Number }).ToListAsync(ct)).ToDictionary(v => VersionHolds.PlacedBy(v.Key), v => v.Number);
        foreach (var hold in await change.Db.ContentHolds.Where(hold => hold.ProjectId == change.Project.Id && versions.Keys.Contains(hold.PlacedBy)).ToListAsync(ct))
        {
            hold.Rename(VersionHolds.Holder(change.Model.Name, versions[hold.PlacedBy]));
        }
    }

    private static async Task<ModelDetails> ReadAsync(ModelChange change, CancellationToken ct)
    {
        change.Touch();
        await change.Db.SaveChangesAsync(ct);
        return (await ModelReader.ModelsAsync(change.Db, [change.Model.Key], ct))[0];
    }

    private static Task<bool> IsTakenAsync(SaasDb db, KnownProject project, string name, CancellationToken ct) =>
        db.RegisteredModels.AnyAsync(m => m.ProjectId == project.Id && m.Name == name && m.DeletedAt == 0, ct);
}
