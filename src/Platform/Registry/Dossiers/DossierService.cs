using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Content;
using Slipway.Foundation.Data;
using Slipway.Registry.Aliases;
using Slipway.Registry.Cards;
using Slipway.Registry.Models;
using Slipway.Registry.Reviews;
using Slipway.Registry.Versions;

namespace Slipway.Registry.Dossiers;

/// <summary>Gathers what is known of a version into one document that stands by itself.</summary>
public sealed class DossierService(IDbContextFactory<SaasDb> dbs, ModelService models, VersionService versions, VersionContentService contents, CardService cards, AliasService aliases, Access access, TimeProvider time)
{
    /// <summary>The dossier of a version as things are now.</summary>
    public async Task<Result<Dossier>> GetAsync(KnownProject project, string model, int version, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ModelsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        var found = await models.GetAsync(project, model, ct);
        var described = await versions.GetAsync(project, model, version, ct);
        var known = await contents.FactsAsync(project, model, version, ct);
        var files = await contents.ListAsync(project, model, version, ct);
        var card = await cards.GetAsync(project, model, null, ct);
        var moves = await aliases.HistoryAsync(project, model, version, ct);
        if ((found.Refusal ?? described.Refusal ?? known.Refusal ?? files.Refusal ?? card.Refusal ?? moves.Refusal) is { } missing)
        {
            return missing;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var names = await db.Projects.Where(each => each.Id == project.Id)
            .Join(db.Organizations, each => each.OrganizationId, each => each.Id, (at, of) => new { Project = at.Name, Organization = of.Name }).SingleAsync(ct);
        var reviews = await ReviewsAsync(db, project, model, version, ct);
        return new Dossier(names.Organization, names.Project, found.Value, described.Value, known.Value, files.Value, card.Value, moves.Value, reviews, time.GetUtcNow().UtcDateTime);
    }

    private static async Task<IReadOnlyList<DossierReview>> ReviewsAsync(SaasDb db, KnownProject project, string model, int version, CancellationToken ct)
    {
        var asked = db.ModelVersions.Where(v => v.ProjectId == project.Id && v.Number == version && v.DeletedAt == 0)
            .Join(db.RegisteredModels.Where(m => m.Name == model && m.DeletedAt == 0), v => v.ModelKey, m => m.Key, (v, _) => v.Key);
        var reviews = await db.Reviews.AsNoTracking().Include(review => review.Decisions).Where(review => asked.Contains(review.VersionKey)).OrderBy(review => review.Number).ToListAsync(ct);
        return [.. reviews.Select(review => new DossierReview(
            review.Number, review.Status, review.Target, review.Requester, review.OpenedAt, review.Reason, review.IsGlassBroken, review.PolicyNumber, review.Ending?.Checks,
            [.. review.Decisions.OrderBy(decision => decision.At).Select(decision => new DossierDecision(
                decision.Verdict, decision.Reviewer, decision.At, decision.Reason, new ContentDigest(decision.Digest),
                decision.Ended is null ? null : decision.EndedBecause.Length > 0 ? decision.EndedBecause : decision.Ended is DecisionEnd.Replaced ? "The reviewer decided again." : "The review was asked for again."))]))];
    }

    /// <summary>The dossier as a PDF file on A4 pages.</summary>
    public async Task<Result<DossierFile>> PdfAsync(KnownProject project, string model, int version, CancellationToken ct)
    {
        var dossier = await GetAsync(project, model, version, ct);
        return dossier.Refusal is { } refusal ? refusal : new DossierFile($"{dossier.Value.FileName}.pdf", DossierPdf.Of(dossier.Value));
    }
}

/// <summary>A dossier to take away.</summary>
/// <param name="Name">What the file is called.</param>
public sealed record DossierFile(string Name, ReadOnlyMemory<byte> Bytes);
