using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Live;
using static Slipway.Tracking.Experiments.ExperimentRules;

namespace Slipway.Tracking.Experiments;

/// <summary>The one way to change an experiment: asks who may, and commits the change with what happened.</summary>
public sealed class ExperimentWriter(IDbContextFactory<SaasDb> dbs, Tenant tenant, Access access, LiveFeed live, TimeProvider time)
{
    internal Task<Result<Done>> ChangeAsync(KnownProject project, long number, Func<Experiment, long, Result<List<PlatformEvent>>> change, CancellationToken ct) =>
        ChangeAsync(project, number, (_, experiment, now) => Task.FromResult(change(experiment, now)), ct);

    /// <param name="change">Gets the experiment with its tags, and now in Unix milliseconds; answers what happened, and nothing when nothing did.</param>
    internal async Task<Result<Done>> ChangeAsync(
        KnownProject project, long number, Func<SaasDb, Experiment, long, Task<Result<List<PlatformEvent>>>> change, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsWrite, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var happened = 0;
        Result<Done> outcome;
        try
        {
            outcome = await db.TransactAsync<Done>(async () =>
            {
                if (await db.Experiments.Include(e => e.Tags).SingleOrDefaultAsync(e => e.ProjectId == project.Id && e.Number == number, ct) is not { } experiment)
                {
                    return NoSuchExperiment(number);
                }

                var now = time.GetUtcNow();
                var changed = await change(db, experiment, now.ToUnixTimeMilliseconds());
                if (changed.Refusal is { } declined)
                {
                    return declined;
                }

                happened = changed.Value.Count;
                foreach (var each in changed.Value)
                {
                    db.Record(each, tenant.Id, project.Id, access.Principal, now.UtcDateTime);
                }

                await db.SaveChangesAsync(ct);
                return default(Done);
            }, ct);
        }
        catch (DbUpdateException exception) when (exception.IsDuplicate())
        {
            return new Conflict("Somebody else made the same change at the same moment, or took the name. Look again, and try once more.");
        }

        if (outcome.Refusal is null && happened > 0)
        {
            live.Publish(Topics.Project(project.Id), LiveMessage.Changed);
            live.Publish(Topics.Experiment(project.Id, number), LiveMessage.Changed);
        }

        return outcome;
    }

    /// <summary>The refusal of a name that another experiment has, deleted or not; null when it is free.</summary>
    internal static async Task<AlreadyExists?> TakenAsync(SaasDb db, KnownProject project, string name, CancellationToken ct) =>
        await db.Experiments.Where(e => e.ProjectId == project.Id && e.Name == name).Select(e => (bool?)e.Deleted).SingleOrDefaultAsync(ct) is { } deleted
            ? NameTaken(name, deleted)
            : null;
}
