using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Foundation.Data;
using Slipway.Foundation.Tenancy;
using Slipway.Tracking.Metrics;
using Slipway.Tracking.Runs;

namespace Slipway;

/// <summary>A run as a test wants it to be found.</summary>
internal sealed record StoredRun(
    string RunId, long StartTime, IReadOnlyDictionary<string, double> Metrics, IReadOnlyDictionary<string, string> Params, IReadOnlyDictionary<string, string> Tags,
    RunStatus Status = RunStatus.Finished, long? EndTime = null, bool Deleted = false, string Name = "stored", string User = "ada");

/// <summary>Puts runs into the tables as they are, a hundred thousand in seconds: searches are tried on more runs than a test could log.</summary>
internal sealed class StoredRuns(IServiceProvider services)
{
    private static long _keys = 1_000_000_000;

    /// <param name="address">The project's tracking path, <c>/acme/vision</c>.</param>
    public async Task AddAsync(string address, long experiment, IEnumerable<StoredRun> runs, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        var slugs = address.Trim('/').Split('/');
        var database = scope.ServiceProvider.GetRequiredService<Database>();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(ct);
        var organization = await db.Organizations.SingleAsync(o => o.Slug == slugs[0], ct);
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(organization.Id);
        var project = await db.Projects.SingleAsync(p => p.Slug == slugs[1], ct);
        var experimentKey = await db.Experiments.Where(e => e.ProjectId == project.Id && e.Number == experiment).Select(e => e.Key).SingleAsync(ct);

        using var turn = await scope.ServiceProvider.GetRequiredService<WriteGate>().EnterAsync(ct);
        await using var connection = await database.OpenAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var runRows = new Rows<Run>(db, connection, transaction);
        await using var paramRows = new Rows<RunParam>(db, connection, transaction);
        await using var tagRows = new Rows<RunTag>(db, connection, transaction);
        await using var seriesRows = new Rows<MetricSeries>(db, connection, transaction);
        foreach (var run in runs)
        {
            var key = Interlocked.Increment(ref _keys);
            runRows.Add(new()
            {
                ["Key"] = key,
                ["OrganizationId"] = organization.Id.Value,
                ["ProjectId"] = project.Id.Value,
                ["ExperimentKey"] = experimentKey,
                ["RunId"] = run.RunId,
                ["Name"] = run.Name,
                ["Status"] = (int)run.Status,
                ["StartTime"] = run.StartTime,
                ["EndTime"] = run.EndTime,
                ["UserName"] = run.User,
                ["CreatedBy"] = Guid.Empty,
                ["Deleted"] = run.Deleted,
            });
            foreach (var (name, value) in run.Params)
            {
                paramRows.Add(Keyed(key, name, value));
            }

            foreach (var (name, value) in run.Tags)
            {
                tagRows.Add(Keyed(key, name, value));
            }

            foreach (var (name, value) in run.Metrics)
            {
                seriesRows.Add(new()
                {
                    ["Key"] = Interlocked.Increment(ref _keys),
                    ["OrganizationId"] = organization.Id.Value,
                    ["RunKey"] = key,
                    ["ExperimentKey"] = experimentKey,
                    ["Name"] = name,
                    ["LastStep"] = 1L,
                    ["LastTime"] = run.StartTime,
                    ["LastValue"] = double.IsNaN(value) ? 0 : value,
                    ["LastIsNaN"] = double.IsNaN(value),
                    ["MaxTime"] = run.StartTime,
                    ["Count"] = 1L,
                });
            }
        }

        await transaction.CommitAsync(ct);

        Dictionary<string, object?> Keyed(long run, string name, string value) => new()
        {
            ["OrganizationId"] = organization.Id.Value,
            ["RunKey"] = run,
            ["ExperimentKey"] = experimentKey,
            ["Name"] = name,
            ["Value"] = value,
            ["ValueHead"] = value.Length <= 100 ? value : value[..100],
        };
    }

    // Columns that a row doesn't name get what their type has by default, so that a new column doesn't break every test.
    private sealed class Rows<T> : IAsyncDisposable
    {
        private readonly DbCommand _insert;
        private readonly List<IProperty> _columns;
        private readonly bool _bytes;

        public Rows(SaasDb db, DbConnection connection, DbTransaction transaction)
        {
            var entity = db.Model.FindEntityType(typeof(T))!;
            _columns = [.. entity.GetProperties()];
            _bytes = db.Database.ProviderName!.EndsWith("Sqlite", StringComparison.Ordinal);
            _insert = connection.CreateCommand();
            _insert.Transaction = transaction;
            _insert.CommandText = string.Create(
                CultureInfo.InvariantCulture,
                $"INSERT INTO \"{entity.GetTableName()}\" ({string.Join(',', _columns.Select(c => $"\"{c.GetColumnName()}\""))}) VALUES ({string.Join(',', _columns.Select((_, i) => $"@p{i}"))})");
            for (var i = 0; i < _columns.Count; i++)
            {
                var parameter = _insert.CreateParameter();
                parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@p{i}");
                _insert.Parameters.Add(parameter);
            }
        }

        public void Add(Dictionary<string, object?> row)
        {
            for (var i = 0; i < _columns.Count; i++)
            {
                var value = row.TryGetValue(_columns[i].Name, out var given) ? given
                    : _columns[i].IsNullable ? null
                    : _columns[i].ClrType == typeof(string) ? "" : Activator.CreateInstance(_columns[i].ClrType);
                _insert.Parameters[i].Value = value is Guid id && _bytes ? Conventions.Bytes(id) : value ?? DBNull.Value;
            }

            _insert.ExecuteNonQuery();
        }

        public ValueTask DisposeAsync() => _insert.DisposeAsync();
    }
}
