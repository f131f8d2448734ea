using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Tracking.Search;

namespace Slipway.Tracking.Traces;

/// <summary>A project's traces, read: one, several, or a search's.</summary>
public sealed class TraceService(IDbContextFactory<SaasDb> dbs, Database database, Access access)
{
    /// <summary>The most traces that can be asked for by their ids at once.</summary>
    public const int MostAtOnce = 1_000;

    /// <summary>One trace, without its spans.</summary>
    public async Task<Result<TraceDetails>> GetAsync(KnownProject project, string traceId, CancellationToken ct)
    {
        var found = await ListAsync(project, [traceId], ct);
        return found.Refusal is { } refusal ? refusal : found.Value is [var trace] ? trace : TraceRules.NoSuchTrace(traceId);
    }

    /// <summary>Several traces by their ids; those that don't exist are left out.</summary>
    public async Task<Result<IReadOnlyList<TraceDetails>>> ListAsync(KnownProject project, IReadOnlyList<string> traceIds, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        if (traceIds.Count > MostAtOnce)
        {
            return new TooLarge($"One request may name {MostAtOnce} traces, and this one names {traceIds.Count}. Ask for them in parts.");
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var keys = await db.Traces.Where(t => t.ProjectId == project.Id && traceIds.Contains(t.TraceId)).Select(t => new { t.TraceId, t.Key }).ToDictionaryAsync(t => t.TraceId, t => t.Key, ct);
        return await TraceReader.DetailsAsync(db, [.. traceIds.Distinct().Where(keys.ContainsKey).Select(id => keys[id])], ct);
    }

    /// <summary>A page of the traces that meet the filter, in the order asked for; newest first when none is.</summary>
    public async Task<Result<Page<TraceDetails>>> SearchAsync(KnownProject project, TraceSearch search, CancellationToken ct)
    {
        if (search.MaxResults is < 1 or > TraceSearch.MostResults)
        {
            return await access.RequireAsync(Permission.RunsRead, project.Id, ct)
                ?? new Invalid($"Invalid value {search.MaxResults} for parameter 'max_results' supplied: it takes 1 to {TraceSearch.MostResults}.");
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var prepared = await PrepareAsync(db, project, search, ct);
        if (prepared.Refusal is { } unreadable)
        {
            return unreadable;
        }

        var sql = prepared.Value;
        string?[] query = [search.Filter, string.Join('\n', search.OrderBy ?? []), search.Experiments is null ? null : SqlText.List(search.Experiments.Order()), project.Id.ToString()];
        var token = PageToken.Decode(search.PageToken, sql.Sort.Count, query);
        if (token.Refusal is { } foreign)
        {
            return foreign;
        }

        if (search.Experiments is [])
        {
            return new Page<TraceDetails>([], null);
        }

        await using var connection = await database.OpenAsync(ct);
        var driver = await TraceSearcher.DriverAsync(connection, sql, ct);
        // One more than fits says whether there is a next page.
        var found = await TraceSearcher.ReadAsync(connection, sql.Page(driver, token.Value?.Values, search.MaxResults + 1), sql.Sort, ct);
        List<(long Key, SortValue[] Place)> shown = [.. found.Take(search.MaxResults)];
        return new Page<TraceDetails>(
            await TraceReader.DetailsAsync(db, [.. shown.Select(row => row.Key)], ct),
            found.Count > shown.Count ? new PageToken(shown[^1].Place, shown[^1].Key.ToString(CultureInfo.InvariantCulture)).Encode(query) : null);
    }

    /// <summary>The rows of a search from a place on, for a list that is scrolled.</summary>
    /// <param name="newest">Leaves out what came after this mark, so that rows keep their places; null to count everything.</param>
    /// <param name="count">0 to <see cref="TraceSearch.MostResults"/>.</param>
    public async Task<Result<TraceWindow>> WindowAsync(KnownProject project, TraceSearch search, int start, int count, long? newest, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var prepared = await PrepareAsync(db, project, search, ct);
        if (prepared.Refusal is { } unreadable)
        {
            return unreadable;
        }

        if (search.Experiments is [])
        {
            return new TraceWindow([], 0, 0);
        }

        await using var connection = await database.OpenAsync(ct);
        var driver = await TraceSearcher.DriverAsync(connection, prepared.Value, ct);
        var (total, mark) = await TraceSearcher.CountAsync(connection, prepared.Value, driver, newest, ct);
        var statement = prepared.Value.Window(driver, newest ?? mark, Math.Max(0, start), Math.Clamp(count, 0, TraceSearch.MostResults));
        var found = await TraceSearcher.ReadAsync(connection, statement, prepared.Value.Sort, ct);
        return new TraceWindow(await TraceReader.SummariesAsync(db, [.. found.Select(row => row.Key)], ct), total, newest ?? mark);
    }

    private async Task<Result<TraceSearchSql>> PrepareAsync(SaasDb db, KnownProject project, TraceSearch search, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        var filter = SearchFilter.Parse(search.Filter, SearchEntity.Traces);
        var orders = SearchOrder.Parse(search.OrderBy ?? [], SearchEntity.Traces);
        if ((filter.Refusal ?? orders.Refusal) is { } unreadable)
        {
            return unreadable;
        }

        var experiments = search.Experiments is { } numbers
            ? await db.Experiments.Where(e => e.ProjectId == project.Id && numbers.Contains(e.Number)).Select(e => e.Key).ToListAsync(ct)
            : null;
        // No key is -1: experiments that don't exist have no traces.
        return new TraceSearchSql(database.Provider, project.Id, experiments is [] ? [-1] : experiments, [.. SearchTable.Comparisons(filter.Value)], orders.Value);
    }
}
