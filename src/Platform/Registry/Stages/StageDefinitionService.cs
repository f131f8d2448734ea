using System.Data;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Live;
using Slipway.Registry.Models;
using Slipway.Registry.Promotions;
using Slipway.Registry.Reviews;

namespace Slipway.Registry.Stages;

/// <summary>
/// Which stages an organization has. Reviews, policies and the history of versions know a stage by its name, so one that is in use keeps its name, and goes only with what is said of
/// its versions.
/// </summary>
public sealed class StageDefinitionService(IDbContextFactory<SaasDb> dbs, ReviewGate gate, Tenant tenant, Access access, LiveFeed live, TimeProvider time)
{
    /// <summary>The most stages between the first and the last.</summary>
    public const int Most = 20;

    /// <summary>The most versions that are archived with their stage.</summary>
    public const int MostArchived = 500;

    /// <summary>Who relies on the stages between the first and the last, in all projects.</summary>
    public async Task<Result<IReadOnlyList<StageUse>>> UseAsync(CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.OrganizationManage, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        return await StageUse.ReadAsync(db, tenant.Id, ct);
    }

    /// <summary>Says which stages there are between None and Archived. One that versions are in goes only when they may be archived.</summary>
    /// <returns>All stages in their order.</returns>
    public async Task<Result<IReadOnlyList<string>>> DefineAsync(DefineStages request, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.OrganizationManage, ct) is { } refusal)
        {
            return refusal;
        }

        var names = request.Stages.Select(name => name.Trim()).Where(name => !StageNames.IsFixed(name)).ToList();
        if (Check(names) is { } unusable)
        {
            return unusable;
        }

        HashSet<Id<Project>> touched = [];
        try
        {
            await using var db = await dbs.CreateDbContextAsync(ct);
            var defined = await db.TransactAsync(() => DefineAsync(db, names, request, touched, ct), ct, IsolationLevel.RepeatableRead);
            foreach (var project in defined.Refusal is null ? touched : [])
            {
                live.Publish(Topics.Models(project), LiveMessage.Changed);
            }

            return defined;
        }
        catch (Exception exception) when (exception.IsOvertaken())
        {
            return new Conflict("A version changed its stage, or somebody else changed the stages, at this moment. Nothing was changed by this request: look again, and send it again.");
        }
    }

    private async Task<Result<IReadOnlyList<string>>> DefineAsync(SaasDb db, List<string> names, DefineStages request, HashSet<Id<Project>> touched, CancellationToken ct)
    {
        var before = (await StageNames.OfAsync(db, ct)).Own;
        if (request.Before is { } seen && !seen.Where(name => !StageNames.IsFixed(name)).SequenceEqual(before))
        {
            return new StagesChanged(before);
        }

        var gone = before.Except(names).ToList();
        if (await db.Reviews.Where(r => r.Slot != null && r.TargetKind == PromotionTarget.Stage && gone.Contains(r.TargetName)).OrderBy(r => r.Key)
            .Join(db.Projects.IgnoreQueryFilters(SaasDb.DeletedFilterOnly), r => r.ProjectId, p => p.Id, (r, p) => new { r.Number, r.TargetName, p.Slug }).FirstOrDefaultAsync(ct) is { } review)
        {
            return new Conflict($"Review {review.Number} of the project '{review.Slug}' asks for the stage '{review.TargetName}'. Decide it or withdraw it before you take the stage away.");
        }

        var archived = gone.Intersect(request.Archive ?? []).ToList();
        var used = await db.ModelVersions.Where(v => v.DeletedAt == 0).Select(v => v.Stage).Distinct().ToListAsync(ct);
        if (used.Find(stage => !StageNames.IsFixed(stage) && !names.Contains(stage) && !archived.Contains(stage)) is { } inUse)
        {
            return new Conflict($"Versions are in the stage '{inUse}'. Move them to another one before you take it away, or let them be archived with it: name it in 'archive'.");
        }

        if (await ArchiveAsync(db, archived, touched, ct) is { } held)
        {
            return held;
        }

        if (await db.Stages.ToListAsync(ct) is { Count: > 0 } former)
        {
            db.Stages.RemoveRange(former);
        }
        else
        {
            await db.Organizations.Where(organization => organization.Id == tenant.Id).LockAsync(ct);
        }

        await db.SaveChangesAsync(ct);
        db.Stages.AddRange(names.Select((name, position) => Stage.Define(tenant.Id, name, position)));
        db.Record(new StagesDefined([.. names]), tenant.Id, null, access.Principal, time.GetUtcNow().UtcDateTime);
        await db.SaveChangesAsync(ct);
        return (await StageNames.OfAsync(db, ct)).All.ToList();
    }

    // Through the same gate as every other change of a stage, model by model: what a project protects isn't emptied from here either.
    private async Task<Refusal?> ArchiveAsync(SaasDb db, List<string> stages, HashSet<Id<Project>> touched, CancellationToken ct)
    {
        var staged = stages.Count == 0 ? [] : await db.ModelVersions.Where(v => v.DeletedAt == 0 && stages.Contains(v.Stage)).OrderBy(v => v.ModelKey).ThenBy(v => v.Number).Take(MostArchived + 1).ToListAsync(ct);
        if (staged.Count > MostArchived)
        {
            return new Conflict($"More than {MostArchived} versions are in the stages that would go. Archive most of them on their models' pages first.");
        }

        var keys = staged.Select(version => version.ModelKey).Distinct().ToList();
        var models = await (
            from model in db.RegisteredModels
            where keys.Contains(model.Key)
            join project in db.Projects.IgnoreQueryFilters(SaasDb.DeletedFilterOnly) on model.ProjectId equals project.Id
            join organization in db.Organizations on project.OrganizationId equals organization.Id
            select new { Model = model, Project = new KnownProject(project.Id, organization.Id, project.Visibility, organization.Slug, project.Slug) }).ToDictionaryAsync(each => each.Model.Key, ct);
        foreach (var versions in staged.GroupBy(version => version.ModelKey))
        {
            var of = models[versions.Key];
            var change = new ModelChange(db, tenant.Id, of.Project, access.Principal, gate, time.GetUtcNow()).Of(of.Model);
            foreach (var version in versions)
            {
                if (await Promotions.Promotions.EnterStageAsync(change, version, Stage.Archived, archiveOthers: false, ct) is { } closed)
                {
                    return closed;
                }

                // The next one is asked for on what this one left.
                await db.SaveChangesAsync(ct);
            }

            change.Touch();
            touched.Add(of.Project.Id);
        }

        return null;
    }

    private static Invalid? Check(List<string> names) =>
        names.Count is 0 or > Most ? new Invalid($"Name 1 to {Most} stages between {Stage.None} and {Stage.Archived}.")
        : names.Find(name => name.Length is 0 or > Stage.NameLimit || name.Any(char.IsControl)) is { } bad ? new Invalid($"A stage's name has 1 to {Stage.NameLimit} characters that can be shown; '{bad}' doesn't.")
        : names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1) is { } twice ? new Invalid($"The stage '{twice.Key}' is named twice. Name each once.")
        : null;
}
