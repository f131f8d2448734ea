using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Registry.Policies;

namespace Slipway.Registry.Reviews;

/// <summary>Which reviews somebody wants to see.</summary>
public enum ReviewScope
{
    /// <summary>Those that want the reader's decision.</summary>
    Waiting,

    /// <summary>Those that the reader requested.</summary>
    Mine,
    All,
}

/// <summary>What a list of reviews shows.</summary>
/// <param name="Status">Only those that are so far; null for all.</param>
/// <param name="Model">Only those of versions of this model; null for all.</param>
/// <param name="Before">Only those before this place, as the last page gave it.</param>
public sealed record ReviewFilter(ReviewScope Scope = ReviewScope.All, ReviewStatus? Status = null, string? Model = null, long? Before = null);

/// <summary>A page of reviews.</summary>
/// <param name="Waiting">How many reviews want the reader's decision, whatever the page shows, among the newest <see cref="ReviewQueue.MostLooked"/> open ones.</param>
/// <param name="Mine">How many of the reader's own are going on.</param>
/// <param name="Active">How many are going on.</param>
/// <param name="Next">Where the next page begins; null when this was the last.</param>
public sealed record ReviewListing(IReadOnlyList<ReviewSummary> Items, int Waiting, int Mine, int Active, long? Next);

/// <summary>Lists reviews, with what they want of the reader. Of checks it knows what the last look found.</summary>
public sealed class ReviewQueue(Access access)
{
    /// <summary>How many reviews a page has at most.</summary>
    public const int PageSize = 50;

    /// <summary>How many open reviews are looked at for whether they wait for the reader, the newest first.</summary>
    public const int MostLooked = 500;

    internal async Task<ReviewListing> ReadAsync(SaasDb db, IQueryable<Project> among, ReviewFilter filter, CancellationToken ct)
    {
        var me = access.Principal.UserId;
        var seen = db.Reviews.AsNoTracking().Where(review => among.Any(project => project.Id == review.ProjectId));
        var waiting = await WaitingAsync(db, seen, ct);
        var asked = filter.Scope switch { ReviewScope.Waiting => seen.Where(review => waiting.Contains(review.Key)), ReviewScope.Mine => seen.Where(review => review.RequesterId == me), _ => seen };
        var rows = await (
            from review in asked
            join model in db.RegisteredModels on review.ModelKey equals model.Key
            join version in db.ModelVersions on review.VersionKey equals version.Key
            where (filter.Status == null || review.Status == filter.Status) && (filter.Model == null || model.Name == filter.Model) && (filter.Before == null || review.Key < filter.Before)
            orderby review.Key descending
            select new { review.Key, model.Name, version.Number }).Take(PageSize + 1).ToListAsync(ct);
        var shown = rows.Take(PageSize).Select(row => row.Key).ToList();
        var page = await ReadAsync(db, seen.Where(review => shown.Contains(review.Key)), ct);
        var active = seen.Where(review => review.Slot != null);
        return new(
            [.. rows.Take(PageSize).Select(row => Summary(page[row.Key], row.Name, row.Number, me, waiting.Contains(row.Key)))],
            waiting.Count, await active.CountAsync(review => review.RequesterId == me, ct), await active.CountAsync(ct), rows.Count > PageSize ? shown[^1] : null);
    }

    /// <summary>Those that want the reader's decision.</summary>
    private async Task<List<long>> WaitingAsync(SaasDb db, IQueryable<Review> seen, CancellationToken ct)
    {
        var me = access.Principal.UserId;
        var open = await ReadAsync(
            db,
            seen.Where(review => review.Status == ReviewStatus.Open && review.RequesterId != me && review.MakerId != me && !review.Decisions.Any(decision => decision.ReviewerId == me && decision.EndedAt == null))
                .OrderByDescending(review => review.Key).Take(MostLooked),
            ct);
        var teams = open.Count == 0 ? [] : await ReviewDesk.TeamsAsync(db, me, ct);
        var waiting = new List<long>();
        foreach (var (key, (review, project, policy)) in open)
        {
            if (await access.RoleAsync(Permission.ModelsApprove, new(project.Id, project.OrganizationId, project.Visibility, "", project.Slug) { ArchivedAt = project.ArchivedAt }, ct) is { } role
                && Judge(review, policy).Approvals.Any(progress => !progress.IsMet && progress.Rule.Counts(me, role, teams)))
            {
                waiting.Add(key);
            }
        }

        return waiting;
    }

    /// <summary>Reviews with their projects and what they go by, by their keys: as many queries for one as for all.</summary>
    private static async Task<Dictionary<long, (Review Review, Project Project, TargetPolicy Policy)>> ReadAsync(SaasDb db, IQueryable<Review> which, CancellationToken ct)
    {
        var reviews = await which.Include(review => review.Decisions).AsSplitQuery().ToListAsync(ct);
        var (ids, numbers) = (reviews.Select(review => review.ProjectId).Distinct().ToList(), reviews.Select(review => review.PolicyNumber).Distinct().ToList());
        var projects = await db.Projects.AsNoTracking().Where(project => ids.Contains(project.Id)).ToDictionaryAsync(project => project.Id, ct);
        var policies = await db.ReviewPolicies.AsNoTracking().Where(policy => ids.Contains(policy.ProjectId) && numbers.Contains(policy.Number)).ToDictionaryAsync(policy => (policy.ProjectId, policy.Number), ct);
        return reviews.ToDictionary(review => review.Key, review =>
            (review, projects[review.ProjectId], (policies.GetValueOrDefault((review.ProjectId, review.PolicyNumber)) ?? ReviewPolicy.Default(review.OrganizationId, review.ProjectId)).Of(review.Target)));
    }

    private static Judgement Judge(Review review, TargetPolicy policy) => new(policy, [.. review.Standing], []);

    private static ReviewSummary Summary((Review Review, Project Project, TargetPolicy Policy) read, string model, int version, Id<User> me, bool waits)
    {
        var (review, project, policy) = read;
        return new(
            project.Slug, project.Name, review.Number, review.Status, model, version, review.Target, review.Requester, review.OpenedAt, review.ExpiresAt, review.ReviewAgainBy,
            review.IsGlassBroken, review.RequesterId == me, waits, review.IsActive ? Judge(review, policy).Missing : []);
    }
}
