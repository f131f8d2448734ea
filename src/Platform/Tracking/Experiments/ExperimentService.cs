using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Live;
using Slipway.Tracking.Runs;
using Slipway.Tracking.Search;
using static Slipway.Tracking.Experiments.ExperimentRules;

namespace Slipway.Tracking.Experiments;

/// <summary>A project's experiments. An experiment is named by its number; names are unique in the project, deleted ones included.</summary>
public sealed class ExperimentService(IDbContextFactory<SaasDb> dbs, Database database, RunLogService runs, ExperimentWriter writer, Tenant tenant, Access access, LiveFeed live, TimeProvider time)
{
    /// <summary>Creates an experiment and answers its number.</summary>
    public async Task<Result<long>> CreateAsync(KnownProject project, CreateExperiment request, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsWrite, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        var tags = request.Tags ?? [];
        if ((CheckName(request.Name) ?? CheckLocation(request.ArtifactLocation) ?? tags.Select(CheckTag).FirstOrDefault(unusable => unusable is not null)) is { } invalid)
        {
            return invalid;
        }

        while (true)
        {
            await using var db = await dbs.CreateDbContextAsync(ct);
            if (await ExperimentWriter.TakenAsync(db, project, request.Name, ct) is { } taken)
            {
                return taken;
            }

            var number = (await db.Experiments.Where(e => e.ProjectId == project.Id).MaxAsync(e => (long?)e.Number, ct) ?? Experiment.DefaultNumber) + 1;
            var now = time.GetUtcNow();
            var experiment = db.Experiments.Add(Experiment.Create(
                tenant.Id, project.Id, number, request.Name, request.ArtifactLocation is { Length: > 0 } location ? location.TrimEnd('/') : null, now.ToUnixTimeMilliseconds())).Entity;
            experiment.Tags.AddRange(tags.DistinctBy(tag => tag.Key).Select(tag => ExperimentTag.Set(tenant.Id, tag.Key, tag.Value)));
            db.Record(new ExperimentCreated(project.Slug, number, request.Name), tenant.Id, project.Id, access.Principal, now.UtcDateTime);
            try
            {
                await db.SaveChangesAsync(ct);
                live.Publish(Topics.Project(project.Id), LiveMessage.Changed);
                return number;
            }
            catch (DbUpdateException exception) when (exception.IsDuplicate())
            {
                // Somebody else took the name or the number in between; looking again tells which.
            }
        }
    }

    /// <summary>One experiment, deleted or not.</summary>
    public async Task<Result<ExperimentDetails>> GetAsync(KnownProject project, long number, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        return await Read(db).SingleOrDefaultAsync(e => e.ProjectId == project.Id && e.Number == number, ct) is { } found ? Details(found) : NoSuchExperiment(number);
    }

    /// <summary>One experiment by its name, deleted or not.</summary>
    public async Task<Result<ExperimentDetails>> FindAsync(KnownProject project, string name, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        return await Read(db).SingleOrDefaultAsync(e => e.ProjectId == project.Id && e.Name == name, ct) is { } found
            ? Details(found)
            : new NotFound($"Could not find experiment with name '{name}'");
    }

    /// <summary>A page of the experiments that meet the filter, in the order asked for.</summary>
    public async Task<Result<Page<ExperimentDetails>>> SearchAsync(KnownProject project, ExperimentSearch search, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        if (search.MaxResults is < 1 or > ExperimentSearch.MostResults)
        {
            return new Invalid($"Invalid value {search.MaxResults} for parameter 'max_results' supplied: it takes 1 to {ExperimentSearch.MostResults}.");
        }

        var filter = SearchFilter.Parse(search.Filter, SearchEntity.Experiments);
        var orders = SearchOrder.Parse(search.OrderBy ?? [], SearchEntity.Experiments);
        if ((filter.Refusal ?? orders.Refusal) is { } unreadable)
        {
            return unreadable;
        }

        var sql = new ExperimentSearchSql(database.Provider, project.Id, search.View, [.. SearchTable.Comparisons(filter.Value)], orders.Value);
        string?[] query = [search.Filter, string.Join('\n', search.OrderBy ?? []), search.View.ToString(), project.Id.ToString()];
        var token = PageToken.Decode(search.PageToken, sql.Sort.Count, query);
        if (token.Refusal is { } foreign)
        {
            return foreign;
        }

        var (keys, next) = await FindAsync(sql, token.Value?.Values, search.MaxResults, ct);
        await using var db = await dbs.CreateDbContextAsync(ct);
        var found = await Read(db).Where(e => keys.Contains(e.Key)).ToDictionaryAsync(e => e.Key, ct);
        return new Page<ExperimentDetails>(
            [.. keys.Where(found.ContainsKey).Select(key => Details(found[key]))],
            next is null ? null : new PageToken(next, keys[^1].ToString(CultureInfo.InvariantCulture)).Encode(query));
    }

    /// <summary>How much was done in some experiments, by their numbers; those that don't exist are left out.</summary>
    public async Task<Result<IReadOnlyDictionary<long, ExperimentActivity>>> ActivityAsync(KnownProject project, IReadOnlyList<long> numbers, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        return await db.Experiments
            .Where(e => e.ProjectId == project.Id && numbers.Contains(e.Number))
            .Select(e => new
            {
                e.Number,
                // Counted as they stand in the index.
                Runs = db.Runs.Where(run => run.ExperimentKey == e.Key && run.Deleted == e.Deleted).OrderBy(run => run.StartTime).Take(RunSearch.MostCounted + 1).Count(),
                Last = db.Runs.Where(run => run.ExperimentKey == e.Key && run.Deleted == e.Deleted).Max(run => (long?)run.StartTime),
            })
            .ToDictionaryAsync(e => e.Number, e => new ExperimentActivity(e.Runs, e.Last), ct);
    }

    /// <summary>Gives an experiment another name; deleted ones keep theirs.</summary>
    public async Task<Result<Done>> RenameAsync(KnownProject project, long number, string name, CancellationToken ct)
    {
        if (CheckName(name) is { } invalid)
        {
            return invalid;
        }

        return await writer.ChangeAsync(project, number, async (db, experiment, now) =>
        {
            if (experiment.Deleted)
            {
                return new Conflict($"The experiment {number} is deleted. Restore it before renaming it.");
            }

            if (experiment.Name != name && await ExperimentWriter.TakenAsync(db, project, name, ct) is { } taken)
            {
                return taken;
            }

            experiment.Rename(name, now);
            return new List<PlatformEvent> { new ExperimentRenamed(project.Slug, number, name) };
        }, ct);
    }

    /// <summary>Deletes an experiment and its runs; they can be restored.</summary>
    public Task<Result<Done>> DeleteAsync(KnownProject project, long number, CancellationToken ct) => runs.DeleteExperimentAsync(project, number, ct);

    /// <summary>Restores an experiment and all its runs, those that were deleted one by one too.</summary>
    public Task<Result<Done>> RestoreAsync(KnownProject project, long number, CancellationToken ct) => runs.RestoreExperimentAsync(project, number, ct);

    /// <summary>Puts a tag on an experiment; the last write wins.</summary>
    public Task<Result<Done>> SetTagAsync(KnownProject project, long number, KeyValue tag, CancellationToken ct) =>
        writer.ChangeAsync(project, number, (experiment, _) =>
        {
            if ((CheckTag(tag) ?? (experiment.Deleted ? NotActive(number) : null)) is { } invalid)
            {
                return invalid;
            }

            experiment.SetTag(tag.Key, tag.Value);
            return new List<PlatformEvent> { new ExperimentTagged(project.Slug, number, tag.Key, tag.Value) };
        }, ct);

    /// <summary>Takes a tag off; a missing one is refused.</summary>
    public Task<Result<Done>> DeleteTagAsync(KnownProject project, long number, string key, CancellationToken ct) =>
        writer.ChangeAsync(project, number, (experiment, _) =>
        {
            if (experiment.Deleted)
            {
                return NotActive(number);
            }

            return experiment.TakeTag(key)
                ? new List<PlatformEvent> { new ExperimentTagged(project.Slug, number, key, null) }
                : new NotFound($"No tag with name: {key} in experiment with id {number}");
        }, ct);

    private async Task<(List<long> Keys, SortValue[]? Next)> FindAsync(ExperimentSearchSql search, IReadOnlyList<SortValue>? after, int rows, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        await using var command = search.Statement(after, rows + 1).CommandOn(connection);
        await using var row = await command.ExecuteReaderAsync(ct);
        List<long> keys = [];
        SortValue[]? last = null;
        while (await row.ReadAsync(ct))
        {
            if (keys.Count == rows)
            {
                return (keys, last);
            }

            keys.Add(row.GetInt64(0));
            last = search.Sort.Place(row, 1);
        }

        return (keys, null);
    }

    private static IQueryable<Experiment> Read(SaasDb db) => db.Experiments.AsNoTracking().Include(e => e.Tags);

    private static ExperimentDetails Details(Experiment e) =>
        new(e.Number, e.Name, ArtifactUris.Experiment(e.Number, e.ArtifactLocation), e.Deleted, e.CreatedAt, e.UpdatedAt, [.. e.Tags.Select(tag => new KeyValue(tag.Name, tag.Value))]);
}
