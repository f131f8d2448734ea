using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Archives;
using Slipway.Foundation.Data;
using Slipway.Tracking.Assessments;

namespace Slipway.Tracking.Archiving;

/// <summary>Traces with their assessments.</summary>
internal sealed class TracesPart : IArchivePart
{
    public const string Traces = "traces.jsonl";

    private const long Weight = 1_000;

    public int Place => 50;

    public async Task<long> WeighAsync(SaasDb db, Id<Project> project, CancellationToken ct) => Weight * await db.Traces.LongCountAsync(trace => trace.ProjectId == project, ct);

    public Task WriteAsync(ProjectArchive archive, CancellationToken ct) => archive.AddLinesAsync(Traces, LinesAsync(archive, ct), ct);

    private static async IAsyncEnumerable<TraceLine> LinesAsync(ProjectArchive archive, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var db = archive.Db;
        var numbers = await db.Experiments.Where(experiment => experiment.ProjectId == archive.ProjectId).ToDictionaryAsync(experiment => experiment.Key, experiment => experiment.Number, ct);
        var pages = ArchivePages.ReadAsync(
            after => db.Traces.AsNoTracking().Include(trace => trace.Tags).Include(trace => trace.Metadata).Include(trace => trace.Runs).AsSplitQuery()
                .Where(trace => trace.ProjectId == archive.ProjectId && trace.Key > after).OrderBy(trace => trace.Key).Take(ArchivePages.Length).ToListAsync(ct),
            trace => trace.Key);
        await foreach (var page in pages.WithCancellation(ct))
        {
            var keys = page.Select(trace => trace.Key).ToList();
            var assessments = (await db.Assessments.AsNoTracking().Where(each => keys.Contains(each.TraceKey)).OrderBy(each => each.Key).ToListAsync(ct)).ToLookup(each => each.TraceKey);
            // An experiment that was made meanwhile isn't in the archive, and so neither is what is in it.
            foreach (var trace in page.Where(trace => numbers.ContainsKey(trace.ExperimentKey)))
            {
                yield return new(
                    trace.TraceId, numbers[trace.ExperimentKey], trace.ClientRequestId, trace.State, trace.RequestTime, trace.Duration, trace.RequestPreview, trace.ResponsePreview,
                    ArchivedPairs.Of(trace.Tags, each => each.Name, each => each.Value), ArchivedPairs.Of(trace.Metadata, each => each.Name, each => each.Value),
                    [.. trace.Runs.Select(run => run.RunId).Order(StringComparer.Ordinal)], [.. assessments[trace.Key].Select(Line)]);
            }
        }
    }

    private static AssessmentLine Line(Assessment told) => new(
        told.AssessmentId, told.Kind, told.Name, told.SpanId, told.SourceType, told.SourceId, JsonElement.Parse(told.Body), told.Rationale, told.Metadata is null ? null : JsonElement.Parse(told.Metadata), told.Overrides,
        told.Valid, told.CreatedAt, told.UpdatedAt);
}
