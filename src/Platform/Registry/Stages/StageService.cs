using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Registry.Models;
using Slipway.Registry.Versions;
using static Slipway.Registry.Promotions.Promotions;

namespace Slipway.Registry.Stages;

/// <summary>The stages that an organization's versions may be in, and moving versions between them.</summary>
public sealed class StageService(IDbContextFactory<SaasDb> dbs, ModelWriter writer, Tenant tenant, Access access, TimeProvider time)
{
    /// <summary>The most stages between the first and the last.</summary>
    public const int Most = 20;

    /// <summary>All stages in their order: None first, Archived last.</summary>
    public async Task<Result<IReadOnlyList<string>>> ListAsync(CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.OrganizationRead, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        return (await StageNames.OfAsync(db, ct)).All.ToList();
    }

    /// <summary>Says which stages there are between None and Archived. One that versions are in can't be left out.</summary>
    public async Task<Result<IReadOnlyList<string>>> DefineAsync(DefineStages request, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.OrganizationManage, ct) is { } refusal)
        {
            return refusal;
        }

        var names = request.Stages.Select(name => name.Trim()).Where(name => !IsFixed(name)).ToList();
        if (Check(names) is { } unusable)
        {
            return unusable;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        return await db.TransactAsync<IReadOnlyList<string>>(async () =>
        {
            var used = await db.ModelVersions.Where(v => v.DeletedAt == 0).Select(v => v.Stage).Distinct().ToListAsync(ct);
            if (used.Find(stage => !IsFixed(stage) && !names.Contains(stage)) is { } inUse)
            {
                return new Conflict($"Versions are in the stage '{inUse}'. Move them to another one before you take it away.");
            }

            db.Stages.RemoveRange(await db.Stages.ToListAsync(ct));
            await db.SaveChangesAsync(ct);
            db.Stages.AddRange(names.Select((name, position) => Stage.Define(tenant.Id, name, position)));
            db.Record(new StagesDefined([.. names]), tenant.Id, null, access.Principal, time.GetUtcNow().UtcDateTime);
            await db.SaveChangesAsync(ct);
            return (await StageNames.OfAsync(db, ct)).All.ToList();
        }, ct);
    }

    /// <summary>Moves a version to a stage.</summary>
    public async Task<Result<VersionDetails>> EnterAsync(KnownProject project, string model, int number, EnterStage request, CancellationToken ct) =>
        await writer.ChangeAsync<VersionDetails>(project, model, number, async (change, version) =>
        {
            var known = await StageNames.OfAsync(change.Db, ct);
            if (known.Spelled(request.Stage) is not { } stage)
            {
                return known.Unknown(request.Stage);
            }

            if (request.ArchiveOthers && IsFixed(stage))
            {
                return new Invalid($"Invalid Model Version stage {stage}: versions are archived to make room only in stages between {Stage.None} and {Stage.Archived}.");
            }

            return await EnterStageAsync(change, version, stage, request.ArchiveOthers, ct) is { } refusal ? refusal : ModelReader.Version(version, change.Model);
        }, ct);

    private static bool IsFixed(string name) => name.Equals(Stage.None, StringComparison.OrdinalIgnoreCase) || name.Equals(Stage.Archived, StringComparison.OrdinalIgnoreCase);

    private static Invalid? Check(List<string> names) =>
        names.Count is 0 or > Most ? new Invalid($"Name 1 to {Most} stages between {Stage.None} and {Stage.Archived}.")
        : names.Find(name => name.Length is 0 or > Stage.NameLimit || name.Any(char.IsControl)) is { } bad ? new Invalid($"A stage's name has 1 to {Stage.NameLimit} characters that can be shown; '{bad}' doesn't.")
        : names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1) is { } twice ? new Invalid($"The stage '{twice.Key}' is named twice. Name each once.")
        : null;
}

/// <summary>The stages between None and Archived, in their order.</summary>
public sealed record DefineStages([Required, MinLength(1)] IReadOnlyList<string> Stages);

internal sealed record StagesDefined(IReadOnlyList<string> Stages) : PlatformEvent("stages.defined", "settings/stages");
