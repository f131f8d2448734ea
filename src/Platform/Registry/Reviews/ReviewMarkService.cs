using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Registry.Policies;

namespace Slipway.Registry.Reviews;

/// <summary>A review that is going on.</summary>
/// <param name="Approvals">How many of the approvals that the policy asks for were given.</param>
/// <param name="Needed">How many it asks for.</param>
public sealed record OpenReview(int Number, int Version, ReviewTarget Target, ReviewStatus Status, int Approvals, int Needed);

/// <summary>That a target was moved without the review that the policy asks for.</summary>
/// <param name="Reason">What whoever did it said.</param>
public sealed record BrokenGlass(int Number, int Version, ReviewTarget Target, string By, DateTime At, string Reason);

/// <summary>What stands of reviews on the page of a model or a version.</summary>
/// <param name="Open">Those that are going on, the newest first.</param>
/// <param name="Broken">Moves without a review, the latest first. They stand there for good.</param>
/// <param name="MayRequest">Whether the reader may ask for a review: something is protected, and they may.</param>
public sealed record ReviewMarks(IReadOnlyList<OpenReview> Open, IReadOnlyList<BrokenGlass> Broken, bool MayRequest);

/// <summary>Says of a model and its versions what is in review, and what was moved without one.</summary>
public sealed class ReviewMarkService(IDbContextFactory<SaasDb> dbs, Access access)
{
    /// <summary>How many of each are told.</summary>
    public const int Most = 50;

    /// <summary>The marks of a model, or of one of its versions.</summary>
    /// <param name="version">Null for all of them.</param>
    public async Task<Result<ReviewMarks>> GetAsync(KnownProject project, string model, int? version, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ModelsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var of =
            from review in db.Reviews.AsNoTracking()
            where review.ProjectId == project.Id
            join registered in db.RegisteredModels on review.ModelKey equals registered.Key
            where registered.Name == model && registered.DeletedAt == 0
            join reviewed in db.ModelVersions on review.VersionKey equals reviewed.Key
            where (version == null || reviewed.Number == version) && reviewed.DeletedAt == 0
            select new { review.Key, review.Number, Version = reviewed.Number, review.TargetKind, review.TargetName, IsOpen = review.Slot != null, review.IsGlassBroken };
        var open = await of.Where(each => each.IsOpen).OrderByDescending(each => each.Key).Take(Most).ToListAsync(ct);
        var broken = await of.Where(each => each.IsGlassBroken).OrderByDescending(each => each.Key).Take(Most)
            .Join(db.Reviews.SelectMany(review => review.Acts).Where(act => act.Kind == ActKind.GlassBroken), each => each.Key, act => act.ReviewKey, (each, act) => new { each, act.Actor, act.At, act.Words }).ToListAsync(ct);
        var keys = open.ConvertAll(each => each.Key);
        var reviews = await db.Reviews.AsNoTracking().Include(review => review.Decisions).Where(review => keys.Contains(review.Key)).ToDictionaryAsync(review => review.Key, ct);
        var policies = await PoliciesAsync(db, project, reviews.Values, ct);
        return new ReviewMarks(
            [.. open.Select(each => Open(reviews[each.Key], each.Version, policies[reviews[each.Key].PolicyNumber]))],
            [.. broken.OrderByDescending(each => each.At).Select(each => new BrokenGlass(each.each.Number, each.each.Version, new(each.each.TargetKind, each.each.TargetName), each.Actor, each.At, each.Words))],
            (await ReviewPolicy.CurrentAsync(db, project, ct)).Targets.Count > 0 && await access.AllowsAsync(Permission.ModelsRequestReview, project.Id, ct));
    }

    private static async Task<Dictionary<int, ReviewPolicy>> PoliciesAsync(SaasDb db, KnownProject project, IEnumerable<Review> reviews, CancellationToken ct)
    {
        var numbers = reviews.Select(review => review.PolicyNumber).Distinct().ToList();
        var written = await db.ReviewPolicies.AsNoTracking().Where(policy => policy.ProjectId == project.Id && numbers.Contains(policy.Number)).ToListAsync(ct);
        return written.Append(ReviewPolicy.Default(project.OrganizationId, project.Id)).ToDictionary(policy => policy.Number);
    }

    private static OpenReview Open(Review review, int version, ReviewPolicy policy)
    {
        var approvals = new Judgement(policy.Of(review.Target), [.. review.Standing], []).Approvals;
        return new(review.Number, version, review.Target, review.Status, approvals.Sum(rule => Math.Min(rule.By.Count, rule.Rule.Count)), approvals.Sum(rule => rule.Rule.Count));
    }
}
