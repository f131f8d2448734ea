using Hangfire;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Jobs;
using Slipway.Registry.Evidence;
using Slipway.Registry.Models;

namespace Slipway.Registry.Reviews;

/// <summary>Has every organization's reviews weighed: points are logged without an event, and time passes without one.</summary>
internal sealed class SweepReviews(IDbContextFactory<SaasDb> dbs, IBackgroundJobClient jobs, TimeProvider time)
{
    public async Task RunAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var db = await dbs.CreateDbContextAsync(ct);
        foreach (var organization in await db.Reviews.IgnoreQueryFilters(SaasDb.TenantFilterOnly)
            .Where(review => review.Slot != null || (!review.IsDueAgainTold && review.ReviewAgainBy < now)).Select(review => review.OrganizationId).Distinct().ToListAsync(ct))
        {
            jobs.Enqueue<WeighReviews>(JobQueues.Sweeps, weigh => weigh.RunAsync(organization, CancellationToken.None));
        }
    }
}

/// <summary>Weighs an organization's reviews as they stand now: voids approvals whose evidence changed, ends what has expired, and tells what is due again. A second time changes nothing.</summary>
internal sealed class WeighReviews(IDbContextFactory<SaasDb> dbs, AccessMemory memory, ModelWriter writer, ReviewDesk desk, TimeProvider time)
{
    public async Task RunAsync(Id<Organization> organization, CancellationToken ct)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var db = await dbs.CreateDbContextAsync(ct);
        foreach (var review in await db.Reviews.Where(review => review.OrganizationId == organization && (review.Slot != null || (!review.IsDueAgainTold && review.ReviewAgainBy < now)))
            .OrderBy(review => review.Key).Select(review => new { review.ProjectId, review.Number }).ToListAsync(ct))
        {
            if (await memory.ProjectAsync(review.ProjectId, ct) is { } project && await IsNewsAsync(db, project, review.Number, now, ct))
            {
                await writer.ActAsync<Done>(project, null, async change =>
                {
                    if (await ReviewDesk.OpenAsync(change.Db, project, review.Number, ct) is { } opened)
                    {
                        await WeighAsync(change, opened, ct);
                    }

                    return default(Done);
                }, ct);
            }
        }
    }

    // Looked at before the turn to write is asked for: most of the time nothing has changed.
    private async Task<bool> IsNewsAsync(SaasDb db, KnownProject project, int number, DateTime now, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        if (await ReviewDesk.OpenAsync(db, project, number, ct) is not { } opened)
        {
            return false;
        }

        var (review, before) = (opened.Review, opened.Review.Revision);
        if (!review.TellDueAgain(now))
        {
            await desk.JudgeAsync(db, project, opened, now, ct);
        }

        return review.Revision != before;
    }

    private async Task WeighAsync(ModelChange change, OpenedReview opened, CancellationToken ct)
    {
        var (review, facts) = (opened.Review, opened.Facts(change.Project));
        if (review.TellDueAgain(change.At))
        {
            // Another version may have the target by now, and then nothing is due.
            if (await EvidenceReader.HolderAsync(change.Db, opened.Model, review.Target, ct) is { } holder && holder.Key == review.VersionKey)
            {
                change.Record(new ReviewDueAgain(facts, review.RequesterId));
            }
        }
        else
        {
            await desk.WeighAsync(change, opened, ct);
        }
    }
}

/// <summary>Has reviews weighed at once when something happened that decisions may rest on.</summary>
internal sealed class WeighOnEvents(IBackgroundJobClient jobs, Tenant tenant) : IEventConsumer
{
    private static readonly string[] Concerning = ["version.", "card.", "run.", "comment.", "thread.", "logged-model."];

    private bool _concerns;

    public Task HandleAsync(SaasDb db, IReadOnlyList<EventFact> events, CancellationToken ct)
    {
        _concerns = events.Any(fact => Array.Exists(Concerning, beginning => fact.Kind.StartsWith(beginning, StringComparison.Ordinal)));
        return Task.CompletedTask;
    }

    public Task CommittedAsync(CancellationToken ct)
    {
        if (_concerns)
        {
            var organization = tenant.Id;
            jobs.Enqueue<WeighReviews>(JobQueues.Sweeps, weigh => weigh.RunAsync(organization, CancellationToken.None));
        }

        return Task.CompletedTask;
    }
}
