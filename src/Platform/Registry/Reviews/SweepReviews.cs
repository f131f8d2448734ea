using Hangfire;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
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
internal sealed partial class WeighReviews(IDbContextFactory<SaasDb> dbs, AccessMemory memory, ModelWriter writer, ReviewDesk desk, TimeProvider time, ILogger<WeighReviews> log)
{
    /// <summary>All that may still change.</summary>
    public async Task RunAsync(Id<Organization> organization, CancellationToken ct)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var db = await dbs.CreateDbContextAsync(ct);
        var due = await db.Reviews.Where(review => review.OrganizationId == organization && (review.Slot != null || (!review.IsDueAgainTold && review.ReviewAgainBy < now)))
            .OrderBy(review => review.Key).Select(review => new { review.ProjectId, review.Number }).ToListAsync(ct);
        await WeighAsync(db, due.Select(review => (review.ProjectId, review.Number)), now, ct);
    }

    /// <summary>Those that rest on what something just happened to.</summary>
    /// <param name="things">As <see cref="WeighOnEvents"/> tells them.</param>
    public async Task RunAsync(Id<Organization> organization, IReadOnlyList<string> things, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var open = await (
            from review in db.Reviews
            where review.OrganizationId == organization && review.Slot != null
            join project in db.Projects on review.ProjectId equals project.Id
            join model in db.RegisteredModels on review.ModelKey equals model.Key
            join version in db.ModelVersions on review.VersionKey equals version.Key
            orderby review.Key
            select new { review.ProjectId, review.Number, project.Slug, model.Name, version.RunId, version.LoggedModelId }).ToListAsync(ct);
        var touched = things.ToHashSet(StringComparer.Ordinal);
        await WeighAsync(
            db,
            open.Where(each => new[]
            {
                ReviewRules.Subject(each.Slug, each.Number), ModelRules.Subject(each.Slug, each.Name), $"projects/{each.Slug}/runs/{each.RunId}", $"projects/{each.Slug}/logged-models/{each.LoggedModelId}",
            }.Any(touched.Contains)).Select(each => (each.ProjectId, each.Number)),
            time.GetUtcNow().UtcDateTime,
            ct);
    }

    private async Task WeighAsync(SaasDb db, IEnumerable<(Id<Project> Project, int Number)> reviews, DateTime now, CancellationToken ct)
    {
        foreach (var (id, number) in reviews)
        {
            try
            {
                if (await memory.ProjectAsync(id, ct) is { } project && await IsNewsAsync(db, project, number, now, ct))
                {
                    await writer.ActAsync<Done>(project, null, async change =>
                    {
                        if (await ReviewDesk.OpenAsync(change.Db, project, number, ct) is { } opened)
                        {
                            await WeighAsync(change, opened, ct);
                        }

                        return default(Done);
                    }, ct);
                }
            }
            catch (Exception exception) when (!ct.IsCancellationRequested)
            {
                // One that can't be weighed must not keep the others from being: the sweep tries it again within a minute.
                LogFailed(log, number, id, exception);
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

    [LoggerMessage(LogLevel.Error, "Review {Number} of the project {Project} couldn't be weighed; the others were, and it is tried again with the next sweep.")]
    private static partial void LogFailed(ILogger log, int number, Id<Project> project, Exception exception);
}

/// <summary>Has the reviews weighed at once that rest on what something happened to. What isn't told by an event, such as a point, waits for the sweep.</summary>
internal sealed class WeighOnEvents(IBackgroundJobClient jobs, Tenant tenant) : IEventConsumer
{
    private const int MostThings = 200;
    private static readonly string[] Concerning = ["version.", "card.", "run.", "comment.", "thread.", "logged-model.", "alias.", "stage."];

    private readonly HashSet<string> _things = new(StringComparer.Ordinal);

    public Task HandleAsync(SaasDb db, IReadOnlyList<EventFact> events, CancellationToken ct)
    {
        _things.Clear();
        _things.UnionWith(events.Where(fact => Array.Exists(Concerning, beginning => fact.Kind.StartsWith(beginning, StringComparison.Ordinal))).Select(fact => Thing(fact.Subject)));
        return Task.CompletedTask;
    }

    public Task CommittedAsync(CancellationToken ct)
    {
        var (organization, things) = (tenant.Id, _things.ToArray());
        if (things.Length > MostThings)
        {
            jobs.Enqueue<WeighReviews>(JobQueues.Sweeps, weigh => weigh.RunAsync(organization, CancellationToken.None));
        }
        else if (things.Length > 0)
        {
            jobs.Enqueue<WeighReviews>(JobQueues.Sweeps, weigh => weigh.RunAsync(organization, things, CancellationToken.None));
        }

        return Task.CompletedTask;
    }

    /// <summary>The model, run, logged model or review that a subject is of: <c>projects/{project}/{kind}/{name}</c>, without what lies below.</summary>
    private static string Thing(string subject) => string.Join('/', subject.Split('/').Take(4));
}
