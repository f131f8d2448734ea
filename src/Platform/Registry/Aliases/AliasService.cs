using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Registry.Models;
using static Slipway.Registry.Promotions.Promotions;

namespace Slipway.Registry.Aliases;

/// <summary>The names that stand for versions of a model. A move is one act: nobody ever finds an alias without its version.</summary>
public sealed class AliasService(IDbContextFactory<SaasDb> dbs, ModelWriter writer, Access access)
{
    private const int MostMoves = 500;

    /// <summary>Lets an alias stand for a version, whether it stood for another one before or for none.</summary>
    /// <returns>What was before and what is now.</returns>
    public async Task<Result<AliasMove>> MoveAsync(KnownProject project, string model, string alias, MoveAlias request, CancellationToken ct) =>
        await writer.ChangeAsync<AliasMove>(project, model, async change =>
        {
            var (before, after) = (change.Model.Holder(alias), request.Version ?? 0);
            return await MoveAliasAsync(change, alias, after, ct) is { } refusal ? refusal : new AliasMove(alias, before, after);
        }, ct);

    /// <summary>Takes an alias away. One that isn't there is away already.</summary>
    public async Task<Result<Done>> RemoveAsync(KnownProject project, string model, string alias, CancellationToken ct) =>
        await writer.ChangeAsync<Done>(project, model, async change => await MoveAliasAsync(change, alias, null, ct) is { } refusal ? refusal : default(Done), ct);

    /// <summary>Moves of aliases and changes of stages of a model, the latest first; at most five hundred.</summary>
    /// <param name="version">Only those that concern this version; null for all.</param>
    public async Task<Result<IReadOnlyList<PromotionDetails>>> HistoryAsync(KnownProject project, string model, int? version, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ModelsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await db.RegisteredModels.Where(m => m.ProjectId == project.Id && m.Name == model && m.DeletedAt == 0).Select(m => (long?)m.Key).SingleOrDefaultAsync(ct) is not { } key)
        {
            return ModelRules.NoSuchModel(model);
        }

        return await db.Promotions.AsNoTracking().Where(p => p.ModelKey == key && (version == null || p.FromVersion == version || p.ToVersion == version))
            .OrderByDescending(p => p.Key).Take(MostMoves)
            .Select(p => new PromotionDetails(p.Target, p.Name, p.FromStage, p.FromVersion, p.ToVersion, p.Review, p.IsGlassBroken, p.ActorName, p.At)).ToListAsync(ct);
    }
}

/// <summary>What a move of an alias came to.</summary>
/// <param name="Before">The version that had it; null when none had.</param>
/// <param name="After">The version that has it.</param>
public sealed record AliasMove(string Alias, int? Before, int After);
