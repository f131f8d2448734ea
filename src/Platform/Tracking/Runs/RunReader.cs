using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Slipway.Foundation.Data;
using Slipway.Tracking.Search;

namespace Slipway.Tracking.Runs;

/// <summary>Reads runs and what was logged to them, a few statements for many runs.</summary>
internal static class RunReader
{
    // Long lists make SQL Server plan for longer than it reads.
    private const int AtOnce = 1_000;

    private const string Header =
        """
        r."Key", r."RunId", r."Name", e."Number", r."UserName", r."Status", r."StartTime", r."EndTime", r."Deleted", e."ArtifactLocation"
        FROM "Runs" r JOIN "Experiments" e ON e."Key" = r."ExperimentKey"
        """;

    /// <summary>One run by what clients call it; null when the project has none.</summary>
    public static async Task<RunDetails?> ReadAsync(DbConnection connection, DatabaseProvider provider, Guid project, string runId, CancellationToken ct)
    {
        var sql = new SqlText(provider);
        sql.Append($"SELECT {Header} WHERE r.\"RunId\" = {sql.Parameter(runId)} AND r.\"ProjectId\" = {sql.Parameter(project)}");
        var runs = await HeadersAsync(connection, sql, ct);
        if (runs.Count == 0)
        {
            return null;
        }

        await FillAsync(connection, provider, runs, RunColumns.All, ct);
        return runs.Values.Single().Details;
    }

    /// <summary>Runs by their keys, in that order.</summary>
    public static async Task<IReadOnlyList<RunDetails>> ReadAsync(
        DbConnection connection, DatabaseProvider provider, IReadOnlyList<long> keys, RunColumns columns, CancellationToken ct)
    {
        List<RunDetails> read = new(keys.Count);
        foreach (var some in keys.Chunk(AtOnce))
        {
            var sql = new SqlText(provider);
            sql.Append($"SELECT {Header} WHERE {sql.In("r.\"Key\"", some)}");
            var runs = await HeadersAsync(connection, sql, ct);
            await FillAsync(connection, provider, runs, columns, ct);
            // A run may have gone since it was found.
            read.AddRange(some.Where(runs.ContainsKey).Select(key => runs[key].Details));
        }

        return read;
    }

    private static async Task<Dictionary<long, Filling>> HeadersAsync(DbConnection connection, SqlText sql, CancellationToken ct)
    {
        Dictionary<long, Filling> runs = [];
        await using var command = sql.CommandOn(connection);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            runs.Add(row.GetInt64(0), new(new(
                row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetString(4), (RunStatus)row.GetInt32(5), row.GetInt64(6),
                row.IsDBNull(7) ? null : row.GetInt64(7), row.GetBoolean(8), row.IsDBNull(9) ? null : row.GetString(9))));
        }

        return runs;
    }

    private static async Task FillAsync(DbConnection connection, DatabaseProvider provider, Dictionary<long, Filling> runs, RunColumns columns, CancellationToken ct)
    {
        if (runs.Count == 0)
        {
            return;
        }

        var sql = new SqlText(provider);
        List<Action<Filling, DbDataReader>> readers = [];
        var owners = sql.In("x.\"RunKey\"", [.. runs.Keys]);
        Add(columns.Params, "x.\"RunKey\", x.\"Name\", x.\"Value\" FROM \"RunParams\" x", (run, row) => run.Params.Add(new(row.GetString(1), row.GetString(2))));
        Add(columns.Tags, "x.\"RunKey\", x.\"Name\", x.\"Value\" FROM \"RunTags\" x", (run, row) => run.Tags.Add(new(row.GetString(1), row.GetString(2))));
        Add(columns.Metrics, "x.\"RunKey\", x.\"Name\", x.\"LastValue\", x.\"LastIsNaN\", x.\"LastTime\", x.\"LastStep\" FROM \"MetricSeries\" x", ReadMetric);
        if (columns.Inputs)
        {
            sql.Append($"SELECT x.\"RunKey\", d.\"Name\", d.\"Digest\", d.\"SourceType\", d.\"Source\", d.\"Schema\", d.\"Profile\", x.\"Tags\" FROM \"RunDatasets\" x JOIN \"DatasetVersions\" d ON d.\"Key\" = x.\"DatasetKey\" WHERE {owners} ORDER BY x.\"RunKey\", x.\"DatasetKey\";");
            readers.Add(ReadDataset);
            sql.Append($"SELECT x.\"RunKey\", m.\"ModelId\", x.\"IsOutput\", x.\"Step\" FROM \"RunModels\" x JOIN \"LoggedModels\" m ON m.\"Key\" = x.\"ModelKey\" WHERE {owners} ORDER BY x.\"RunKey\", x.\"ModelKey\";");
            readers.Add((run, row) => (row.GetBoolean(2) ? run.Outputs : run.Inputs).Add(new(row.GetString(1), row.GetInt64(3))));
        }

        if (readers.Count == 0)
        {
            return;
        }

        await using var command = sql.CommandOn(connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        foreach (var read in readers)
        {
            while (await reader.ReadAsync(ct))
            {
                read(runs[reader.GetInt64(0)], reader);
            }

            await reader.NextResultAsync(ct);
        }

        void Add(IReadOnlyList<string>? names, string select, Action<Filling, DbDataReader> read)
        {
            if (names is [])
            {
                return;
            }

            var only = names is null ? "" : $" AND x.\"Name\" IN ({string.Join(',', names.Select(sql.Parameter))})";
            sql.Append(string.Create(CultureInfo.InvariantCulture, $"SELECT {select} WHERE {owners}{only};"));
            readers.Add(read);
        }
    }

    private static void ReadMetric(Filling run, DbDataReader row) =>
        run.Metrics.Add(new(row.GetString(1), row.GetBoolean(3) ? double.NaN : row.GetDouble(2), row.GetInt64(4), row.GetInt64(5)));

    private static void ReadDataset(Filling run, DbDataReader row) => run.Datasets.Add(new(
        row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.IsDBNull(5) ? null : row.GetString(5), row.IsDBNull(6) ? null : row.GetString(6),
        JsonSerializer.Deserialize<List<KeyValue>>(row.GetString(7))!));

    private sealed class Filling(RunInfo info)
    {
        public List<KeyValue> Params { get; } = [];
        public List<KeyValue> Tags { get; } = [];
        public List<LatestMetric> Metrics { get; } = [];
        public List<RunDataset> Datasets { get; } = [];
        public List<RunModel> Inputs { get; } = [];
        public List<RunModel> Outputs { get; } = [];

        public RunDetails Details => new(info, Params, Tags, Metrics, Datasets, Inputs, Outputs);
    }
}
