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
/// <param name="Waiting">How many reviews want the reader's decision, whatever the page shows.</param>
/// <param name="Mine">How many of the reader's own are going on.</param>
/// <param name="Active">How many are going on.</param>
/// <param name="Next">Where the next page begins; null when this was the last.</param>
public sealed record ReviewListing(IReadOnlyList<ReviewSummary> Items, int Waiting, int Mine, int Active, long? Next);

/// <summary>Lists reviews, with what they want of the reader. Of checks it knows what the last look found.</summary>
public sealed class ReviewQueue(Access access)
{
    /// <summary>How many reviews a page has at most.</summary>
    public const int PageSize = 50;

    internal async Task<ReviewListing> ReadAsync(SaasDb db, IQueryable<Project> among, ReviewFilter filter, CancellationToken ct)
    {
        var projects = await among.ToDictionaryAsync(project => project.Id, ct);
        var (ids, me) = (projects.Keys.ToList(), access.Principal.UserId);
        var seen = db.Reviews.AsNoTracking().Where(review => ids.Contains(review.ProjectId));
        var active = await seen.Include(review => review.Decisions).Where(review => review.Slot != null).ToListAsync(ct);
        var judged = new Dictionary<long, (bool Waits, IReadOnlyList<string> Missing)>();
        foreach (var review in active)
        {
            judged[review.Key] = await JudgeAsync(db, projects[review.ProjectId], review, ct);
        }

        var waiting = judged.Where(each => each.Value.Waits).Select(each => each.Key).ToList();
        var asked = filter.Scope switch { ReviewScope.Waiting => seen.Where(review => waiting.Contains(review.Key)), ReviewScope.Mine => seen.Where(review => review.RequesterId == me), _ => seen };
        var rows = await (
            from review in asked
            join model in db.RegisteredModels on review.ModelKey equals model.Key
            join version in db.ModelVersions on review.VersionKey equals version.Key
            where (filter.Status == null || review.Status == filter.Status) && (filter.Model == null || model.Name == filter.Model) && (filter.Before == null || review.Key < filter.Before)
            orderby review.Key descending
            select new { Review = review, model.Name, version.Number }).Take(PageSize + 1).ToListAsync(ct);
        var items = rows.Take(PageSize).Select(row => Summary(row.Review, row.Name, row.Number, projects[row.Review.ProjectId], me, judged.GetValueOrDefault(row.Review.Key)));
        return new([.. items], waiting.Count, active.Count(review => review.RequesterId == me), active.Count, rows.Count > PageSize ? rows[PageSize - 1].Review.Key : null);
    }

    private async Task<(bool Waits, IReadOnlyList<string> Missing)> JudgeAsync(SaasDb db, Project project, Review review, CancellationToken ct)
    {
        var known = new KnownProject(project.Id, project.OrganizationId, project.Visibility, "", project.Slug);
        var policy = (await ReviewPolicy.VersionAsync(db, known, review.PolicyNumber, ct))!.Of(review.Target);
        var judgement = new Judgement(policy, [.. review.Standing], []);
        var me = access.Principal.UserId;
        var mayDecide = review.Status is ReviewStatus.Open && !review.IsAuthor(me) && review.Standing.All(decision => decision.ReviewerId != me)
            && await access.AllowsAsync(Permission.ModelsApprove, project.Id, ct);
        if (!mayDecide || await access.RoleAsync(project.Id, ct) is not { } role)
        {
            return (false, judgement.Missing);
        }

        var teams = await ReviewDesk.TeamsAsync(db, me, ct);
        return (judgement.Approvals.Any(progress => !progress.IsMet && progress.Rule.Counts(me, role, teams)), judgement.Missing);
    }

    private static ReviewSummary Summary(Review review, string model, int version, Project project, Id<User> me, (bool Waits, IReadOnlyList<string> Missing) judged) => new(
        project.Slug, project.Name, review.Number, review.Status, model, version, new ReviewTarget(review.TargetKind, review.TargetName), review.Requester, review.OpenedAt, review.ExpiresAt, review.ReviewAgainBy,
        review.IsGlassBroken, review.RequesterId == me, judged.Waits, judged.Missing ?? []);
}
