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

        await using var connection = await database.OpenAsync(ct);
        var experiments = await ExperimentKeysAsync(connection, project.Id, search.Experiments, ct);
        var sql = new RunSearchSql(database.Provider, experiments, search.View, [.. SearchTable.Comparisons(filter.Value)], orders.Value);
        string?[] query = [search.Filter, string.Join('\n', search.OrderBy ?? []), search.View.ToString(), SqlText.List(search.Experiments.Order()), project.Id.ToString()];
        var token = PageToken.Decode(search.PageToken, sql.Places, query);
        if (token.Refusal is { } foreign)
        {
            return foreign;
        }

        if (experiments.Count == 0)
        {
            return new Page<RunDetails>([], null);
        }

        var (keys, next) = await RunSearcher.FindAsync(connection, sql, token.Value?.Values, search.MaxResults, ct);
        var runs = await RunReader.ReadAsync(connection, database.Provider, keys, search.Columns ?? RunColumns.All, ct);
        return new Page<RunDetails>(runs, next is null ? null : new PageToken(next, keys[^1].ToString(CultureInfo.InvariantCulture)).Encode(query));
    }

    private async Task<IReadOnlyList<long>> ExperimentKeysAsync(System.Data.Common.DbConnection connection, Id<Project> project, IReadOnlyList<long> numbers, CancellationToken ct)
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
}
