using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Registry.Aliases;
using Slipway.Registry.Cards;
using Slipway.Registry.Models;
using Slipway.Registry.Versions;

namespace Slipway.Registry.Dossiers;

/// <summary>Gathers what is known of a version into one document that stands by itself.</summary>
public sealed class DossierService(IDbContextFactory<SaasDb> dbs, ModelService models, VersionService versions, CardService cards, AliasService aliases, Access access, TimeProvider time)
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
        var card = await cards.GetAsync(project, model, null, ct);
        var moves = await aliases.HistoryAsync(project, model, version, ct);
        if ((found.Refusal ?? described.Refusal ?? card.Refusal ?? moves.Refusal) is { } missing)
        {
            return missing;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var names = await db.Projects.Where(each => each.Id == project.Id)
            .Join(db.Organizations, each => each.OrganizationId, each => each.Id, (at, of) => new { Project = at.Name, Organization = of.Name }).SingleAsync(ct);
        return new Dossier(names.Organization, names.Project, found.Value, described.Value, card.Value, moves.Value, time.GetUtcNow().UtcDateTime);
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
