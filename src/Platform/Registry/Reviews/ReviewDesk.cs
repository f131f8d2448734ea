using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Registry.Evidence;
using Slipway.Registry.Models;
using Slipway.Registry.Policies;
using Slipway.Registry.Versions;

namespace Slipway.Registry.Reviews;

/// <summary>A review with all that is needed to judge it.</summary>
/// <param name="Policy">What the policy's version that it goes by asks for its target.</param>
internal sealed record OpenedReview(Review Review, RegisteredModel Model, ModelVersion Version, TargetPolicy Policy)
{
    public ReviewFacts Facts(KnownProject project) => new(project.Slug, Review.Number, Model.Name, Version.Number, Review.Target);
}

/// <summary>A review as it was weighed on the evidence of that moment, or as it ended.</summary>
/// <param name="Now">What was found at that moment; null for a review that has ended.</param>
/// <param name="HasExpired">Whether its time was found to be over.</param>
internal sealed record WeighedReview(OpenedReview Opened, Findings? Now, Weighing Weighing, bool HasExpired = false)
{
    public Judgement Judgement => Weighing.Judgement;

    /// <summary>What there is to show; null for a review that ended before that was kept.</summary>
    public ReviewFindings? Found => Now is { } now ? ReviewFindings.Of(now) : Opened.Review.Ending;
}

/// <summary>Where reviews are opened and weighed, within the transaction of whoever needs that.</summary>
public sealed class ReviewDesk(EvidenceReader evidence)
{
    /// <summary>A review by its number; null when there is none.</summary>
    internal static Task<OpenedReview?> OpenAsync(SaasDb db, KnownProject project, int number, CancellationToken ct) =>
        OpenAsync(db, project, Whole(db).Where(review => review.ProjectId == project.Id && review.Number == number), ct);

    /// <summary>The review of a version for a target that may still lead to something; null when there is none.</summary>
    internal static Task<OpenedReview?> FindActiveAsync(SaasDb db, KnownProject project, long version, ReviewTarget target, CancellationToken ct)
    {
        var slot = Review.SlotOf(version, target);
        return OpenAsync(db, project, Whole(db).Where(review => review.Slot == slot), ct);
    }

    /// <summary>What is found of the version now, without deciding anything.</summary>
    internal Task<Findings> LookAsync(SaasDb db, KnownProject project, OpenedReview opened, CancellationToken ct) =>
        evidence.ReadAsync(new(db, project, opened.Review.Number, opened.Model, opened.Version, opened.Review.Posted, opened.Review.IsAuthor), opened.Policy, opened.Review.PolicyNumber, ct);

    /// <summary>The same, as a review that ends keeps it.</summary>
    internal async Task<ReviewFindings> FindAsync(ModelChange change, OpenedReview opened, CancellationToken ct) => ReviewFindings.Of(await LookAsync(change.Db, change.Project, opened, ct));

    /// <summary>Says how far the review is, voids approvals that saw other evidence, lets it expire when its time is over, and records each of these.</summary>
    internal async Task<WeighedReview> WeighAsync(ModelChange change, OpenedReview opened, CancellationToken ct)
    {
        var (weighed, facts) = (await JudgeAsync(change.Db, change.Project, opened, change.At, ct), opened.Facts(change.Project));
        foreach (var voided in weighed.Weighing.Voided)
        {
            change.Record(new ReviewVoided(facts, voided.Reviewer, voided.ReviewerId, voided.EndedBecause));
        }

        if (weighed.Weighing.IsNewlyApproved)
        {
            change.Record(new ReviewReady(facts, opened.Review.RequesterId));
        }

        if (weighed.HasExpired)
        {
            change.Record(new ReviewExpired(facts, opened.Review.RequesterId));
        }

        return weighed;
    }

    /// <summary>The same for who only reads: what it changes in the review is for the eyes alone, and must not be saved, since nothing is recorded of it.</summary>
    internal async Task<WeighedReview> JudgeAsync(SaasDb db, KnownProject project, OpenedReview opened, DateTime at, CancellationToken ct)
    {
        var review = opened.Review;
        if (!review.IsActive)
        {
            return AsItEnded(opened);
        }

        var found = await LookAsync(db, project, opened, ct);
        return review.Expire(ReviewFindings.Of(found), at) ? AsItEnded(opened) with { HasExpired = true } : new(opened, found, review.Weigh(opened.Policy, found, at));
    }

    private static WeighedReview AsItEnded(OpenedReview opened) =>
        new(opened, null, new(new Judgement(opened.Policy, [.. opened.Review.Standing], opened.Review.Ending?.Checks ?? []), [], IsNewlyApproved: false));

    /// <summary>The people whose approval is still wanted: those whom some unmet rule counts, and who have neither made the version nor decided.</summary>
    internal static async Task<IReadOnlyList<Id<User>>> AskedAsync(SaasDb db, KnownProject project, WeighedReview weighed, CancellationToken ct)
    {
        var (review, unmet) = (weighed.Opened.Review, weighed.Judgement.Approvals.Where(progress => !progress.IsMet).Select(progress => progress.Rule).ToList());
        if (unmet.Count == 0)
        {
            return [];
        }

        // Asked of the database as sets: an organization may have thousands of members, and this is within the turn to write.
        var may = await db.WhoMay(project, Permission.ModelsApprove).Select(person => person.Id).ToListAsync(ct);
        HashSet<Id<User>>? counted = null;
        if (!unmet.Exists(rule => rule.IsOpen))
        {
            counted = [.. unmet.SelectMany(rule => rule.People ?? []).Select(person => person.Id)];
            if (unmet.Min(rule => rule.Role) is { } least)
            {
                counted.UnionWith(await db.WhoIs(project, least).Select(person => person.Id).ToListAsync(ct));
            }

            if (unmet.SelectMany(rule => rule.Teams ?? []).Distinct().ToList() is { Count: > 0 } teams)
            {
                counted.UnionWith(await db.TeamMemberships.Where(place => db.Teams.Any(team => team.Id == place.TeamId && teams.Contains(team.Slug))).Select(place => place.UserId).ToListAsync(ct));
            }
        }

        return may.FindAll(person => counted?.Contains(person) is not false && !review.IsAuthor(person) && review.Standing.All(decision => decision.ReviewerId != person));
    }

    /// <summary>The addresses of the teams that somebody is in.</summary>
    internal static async Task<IReadOnlyList<string>> TeamsAsync(SaasDb db, Id<User> person, CancellationToken ct) =>
        await db.TeamMemberships.Where(membership => membership.UserId == person).Join(db.Teams, membership => membership.TeamId, team => team.Id, (_, team) => team.Slug).ToListAsync(ct);

    private static IQueryable<Review> Whole(SaasDb db) =>
        db.Reviews.Include(r => r.Decisions).Include(r => r.Seen).Include(r => r.Posted).Include(r => r.Acts).AsSplitQuery();

    private static async Task<OpenedReview?> OpenAsync(SaasDb db, KnownProject project, IQueryable<Review> which, CancellationToken ct)
    {
        if (await which.SingleOrDefaultAsync(ct) is not { } review)
        {
            return null;
        }

        var model = await db.RegisteredModels.Include(m => m.Tags).Include(m => m.Aliases).AsSplitQuery().SingleAsync(m => m.Key == review.ModelKey, ct);
        var version = await db.ModelVersions.Include(v => v.Tags).SingleAsync(v => v.Key == review.VersionKey, ct);
        var policy = (await ReviewPolicy.VersionAsync(db, project, review.PolicyNumber, ct))!.Of(review.Target);
        return new(review, model, version, policy);
    }
}
