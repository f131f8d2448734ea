using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.Finder;

/// <summary>An experiment that was found. <paramref name="Number"/> is its id in the project.</summary>
public sealed record FoundExperiment(long Number, string Name);

/// <summary>A run that was found.</summary>
/// <param name="Experiment">The number of the run's experiment.</param>
/// <param name="StartTime">Unix milliseconds.</param>
public sealed record FoundRun(string RunId, string Name, RunStatus Status, long StartTime, long Experiment);

/// <summary>What somebody may have meant, nearest first.</summary>
public sealed record Found(IReadOnlyList<FoundExperiment> Experiments, IReadOnlyList<FoundRun> Runs)
{
    public static readonly Found Nothing = new([], []);
}

/// <summary>Finds what somebody goes to by a piece of its name, or a run by the beginning of its id.</summary>
public sealed partial class FinderService(IDbContextFactory<SaasDb> dbs, Access access)
{
    /// <summary>The most of each kind.</summary>
    public const int Most = 8;

    /// <summary>The longest text that is looked for.</summary>
    public const int TextLimit = Run.NameLimit;

    /// <summary>The experiments and runs of a project whose name has the text in it, capitals or not; deleted ones aren't looked at.</summary>
    /// <param name="text">What was typed. An id counts from six digits on; less than one character finds nothing.</param>
    public async Task<Result<Found>> FindAsync(KnownProject project, string text, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        var sought = text.Trim().ToLowerInvariant();
        if (sought.Length == 0)
        {
            return Found.Nothing;
        }

        if (sought.Length > TextLimit)
        {
            return new Invalid($"Names have up to {TextLimit} characters, and this text has {sought.Length}: look for a piece of it.");
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        return new Found(await ExperimentsAsync(db, project.Id, sought, ct), await RunsAsync(db, project.Id, sought, ct));
    }

    // Not run here but translated: the database's LOWER knows no culture, and EF has no other way to say it.
#pragma warning disable CA1304, CA1311, CA1862
    private static async Task<IReadOnlyList<FoundExperiment>> ExperimentsAsync(SaasDb db, Id<Project> project, string sought, CancellationToken ct) =>
        await db.Experiments
            .Where(experiment => experiment.ProjectId == project && !experiment.Deleted && experiment.Name.ToLower().Contains(sought))
            .OrderByDescending(experiment => experiment.Name.ToLower().StartsWith(sought)).ThenByDescending(experiment => experiment.Number)
            .Take(Most)
            .Select(experiment => new FoundExperiment(experiment.Number, experiment.Name))
            .ToListAsync(ct);

    private static async Task<IReadOnlyList<FoundRun>> RunsAsync(SaasDb db, Id<Project> project, string sought, CancellationToken ct)
    {
        var runs = db.Runs.Where(run => run.ProjectId == project && !run.Deleted);
        var byId = PartOfId().IsMatch(sought) ? await ReadAsync(db, runs.Where(run => run.RunId.StartsWith(sought)), ct) : [];
        return byId.Count > 0 ? byId : await ReadAsync(db, runs.Where(run => run.Name.ToLower().Contains(sought)), ct);
    }
#pragma warning restore CA1304, CA1311, CA1862

    private static Task<List<FoundRun>> ReadAsync(SaasDb db, IQueryable<Run> runs, CancellationToken ct) =>
        runs.OrderByDescending(run => run.StartTime).ThenBy(run => run.RunId)
            .Take(Most)
            .Join(db.Experiments, run => run.ExperimentKey, experiment => experiment.Key, (run, experiment) => new { run, experiment.Number })
            .OrderByDescending(found => found.run.StartTime).ThenBy(found => found.run.RunId)
            .Select(found => new FoundRun(found.run.RunId, found.run.Name, found.run.Status, found.run.StartTime, found.Number))
            .ToListAsync(ct);

    [GeneratedRegex("^[0-9a-f]{6,32}$")]
    private static partial Regex PartOfId();
}
