using System.Data.Common;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Tracking.Search;

namespace Slipway.Tracking.Runs;

/// <summary>What can be asked about a project's runs: the keys they log to, and the values a key has. For pickers and completion.</summary>
public sealed class RunKeyService(Database database, Access access)
{
    // Enough to know whether values are few; more would be read for a list that nobody reads.
    private const int Sample = 5_000;

    /// <summary>Every key of every run of the experiments, deleted runs too.</summary>
    /// <param name="experiments">Their numbers; null for all of the project that aren't deleted.</param>
    public async Task<Result<RunKeys>> KeysAsync(KnownProject project, IReadOnlyList<long>? experiments, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var connection = await database.OpenAsync(ct);
        var keys = await RunScope.KeysAsync(connection, database.Provider, project.Id, experiments, ct);
        var metrics = await NamesAsync(connection, "MetricSeries", keys, ct);
        var values = await NamesAsync(connection, "RunParams", keys, ct);
        var tags = await NamesAsync(connection, "RunTags", keys, ct);
        return new RunKeys(
            [.. metrics.Take(RunKeys.Most)], [.. values.Take(RunKeys.Most)], [.. tags.Take(RunKeys.Most)], Math.Max(metrics.Count, Math.Max(values.Count, tags.Count)) <= RunKeys.Most);
    }

    /// <summary>The values that runs of the experiments have for a param, a tag, or an attribute that is text; empty for what is a number.</summary>
    /// <param name="field">As filters name it, such as <c>params.model</c>.</param>
    public async Task<Result<RunValues>> ValuesAsync(KnownProject project, IReadOnlyList<long>? experiments, string field, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        if (new SearchLexer(field).Next().Take() is not { } name)
        {
            return new Invalid($"'{field}' names nothing that runs have. Write it like params.model.");
        }

        var found = SearchSchema.Of(SearchEntity.Runs).Filtered(name);
        if (found.Refusal is { } unknown)
        {
            return unknown;
        }

        if (found.Value is { Kind: SearchFieldKind.Attribute, Key: "status" })
        {
            return new RunValues([.. Enum.GetNames<RunStatus>().Select(status => status.ToUpperInvariant())], IsWhole: true);
        }

        await using var connection = await database.OpenAsync(ct);
        var keys = await RunScope.KeysAsync(connection, database.Provider, project.Id, experiments, ct);
        var column = found.Value switch
        {
            { Kind: SearchFieldKind.Param or SearchFieldKind.Tag } => "\"ValueHead\"",
            { Kind: SearchFieldKind.Attribute, Key: "user_id" } => "\"UserName\"",
            { Kind: SearchFieldKind.Attribute, Key: "run_name" } => "\"Name\"",
            _ => null,
        };
        return column is null || keys.Count == 0 ? new RunValues([], IsWhole: true) : await ValuesAsync(connection, found.Value, column, keys, ct);
    }

    // Along the index from one name to the next: what it costs grows with the names, not with the runs.
    private async Task<IReadOnlyCollection<string>> NamesAsync(DbConnection connection, string table, IReadOnlyList<long> experiments, CancellationToken ct)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var experiment in experiments)
        {
            var sql = new SqlText(database.Provider);
            var of = $"FROM \"{table}\" x WHERE x.\"ExperimentKey\" = {sql.Parameter(experiment)}";
            if (database.Provider is DatabaseProvider.SqlServer)
            {
                // Its recursion takes no aggregates, and its index scan for DISTINCT is fast.
                sql.Append($"SELECT DISTINCT {sql.Top(RunKeys.Most + 1)}x.\"Name\" {of} ORDER BY x.\"Name\"");
            }
            else
            {
                sql.Append($"WITH RECURSIVE n(\"Name\") AS (SELECT MIN(x.\"Name\") {of} UNION ALL SELECT (SELECT MIN(x.\"Name\") {of} AND x.\"Name\" > n.\"Name\") FROM n WHERE n.\"Name\" IS NOT NULL) ");
                sql.Append($"SELECT \"Name\" FROM n WHERE \"Name\" IS NOT NULL{sql.Limit(RunKeys.Most + 1)}");
            }

            await using var command = sql.CommandOn(connection);
            await using var row = await command.ExecuteReaderAsync(ct);
            while (await row.ReadAsync(ct))
            {
                names.Add(row.GetString(0));
            }
        }

        return names;
    }

    private async Task<RunValues> ValuesAsync(DbConnection connection, SearchField field, string column, IReadOnlyList<long> experiments, CancellationToken ct)
    {
        var sql = new SqlText(database.Provider);
        sql.Append($"SELECT {sql.Top(RunValues.Most + 1)}q.v, COUNT(*) AS n FROM (SELECT {sql.Top(Sample)}x.{column} AS v FROM ");
        sql.Append(field.Kind is SearchFieldKind.Attribute
            ? $"\"Runs\" x WHERE {sql.In("x.\"ExperimentKey\"", experiments)}"
            : $"\"{RunConditions.Found.Table.Keyed[field.Kind].Name}\" x WHERE {sql.In("x.\"ExperimentKey\"", experiments)} AND x.\"Name\" = {sql.Parameter(field.Key)}");
        sql.Append($" AND x.{column} <> ''{sql.Limit(Sample)}) q GROUP BY q.v ORDER BY n DESC, q.v{sql.Limit(RunValues.Most + 1)}");

        List<string> values = [];
        await using var command = sql.CommandOn(connection);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            values.Add(row.GetString(0));
        }

        return new([.. values.Take(RunValues.Most)], values.Count <= RunValues.Most);
    }
}
