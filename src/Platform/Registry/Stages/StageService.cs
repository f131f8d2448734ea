using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Registry.Models;
using Slipway.Registry.Versions;
using static Slipway.Registry.Promotions.Promotions;

namespace Slipway.Registry.Stages;

/// <summary>The stages that an organization's versions may be in, and moving versions between them.</summary>
public sealed class StageService(IDbContextFactory<SaasDb> dbs, ModelWriter writer, Access access)
{
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

    /// <summary>Moves a version to a stage.</summary>
    public async Task<Result<VersionDetails>> EnterAsync(KnownProject project, string model, int number, EnterStage request, CancellationToken ct) =>
        await writer.ChangeAsync<VersionDetails>(project, model, number, async (change, version) =>
        {
            var known = await StageNames.OfAsync(change.Db, ct);
            if (known.Spelled(request.Stage) is not { } stage)
            {
                return known.Unknown(request.Stage);
            }

            if (request.ArchiveOthers && StageNames.IsFixed(stage))
            {
                return new Invalid($"Invalid Model Version stage {stage}: versions are archived to make room only in stages between {Stage.None} and {Stage.Archived}.");
            }

            return await EnterStageAsync(change, version, stage, request.ArchiveOthers, ct) is { } refusal ? refusal : ModelReader.Version(version, change.Model);
        }, ct);
}
