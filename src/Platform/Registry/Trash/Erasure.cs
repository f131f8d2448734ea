using Microsoft.EntityFrameworkCore;
using Slipway.Collaboration.Comments;
using Slipway.Collaboration.Watching;
using Slipway.Foundation.Content;
using Slipway.Registry.Cards;
using Slipway.Registry.Evidence;
using Slipway.Registry.Models;
using Slipway.Registry.Reviews;
using Slipway.Registry.Versions;

namespace Slipway.Registry.Trash;

/// <summary>
/// Lets go of models and versions for good, within the transaction of the change: files, facts, tags and notes, and what people said of them. Numbers and
/// digests stay, and of reviews who decided what and when on which digests; without those nobody could tell later what had been in production, and by whose word.
/// </summary>
internal sealed class Erasure(StoredBytes bytes)
{
    /// <summary>How many versions go in one transaction, so that others needn't wait long to write.</summary>
    public const int VersionsAtOnce = 50;

    /// <summary>Erases versions of the change's model, and gives back what they took. Their tags are loaded.</summary>
    public async Task EraseAsync(ModelChange change, IReadOnlyCollection<ModelVersion> versions, CancellationToken ct)
    {
        var (db, project, model) = (change.Db, change.Project, change.Model.Name);
        var keys = versions.Select(version => version.Key).ToList();
        var placedBy = keys.ConvertAll(VersionHolds.PlacedBy);
        await bytes.HoldAsync(db, change.Organization, ct);
        var digests = await db.VersionFiles.Where(file => keys.Contains(file.VersionKey)).Select(file => file.Digest).Distinct().ToListAsync(ct);
        await db.VersionFiles.Where(file => keys.Contains(file.VersionKey)).ExecuteDeleteAsync(ct);
        await db.VersionFacts.Where(facts => keys.Contains(facts.VersionKey)).ExecuteDeleteAsync(ct);
        await db.ContentHolds.Where(hold => placedBy.Contains(hold.PlacedBy)).ExecuteDeleteAsync(ct);
        await VersionPlaces.EraseAsync(change, versions, ct);
        await db.SaveChangesAsync(ct);
        await bytes.BookAsync(db, change.Organization, 0, await bytes.UncountedAsync(db, digests, ct), ModelRules.Subject(project.Slug, model), ct);
        await CommentService.EraseAsync(db, project.Id, keys.Select(VersionComments.Of), ct);
        foreach (var version in versions)
        {
            version.Erase(change.Now, change.Actor);
            await WatchService.EndAsync(db, project.Id, ModelRules.Subject(project.Slug, model, version.Number), change.At, ct);
            change.Record(new VersionErased(project.Slug, model, version.Number, version.Digest is { } digest ? new ContentDigest(digest).ToString() : null));
        }
    }

    /// <summary>Erases what a model in the trash has besides its versions; from then on it can't be restored. Its tags are loaded.</summary>
    public static async Task EraseAsync(ModelChange change, CancellationToken ct)
    {
        var (db, project, model) = (change.Db, change.Project, change.Model);
        var reviews = db.Reviews.Where(review => review.ModelKey == model.Key);
        var numbers = await reviews.Select(review => review.Number).ToListAsync(ct);
        await CommentService.EraseAsync(db, project.Id, [ModelComments.Of(model.Key), CardComments.Of(model.Key), .. numbers.Select(ReviewComments.Of)], ct);
        // Whoever watches another model that has the name by now began after this one was deleted.
        await WatchService.EndAsync(db, project.Id, ModelRules.Subject(project.Slug, model.Name), DateTimeOffset.FromUnixTimeMilliseconds(model.DeletedAt).UtcDateTime, ct);
        await db.CardRevisions.Where(revision => revision.ModelKey == model.Key).ExecuteDeleteAsync(ct);
        await db.Set<PostedCheck>().Where(check => reviews.Any(review => review.Key == check.ReviewKey)).ExecuteDeleteAsync(ct);
        await db.Set<ReviewAct>().Where(act => reviews.Any(review => review.Key == act.ReviewKey)).ExecuteUpdateAsync(set => set.SetProperty(act => act.Words, ""), ct);
        await db.Set<ReviewDecision>().Where(decision => reviews.Any(review => review.Key == decision.ReviewKey)).ExecuteUpdateAsync(set => set.SetProperty(decision => decision.Reason, ""), ct);
        await reviews.ExecuteUpdateAsync(set => set.SetProperty(review => review.Reason, ""), ct);
        model.Erase(change.Now, change.Actor);
        change.Record(new ModelErased(project.Slug, model.Name, await db.ModelVersions.CountAsync(version => version.ModelKey == model.Key, ct)));
    }
}
