using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Content;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Registry.Models;

namespace Slipway.Registry.Cards;

/// <summary>A model's card at some time.</summary>
/// <param name="Revision">Which edit of it this is, from 1; 0 while nobody has written one.</param>
/// <param name="Digest">Of exactly what it says; null while nobody has written one.</param>
/// <param name="Missing">The names of the parts that are empty.</param>
/// <param name="Key">The model's, by which comments of the kind <c>card</c> go.</param>
public sealed record CardDetails(int Revision, ModelCard Card, string By, DateTime? At, ContentDigest? Digest, IReadOnlyList<string> Missing, long Key);

/// <summary>An edit of a card, without its text.</summary>
public sealed record CardEdit(int Revision, string By, DateTime At);

/// <summary>A new text for a card.</summary>
/// <param name="Before">The revision that it was made of, 0 for none: when another one is there by now, nothing is changed.</param>
public sealed record WriteCard([Required] ModelCard Card, [Range(0, int.MaxValue)] int Before);

/// <summary>Somebody else saved the card meanwhile.</summary>
/// <param name="Theirs">The card that is there now.</param>
public sealed record CardChanged(CardDetails Theirs) : Conflict($"{Theirs.By} saved another card meanwhile (revision {Theirs.Revision}). Nothing was overwritten: compare the two, and save again.");

/// <summary>Model cards: what people have to know of a model before they rely on it. Every edit is kept.</summary>
public sealed class CardService(IDbContextFactory<SaasDb> dbs, ModelWriter writer, Access access)
{
    /// <summary>The most edits that are listed at once.</summary>
    public const int MostListed = 100;

    /// <summary>A model's card; an empty one when nobody has written it.</summary>
    /// <param name="revision">As it was after this edit; null for the newest.</param>
    public async Task<Result<CardDetails>> GetAsync(KnownProject project, string model, int? revision, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ModelsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await KeyAsync(db, project, model, ct) is not { } key)
        {
            return ModelRules.NoSuchModel(model);
        }

        var found = await db.CardRevisions.AsNoTracking().Where(r => r.ModelKey == key && (revision == null || r.Number == revision)).OrderByDescending(r => r.Number).FirstOrDefaultAsync(ct);
        return found is null && revision is { } wanted ? new NotFound($"The card of '{model}' has no revision {wanted}. Its history lists those that it has.") : Details(key, found);
    }

    /// <summary>The edits of a card, newest first.</summary>
    /// <param name="before">Only those older than this revision; null begins with the newest.</param>
    public async Task<Result<IReadOnlyList<CardEdit>>> HistoryAsync(KnownProject project, string model, int? before, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ModelsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        return await KeyAsync(db, project, model, ct) is not { } key
            ? ModelRules.NoSuchModel(model)
            : await db.CardRevisions.Where(r => r.ModelKey == key && (before == null || r.Number < before)).OrderByDescending(r => r.Number)
                .Take(MostListed).Select(r => new CardEdit(r.Number, r.AuthorName, r.At)).ToListAsync(ct);
    }

    /// <summary>Writes a model's card. The same text again changes nothing.</summary>
    /// <returns>The card as it is now, or <see cref="CardChanged"/> when it isn't any more the one that the change was made of.</returns>
    public async Task<Result<CardDetails>> WriteAsync(KnownProject project, string model, WriteCard request, CancellationToken ct)
    {
        var card = request.Card.Clean();
        var (content, unusable) = (card.Write(), card.Check());
        return await writer.ChangeAsync<CardDetails>(project, model, async change =>
        {
            if (unusable is not null)
            {
                return unusable;
            }

            var newest = await change.Db.CardRevisions.Where(r => r.ModelKey == change.Model.Key).OrderByDescending(r => r.Number).FirstOrDefaultAsync(ct);
            if (newest?.Content == content)
            {
                return Details(change.Model.Key, newest);
            }

            if ((newest?.Number ?? 0) != request.Before)
            {
                return newest is null ? new Invalid("This card has no revisions yet: send 'before' as 0.") : new CardChanged(Details(change.Model.Key, newest));
            }

            var written = change.Db.CardRevisions.Add(CardRevision.After(newest, change.Organization, change.Model.Key, content, change.Actor, change.At)).Entity;
            change.Record(new CardWritten(project.Slug, model, written.Number));
            return Details(change.Model.Key, written);
        }, ct);
    }

    /// <summary>The newest card of a model, for what is decided on it in the same transaction.</summary>
    internal static async Task<CardDetails> NewestAsync(SaasDb db, long model, CancellationToken ct) =>
        Details(model, await db.CardRevisions.AsNoTracking().Where(r => r.ModelKey == model).OrderByDescending(r => r.Number).FirstOrDefaultAsync(ct));

    private static Task<long?> KeyAsync(SaasDb db, KnownProject project, string model, CancellationToken ct) =>
        db.RegisteredModels.Where(m => m.ProjectId == project.Id && m.Name == model && m.DeletedAt == 0).Select(m => (long?)m.Key).SingleOrDefaultAsync(ct);

    private static CardDetails Details(long model, CardRevision? revision)
    {
        var card = revision is null ? new ModelCard() : ModelCard.Read(revision.Content);
        return new(revision?.Number ?? 0, card, revision?.AuthorName ?? "", revision?.At, revision is null ? null : ModelCard.DigestOf(revision.Content), card.Missing, model);
    }
}

internal sealed record CardWritten(string Project, string Model, int Revision) : PlatformEvent("card.written", $"{ModelRules.Subject(Project, Model)}/card");
