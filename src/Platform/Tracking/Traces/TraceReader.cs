using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Data;
using Slipway.Tracking.Assessments;

namespace Slipway.Tracking.Traces;

/// <summary>Reads traces by their keys, a few statements for all of them.</summary>
internal static class TraceReader
{
    /// <summary>In the order of the keys.</summary>
    public static async Task<List<TraceSummary>> SummariesAsync(SaasDb db, IReadOnlyList<long> keys, CancellationToken ct)
    {
        var traces = await db.Traces.AsNoTracking().Where(t => keys.Contains(t.Key)).ToDictionaryAsync(t => t.Key, ct);
        var numbers = await NumbersAsync(db, traces.Values, ct);
        var runs = (await db.TraceRuns.AsNoTracking().Where(run => keys.Contains(run.TraceKey)).ToListAsync(ct)).ToLookup(run => run.TraceKey, run => run.RunId);
        var judged = (await db.Assessments.AsNoTracking().Where(a => keys.Contains(a.TraceKey) && a.Valid).OrderBy(a => a.Key)
            .Select(a => new { a.TraceKey, a.Name, a.ValueText }).ToListAsync(ct)).ToLookup(a => a.TraceKey, a => new KeyValue(a.Name, a.ValueText));
        return [.. keys.Where(traces.ContainsKey).Select(key => Summary(traces[key], numbers[traces[key].ExperimentKey].Number, runs[key].FirstOrDefault(), [.. judged[key]]))];
    }

    /// <summary>In the order of the keys.</summary>
    public static async Task<List<TraceDetails>> DetailsAsync(SaasDb db, IReadOnlyList<long> keys, CancellationToken ct)
    {
        var traces = await db.Traces.AsNoTracking().Include(t => t.Tags).Include(t => t.Metadata).Include(t => t.Runs).AsSplitQuery().Where(t => keys.Contains(t.Key)).ToDictionaryAsync(t => t.Key, ct);
        var numbers = await NumbersAsync(db, traces.Values, ct);
        var assessments = (await db.Assessments.AsNoTracking().Where(a => keys.Contains(a.TraceKey)).OrderBy(a => a.Key).ToListAsync(ct)).ToLookup(a => a.TraceKey);
        return [.. keys.Where(traces.ContainsKey).Select(key =>
        {
            var trace = traces[key];
            var (number, name) = numbers[trace.ExperimentKey];
            return new TraceDetails(
                Summary(trace, number, trace.Runs.FirstOrDefault()?.RunId, [.. assessments[key].Where(a => a.Valid).Select(a => new KeyValue(a.Name, a.ValueText))]),
                name,
                trace.ClientRequestId,
                [.. trace.Tags.Select(tag => new KeyValue(tag.Name, tag.Value))],
                [.. trace.Metadata.Select(pair => new KeyValue(pair.Name, pair.Value))],
                [.. trace.Runs.Select(run => run.RunId)],
                [.. assessments[key].Select(a => AssessmentReader.Details(a, trace.TraceId))]);
        })];
    }

    private static async Task<Dictionary<long, (long Number, string Name)>> NumbersAsync(SaasDb db, IEnumerable<Trace> traces, CancellationToken ct)
    {
        var experiments = traces.Select(t => t.ExperimentKey).Distinct().ToList();
        return (await db.Experiments.Where(e => experiments.Contains(e.Key)).Select(e => new { e.Key, e.Number, e.Name }).ToListAsync(ct)).ToDictionary(e => e.Key, e => (e.Number, e.Name));
    }

    private static TraceSummary Summary(Trace t, long experiment, string? run, IReadOnlyList<KeyValue> feedback) => new(
        t.TraceId, experiment, t.Name, t.State, t.RequestTime, t.Duration, t.RequestPreview, t.ResponsePreview, t.InputTokens, t.OutputTokens, t.TotalTokens, run, feedback);
}
