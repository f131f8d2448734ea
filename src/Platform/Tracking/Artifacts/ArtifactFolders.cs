using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using Slipway.Foundation.Data;
using Slipway.Tracking.Experiments;
using Slipway.Tracking.Runs;
using Slipway.Tracking.Search;

namespace Slipway.Tracking.Artifacts;

/// <summary>
/// Whose folder is whose: <c>{experiment}/{run}/artifacts</c>, <c>{experiment}/models/{model}/artifacts</c> and
/// <c>{experiment}/traces/{trace}/artifacts</c>, where the experiment is its number or the place that it was given behind this server.
/// </summary>
internal sealed class ArtifactFolders(Database database, TimeProvider time)
{
    private const string Scheme = "mlflow-artifacts:";
    private const string Leaf = "artifacts";

    // An upload of many files asks the same thing for each; whether it still holds is read again in the transaction that commits the row.
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);
    private const int Capacity = 10_000;

    private readonly ConcurrentDictionary<(Id<Project>, string), long> _writable = new();

    /// <summary>Why a file can't be written into a folder as of a moment ago; null when it can. Asked before bytes are received.</summary>
    public async ValueTask<Refusal?> CheckAsync(Id<Project> project, string folder, CancellationToken ct)
    {
        var now = time.GetTimestamp();
        if (_writable.TryGetValue((project, folder), out var at) && time.GetElapsedTime(at, now) < Lifetime)
        {
            return null;
        }

        await using var connection = await database.OpenAsync(ct);
        var refusal = await CheckAsync(connection, null, project, folder, ct);
        if (refusal is null)
        {
            Remember(project, folder, now);
        }

        return refusal;
    }

    /// <summary>Why a file can't be written into a folder; null when it can.</summary>
    public async Task<Refusal?> CheckAsync(DbConnection connection, DbTransaction? transaction, Id<Project> project, string folder, CancellationToken ct)
    {
        if (await ExperimentOfAsync(connection, transaction, project, folder, ct) is not { } experiment)
        {
            return new NotFound($"No experiment of this project keeps files in '{folder}'. Write below the artifact_uri of a run.");
        }

        var refusal = Below(experiment, folder) switch
        {
            ["models", var model, Leaf, ..] => await CheckOwnerAsync("logged model", "LoggedModels", "ModelId", model),
            ["traces", _, Leaf, ..] => null,
            [var run, Leaf, ..] => await CheckOwnerAsync("run", "Runs", "RunId", run),
            _ => null,
        };
        return refusal ?? (experiment.Deleted ? Inactive("experiment", experiment.Number.ToString(CultureInfo.InvariantCulture)) : null)
            ?? await CheckAncestorsAsync(connection, transaction, project, folder, ct);

        async Task<Refusal?> CheckOwnerAsync(string kind, string table, string column, string id)
        {
            var sql = new SqlText(database.Provider);
            sql.Append($"SELECT \"Deleted\" FROM \"{table}\" WHERE \"{column}\" = {sql.Parameter(id)} AND \"ExperimentKey\" = {sql.Parameter(experiment.Key)}");
            await using var command = sql.CommandOn(connection, transaction);
            return await command.ExecuteScalarAsync(ct) is not { } deleted
                ? new NotFound($"There is no {kind} '{id}' in experiment {experiment.Number}. Check the id and that the tracking address names its project.")
                : Convert.ToBoolean(deleted, CultureInfo.InvariantCulture) ? Inactive(kind, id)
                : null;
        }
    }

    /// <summary>The id of the run whose file this is; null when it is no run's.</summary>
    public static string? RunOf(string path)
    {
        var segments = path.Split('/');
        var leaf = Array.IndexOf(segments, Leaf, 1) - 1;
        return leaf >= 0 && segments[leaf] is { Length: Run.IdLength } run && run.All(char.IsAsciiHexDigitLower) ? run : null;
    }

    /// <summary>Whose a folder is by its address, whether or not there is such a run or logged model; null when it is above their folders, or a trace's.</summary>
    public async Task<ArtifactOwner?> OwnerOfAsync(Id<Project> project, string folder, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await ExperimentOfAsync(connection, null, project, folder, ct) is not { } experiment ? null : Below(experiment, folder) switch
        {
            ["models", var model, Leaf, .. var within] => new(experiment.Number, null, model, within.Length == 0),
            ["traces", _, Leaf, ..] => null,
            [var run, Leaf, .. var within] => new(experiment.Number, run, null, within.Length == 0),
            _ => null,
        };
    }

    /// <summary>The folder of a run, or <see cref="NotFound"/>; <see cref="Invalid"/> when its files aren't kept here.</summary>
    public async Task<Result<string>> OfRunAsync(Id<Project> project, string runId, CancellationToken ct) =>
        await OfAsync(project, "Runs", "RunId", runId, $"{runId}/{Leaf}", $"Run with id={runId} not found. Check the id and that the tracking address names the run's project.", ct);

    /// <summary>As <see cref="OfRunAsync"/>, of a logged model.</summary>
    public async Task<Result<string>> OfModelAsync(Id<Project> project, string modelId, CancellationToken ct) =>
        await OfAsync(project, "LoggedModels", "ModelId", modelId, $"models/{modelId}/{Leaf}", $"Logged model with ID '{modelId}' not found. Check the id and that the tracking address names its project.", ct);

    /// <summary>Whether this is a trace's file.</summary>
    public static bool IsOfTrace(string path) => path.Split('/') is { } segments && Array.IndexOf(segments, "traces") is >= 0 and var at && at + 2 < segments.Length && segments[at + 2] is Leaf;

    /// <summary>Whether a file of this path would stand where a run's or model's folder is.</summary>
    public static bool IsReserved(string path) => path.Split('/') is [_, _, Leaf] or [_, "models" or "traces", _, Leaf];

    private static Invalid Inactive(string kind, string id) => new($"The {kind} {id} must be in the 'active' state. Restore it before you write to it.");

    private async Task<Result<string>> OfAsync(Id<Project> project, string table, string column, string id, string below, string missing, CancellationToken ct)
    {
        var sql = new SqlText(database.Provider);
        sql.Append($"""
            SELECT e."Number", e."ArtifactLocation" FROM "{table}" o JOIN "Experiments" e ON e."Key" = o."ExperimentKey"
            WHERE o."{column}" = {sql.Parameter(id)} AND o."ProjectId" = {sql.Parameter(project.Value)}
            """);
        await using var connection = await database.OpenAsync(ct);
        await using var command = sql.CommandOn(connection);
        await using var row = await command.ExecuteReaderAsync(ct);
        if (!await row.ReadAsync(ct))
        {
            return new NotFound(missing);
        }

        var location = await row.IsDBNullAsync(1, ct) ? null : row.GetString(1);
        return FolderAt(ArtifactUris.Experiment(row.GetInt64(0), location)) is { } folder
            ? ArtifactPath.Join(folder, below)
            : new Invalid($"These files are kept at {location}, not here. Read them there.");
    }

    /// <summary>The folder that an address of this server stands for, with or without its host; null for any other address.</summary>
    public static string? FolderAt(string uri)
    {
        if (!uri.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return null;
        }

        var rest = uri[Scheme.Length..];
        if (rest.StartsWith("//", StringComparison.Ordinal))
        {
            rest = rest.IndexOf('/', 2) is >= 0 and var slash ? rest[slash..] : "";
        }

        return ArtifactPath.Read(rest.TrimStart('/')) is { Refusal: null } path ? path.Value : null;
    }

    private async Task<Owner?> ExperimentOfAsync(DbConnection connection, DbTransaction? transaction, Id<Project> project, string folder, CancellationToken ct)
    {
        if (long.TryParse(folder.Split('/', 2)[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && await OwnersAsync($"\"Number\" = {number} AND \"ArtifactLocation\" IS NULL") is { } own)
        {
            return own;
        }

        return await OwnersAsync($"\"ArtifactLocation\" LIKE '{Scheme}%'");

        async Task<Owner?> OwnersAsync(FormattableString which)
        {
            var sql = new SqlText(database.Provider);
            sql.Append($"SELECT \"Key\", \"Number\", \"Deleted\", \"ArtifactLocation\" FROM \"Experiments\" WHERE \"ProjectId\" = {sql.Parameter(project.Value)} AND ");
            sql.Append(FormattableString.Invariant(which));
            await using var command = sql.CommandOn(connection, transaction);
            await using var row = await command.ExecuteReaderAsync(ct);
            Owner? longest = null;
            while (await row.ReadAsync(ct))
            {
                var location = await row.IsDBNullAsync(3, ct) ? null : row.GetString(3);
                if (FolderAt(ArtifactUris.Experiment(row.GetInt64(1), location)) is { } place && IsIn(folder, place) && !(longest?.Folder.Length > place.Length))
                {
                    longest = new(row.GetInt64(0), row.GetInt64(1), row.GetBoolean(2), place);
                }
            }

            return longest;
        }
    }

    private async Task<Refusal?> CheckAncestorsAsync(DbConnection connection, DbTransaction? transaction, Id<Project> project, string folder, CancellationToken ct)
    {
        if (folder.Length == 0)
        {
            return null;
        }

        var sql = new SqlText(database.Provider);
        var around = string.Join(", ", ArtifactPath.FoldersOf(folder).Prepend(folder).Select(sql.Parameter));
        var within = $"WHERE \"ProjectId\" = {sql.Parameter(project.Value)} AND \"Path\" IN ({around})";
        sql.Append($"SELECT \"Path\", '' AS \"Holder\" FROM \"Artifacts\" {within} UNION ALL SELECT \"Path\", \"Holder\" FROM \"ContentHolds\" {within}");
        await using var command = sql.CommandOn(connection, transaction);
        await using var row = await command.ExecuteReaderAsync(ct);
        return !await row.ReadAsync(ct) ? null
            : row.GetString(1).Length == 0 ? new Invalid($"'{row.GetString(0)}' is a file, and can't have files in it. Delete it first, or choose another folder.")
            : new FilesHeld($"Nothing can be written to '{row.GetString(0)}': {row.GetString(1)} relies on these files as they are. Write to another folder, and register that as a version of its own.");
    }

    private static string[] Below(Owner experiment, string folder) =>
        folder.Length == experiment.Folder.Length ? [] : folder[(experiment.Folder.Length + (experiment.Folder.Length == 0 ? 0 : 1))..].Split('/');

    private static bool IsIn(string path, string folder) =>
        folder.Length == 0 || path == folder || (path.Length > folder.Length && path[folder.Length] == '/' && path.StartsWith(folder, StringComparison.Ordinal));

    private void Remember(Id<Project> project, string folder, long now)
    {
        if (_writable.Count >= Capacity)
        {
            _writable.Clear();
        }

        _writable[(project, folder)] = now;
    }

    private sealed record Owner(long Key, long Number, bool Deleted, string Folder);
}
