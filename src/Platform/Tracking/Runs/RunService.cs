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

        return await FindAsync(project.Id, runId, ct) is { } run
            ? run
            : new NotFound($"Run with id={runId} not found. Check the id and that the tracking address names the run's project.");
    }

    /// <summary>The same for whoever was asked already, and for what nobody asks; null when there is none.</summary>
    internal async Task<RunDetails?> FindAsync(Id<Project> project, string runId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await RunReader.ReadAsync(connection, database.Provider, project.Value, runId, ct);
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
            return await ReadAsync(connection, prepared.Value, prepared.Value.After, search, ct);
        }

        var passed = prepared.Value.IsEmpty ? FoundRuns.None : await RunSearcher.FindAsync(connection, prepared.Value.Sql, prepared.Value.After, skip, ct);
        return passed.Last is null
            ? new RunWindow([], search.PageToken, null)
            : await ReadAsync(connection, prepared.Value, PlaceOf(passed.Last, passed.Keys[^1]), search, ct);
    }

    /// <summary>How many runs meet the filter, all of them.</summary>
    public Task<Result<int>> CountAsync(KnownProject project, RunSearch search, CancellationToken ct) => CountAsync(project, search, int.MaxValue, ct);

    /// <summary>How many runs meet the filter, as far as somebody wants to know.</summary>
    /// <param name="most">Counting ends here: this many, or more.</param>
    public async Task<Result<int>> CountAsync(KnownProject project, RunSearch search, int most, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var connection = await database.OpenAsync(ct);
        var prepared = await PrepareAsync(connection, project, search with { PageToken = null }, ct);
        return prepared.Refusal is { } unreadable ? unreadable
            : prepared.Value.IsEmpty ? 0
            : await RunSearcher.CountAsync(connection, prepared.Value.Sql, most, ct);
    }

    /// <summary>How many runs that meet the filter are directly part of each of some runs; those without any are left out.</summary>
    /// <param name="parents">Ids of runs.</param>
    public async Task<Result<IReadOnlyDictionary<string, int>>> ChildrenAsync(KnownProject project, RunSearch search, IReadOnlyList<string> parents, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var connection = await database.OpenAsync(ct);
        var prepared = await PrepareAsync(connection, project, search with { PageToken = null, RootsOnly = false, Parent = null }, ct);
        return prepared.Refusal is { } unreadable ? unreadable
            : prepared.Value.IsEmpty || parents.Count == 0 ? new Dictionary<string, int>()
            : await RunSearcher.ChildrenAsync(connection, prepared.Value.Sql, parents, ct);
    }

    /// <summary>Which metrics and params the newest runs of experiments have; a table chooses its columns by it.</summary>
    /// <param name="experiments">Their numbers; null for all of the project.</param>
    public async Task<Result<LoggedKeys>> KeysAsync(KnownProject project, IReadOnlyList<long>? experiments, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var connection = await database.OpenAsync(ct);
        var prepared = await PrepareAsync(connection, project, new RunSearch(experiments, View: LifecycleView.All), ct);
        if (prepared.Refusal is { } unreadable)
        {
            return unreadable;
        }

        var newest = prepared.Value.IsEmpty ? FoundRuns.None : await RunSearcher.FindAsync(connection, prepared.Value.Sql, null, LoggedKeys.Sample, ct);
        return await LoggedKeysReader.ReadAsync(connection, database.Provider, newest.Keys, ct);
    }

    private async Task<Result<PreparedSearch>> PrepareAsync(DbConnection connection, KnownProject project, RunSearch search, CancellationToken ct)
    {
        if (search.MaxResults is < 1 or > RunSearch.MostResults)
        {
            return new Invalid($"Invalid value {search.MaxResults} for parameter 'max_results' supplied: it takes 1 to {RunSearch.MostResults}.");
        }

        var filter = SearchFilter.Parse(search.Filter, SearchEntity.Runs, search.Grammar);
        var orders = SearchOrder.Parse(search.OrderBy ?? [], SearchEntity.Runs);
        if ((filter.Refusal ?? orders.Refusal) is { } unreadable)
        {
            return unreadable;
        }

        var condition = search.Parent is { } parent ? SearchLogic.And(filter.Value, PartOf(parent)) : filter.Value;
        var experiments = await RunScope.KeysAsync(connection, database.Provider, project.Id, search.Experiments, ct);
        var sql = new RunSearchSql(database.Provider, experiments, search.View, condition, orders.Value, search.RootsOnly);
        string?[] query =
        [
            search.Filter, string.Join('\n', search.OrderBy ?? []), search.View.ToString(), search.Experiments is { } numbers ? SqlText.List(numbers.Order()) : null,
            project.Id.ToString(), search.Parent, search.RootsOnly ? "roots" : null,
        ];
        var token = PageToken.Decode(search.PageToken, sql.Places, query);
        return token.Refusal is { } foreign ? foreign : new PreparedSearch(sql, token.Value, query, experiments.Count == 0);
    }

    private static SearchCondition.Comparison PartOf(string parent) =>
        new(new SearchField(SearchFieldKind.Tag, SystemTags.ParentRunId), SearchOperator.Equal, new SearchOperand.Text(parent));

    private async Task<RunWindow> ReadAsync(DbConnection connection, PreparedSearch prepared, PageToken? after, RunSearch search, CancellationToken ct)
    {
        if (prepared.IsEmpty)
        {
            return new([], null, null);
        }

        var found = await RunSearcher.FindAsync(connection, prepared.Sql, after, search.MaxResults, ct);
        var runs = await RunReader.ReadAsync(connection, database.Provider, found.Keys, search.Columns ?? RunColumns.All, ct);
        var first = after ?? (found.First is { } begin ? PlaceOf(begin, found.Keys[0]) with { IsIncluded = true } : null);
        return new(runs, first?.Encode(prepared.Query), found.Last is { } last ? PlaceOf(last, found.Keys[^1]).Encode(prepared.Query) : null);
    }

    private static PageToken PlaceOf(SortValue[] place, long key) => new(place, key.ToString(CultureInfo.InvariantCulture));

    /// <param name="IsEmpty">None of the experiments exists.</param>
    private sealed record PreparedSearch(RunSearchSql Sql, PageToken? After, string?[] Query, bool IsEmpty);
}
