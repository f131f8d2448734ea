using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Archives;
using Slipway.Foundation.Content;
using Slipway.Registry.Reviews;

namespace Slipway.Registry.Archiving;

/// <summary>Review policies and reviews, with every decision and the evidence that it was bound to.</summary>
internal sealed class ReviewsPart : IArchivePart
{
    public const string Policies = "review-policies.jsonl";
    public const string Reviews = "reviews.jsonl";

    public int Place => 80;

    public async Task WriteAsync(ProjectArchive archive, CancellationToken ct)
    {
        await archive.AddLinesAsync(Policies, PoliciesAsync(archive, ct), ct);
        await archive.AddLinesAsync(Reviews, ReviewsAsync(archive, ct), ct);
    }

    private static async IAsyncEnumerable<PolicyLine> PoliciesAsync(ProjectArchive archive, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var policy in archive.Db.ReviewPolicies.AsNoTracking().Where(policy => policy.ProjectId == archive.ProjectId).OrderBy(policy => policy.Number).AsAsyncEnumerable().WithCancellation(ct))
        {
            yield return new(policy.Number, policy.Targets, policy.Note, await archive.PersonAsync(policy.AuthorId, policy.Author, ct), policy.At);
        }
    }

    private static async IAsyncEnumerable<ReviewLine> ReviewsAsync(ProjectArchive archive, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var db = archive.Db;
        var pages = ArchivePages.ReadAsync(
            after => db.Reviews.AsNoTracking().Include(review => review.Decisions).Include(review => review.Acts).Include(review => review.Seen).Include(review => review.Posted).AsSplitQuery()
                .Where(review => review.ProjectId == archive.ProjectId && review.Number > after).OrderBy(review => review.Number).Take(ArchivePages.Length).ToListAsync(ct),
            review => review.Number);
        await foreach (var page in pages.WithCancellation(ct))
        {
            var versions = page.Select(review => review.VersionKey).ToList();
            var of = await db.ModelVersions.Where(version => versions.Contains(version.Key)).Join(db.RegisteredModels, version => version.ModelKey, model => model.Key, (version, model) => new { version.Key, model.Name, model.DeletedAt, version.Number })
                .ToDictionaryAsync(each => each.Key, ct);
            foreach (var review in page)
            {
                yield return new(
                    review.Number, of[review.VersionKey].Name, of[review.VersionKey].DeletedAt, of[review.VersionKey].Number, review.Target, await archive.PersonAsync(review.RequesterId, review.Requester, ct), review.Reason, review.PolicyNumber, review.Status,
                    review.OpenedAt, review.ExpiresAt, review.PromotedAt, review.ReviewAgainBy, review.IsGlassBroken,
                    await DecisionsAsync(archive, review, ct), await ActsAsync(archive, review, ct),
                    [.. review.Seen.Select(seen => new EvidenceLine(new ContentDigest(seen.Digest), seen.Evidence.Items)).OrderBy(line => line.Digest.ToString(), StringComparer.Ordinal)],
                    [.. review.Posted.OrderBy(check => check.Name, StringComparer.Ordinal).Select(check => new PostedLine(check.Name, check.State, check.Summary, check.Link, new ContentDigest(check.Digest), check.By, check.At))]);
            }
        }
    }

    private static async Task<IReadOnlyList<DecisionLine>> DecisionsAsync(ProjectArchive archive, Review review, CancellationToken ct)
    {
        List<DecisionLine> lines = [];
        foreach (var each in review.Decisions.OrderBy(decision => decision.Key))
        {
            lines.Add(new(each.Verdict, each.Reason, await archive.PersonAsync(each.ReviewerId, each.Reviewer, ct), each.Role, each.Teams, new ContentDigest(each.Digest), each.At, each.Ended, each.EndedAt, each.EndedBecause));
        }

        return lines;
    }

    private static async Task<IReadOnlyList<ActLine>> ActsAsync(ProjectArchive archive, Review review, CancellationToken ct)
    {
        List<ActLine> lines = [];
        foreach (var each in review.Acts.OrderBy(act => act.Key))
        {
            lines.Add(new(each.Kind, each.Words, await archive.PersonAsync(each.ActorId, each.Actor, ct), each.At));
        }

        return lines;
    }
}
