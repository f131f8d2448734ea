using System.Data.Common;
using System.Globalization;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Tracking.Search;

namespace Slipway.Tracking.Runs;

/// <summary>A project's runs as readers see them.</summary>
public sealed class RunService(Database database, Access access)
{
    /// <summary>One run with all that was logged to it; deleted ones too. Its metrics are the latest points.</summary>
    /// <param name="runId">32 lower-case hexadecimal digits.</param>
    public async Task<Result<RunDetails>> GetAsync(KnownProject project, string runId, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var connection = await database.OpenAsync(ct);
        return await RunReader.ReadAsync(connection, database.Provider, project.Id.Value, runId, ct) is { } run
            ? run
            : new NotFound($"Run with id={runId} not found. Check the id and that the tracking address names the run's project.");
    }

    /// <summary>A page of the runs that meet the filter, in the order asked for.</summary>
    public async Task<Result<Page<RunDetails>>> SearchAsync(KnownProject project, RunSearch search, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var connection = await database.OpenAsync(ct);
        var prepared = await PrepareAsync(connection, project, search, ct);
        if (prepared.Refusal is { } unreadable)
        {
            return unreadable;
        }

        var window = await ReadAsync(connection, prepared.Value, prepared.Value.After, search, ct);
        return new Page<RunDetails>(window.Runs, window.NextToken);
    }

    /// <summary>
    /// The stretch that begins some runs behind the search's page token, or behind its beginning. Runs that are passed over are not read; a nearer
    /// token makes fewer of them.
    /// </summary>
    /// <param name="skip">How many runs to pass over, up to <see cref="RunSearch.MostResults"/>.</param>
    public async Task<Result<RunWindow>> WindowAsync(KnownProject project, RunSearch search, int skip, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        if (skip is < 0 or > RunSearch.MostResults)
        {
            return new Invalid($"{skip} runs can't be passed over: 0 to {RunSearch.MostResults} can. Begin with the page token of a nearer page.");
        }

        await using var connection = await database.OpenAsync(ct);
        var prepared = await PrepareAsync(connection, project, search, ct);
        if (prepared.Refusal is { } unreadable)
        {
            return unreadable;
        }

        if (skip == 0)
        {
            return (await ReadAsync(connection, prepared.Value, prepared.Value.After, search, ct)) with { FirstToken = search.PageToken };
        }

        var (passed, place) = prepared.Value.IsEmpty ? ([], null) : await RunSearcher.FindAsync(connection, prepared.Value.Sql, prepared.Value.After, skip, ct);
        return place is null
            ? new RunWindow([], search.PageToken, null)
            : (await ReadAsync(connection, prepared.Value, place, search, ct)) with { FirstToken = prepared.Value.Token(place, passed[^1]) };
    }

    /// <summary>How many runs meet the filter.</summary>
    public async Task<Result<int>> CountAsync(KnownProject project, RunSearch search, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var connection = await database.OpenAsync(ct);
        var prepared = await PrepareAsync(connection, project, search with { PageToken = null }, ct);
        return prepared.Refusal is { } unreadable ? unreadable
            : prepared.Value.IsEmpty ? 0
            : await RunSearcher.CountAsync(connection, prepared.Value.Sql, ct);
    }

    /// <summary>Which metrics and params the newest runs of an experiment have; a table chooses its columns by it.</summary>
    /// <param name="experiment">The experiment's number.</param>
    public async Task<Result<LoggedKeys>> KeysAsync(KnownProject project, long experiment, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var connection = await database.OpenAsync(ct);
        var prepared = await PrepareAsync(connection, project, new RunSearch([experiment], View: LifecycleView.All), ct);
        if (prepared.Refusal is { } unreadable)
        {
            return unreadable;
        }

        var (newest, _) = prepared.Value.IsEmpty ? ([], null) : await RunSearcher.FindAsync(connection, prepared.Value.Sql, null, LoggedKeys.Sample, ct);
        return await LoggedKeysReader.ReadAsync(connection, database.Provider, newest, ct);
    }

    private async Task<Result<PreparedSearch>> PrepareAsync(DbConnection connection, KnownProject project, RunSearch search, CancellationToken ct)
    {
        if (search.MaxResults is < 1 or > RunSearch.MostResults)
        {
            return new Invalid($"Invalid value {search.MaxResults} for parameter 'max_results' supplied: it takes 1 to {RunSearch.MostResults}.");
        }

        var filter = SearchFilter.Parse(search.Filter, SearchEntity.Runs);
        var orders = SearchOrder.Parse(search.OrderBy ?? [], SearchEntity.Runs);
        if ((filter.Refusal ?? orders.Refusal) is { } unreadable)
        {
            return unreadable;
        }

        var experiments = await ExperimentKeysAsync(connection, project.Id, search.Experiments, ct);
        var sql = new RunSearchSql(database.Provider, experiments, search.View, [.. SearchTable.Comparisons(filter.Value)], orders.Value);
        string?[] query = [search.Filter, string.Join('\n', search.OrderBy ?? []), search.View.ToString(), SqlText.List(search.Experiments.Order()), project.Id.ToString()];
        var token = PageToken.Decode(search.PageToken, sql.Places, query);
        return token.Refusal is { } foreign ? foreign : new PreparedSearch(sql, token.Value?.Values, query, experiments.Count == 0);
    }

    private async Task<RunWindow> ReadAsync(DbConnection connection, PreparedSearch prepared, IReadOnlyList<SortValue>? after, RunSearch search, CancellationToken ct)
    {
        if (prepared.IsEmpty)
        {
            return new([], null, null);
        }

        var (keys, next) = await RunSearcher.FindAsync(connection, prepared.Sql, after, search.MaxResults, ct);
        var runs = await RunReader.ReadAsync(connection, database.Provider, keys, search.Columns ?? RunColumns.All, ct);
        return new(runs, null, next is null ? null : prepared.Token(next, keys[^1]));
    }

    private async Task<IReadOnlyList<long>> ExperimentKeysAsync(DbConnection connection, Id<Project> project, IReadOnlyList<long> numbers, CancellationToken ct)
    {
        List<long> keys = [];
        if (numbers.Count == 0)
        {
            return keys;
        }

        var sql = new SqlText(database.Provider);
        sql.Append($"SELECT \"Key\" FROM \"Experiments\" WHERE \"ProjectId\" = {sql.Parameter(project.Value)} AND {sql.In("\"Number\"", [.. numbers.Distinct()])}");
        await using var command = sql.CommandOn(connection);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            keys.Add(row.GetInt64(0));
        }

        return keys;
    }

    /// <param name="IsEmpty">None of the experiments exists.</param>
    private sealed record PreparedSearch(RunSearchSql Sql, IReadOnlyList<SortValue>? After, string?[] Query, bool IsEmpty)
    {
        public string Token(SortValue[] place, long key) => new PageToken(place, key.ToString(CultureInfo.InvariantCulture)).Encode(Query);
    }
}
