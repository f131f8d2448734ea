using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Live;
using Slipway.Tracking.Artifacts;
using Slipway.Tracking.Experiments;
using Slipway.Tracking.Spans;

namespace Slipway.Tracking.Traces;

/// <summary>What is done to traces: logged, tagged, linked, deleted. Like points, a trace that is logged is no event; what people do to it is.</summary>
public sealed class TraceLogService(IDbContextFactory<SaasDb> dbs, ArtifactService artifacts, Tenant tenant, Access access, LiveFeed live, TimeProvider time)
{
    /// <summary>The most traces that one request links.</summary>
    public const int MostLinked = 100;

    private const int DeletedAtOnce = 500;

    /// <summary>Logs a trace and says where its spans go: the tag <c>mlflow.artifactLocation</c>. Sent again, it takes the place of what was sent before.</summary>
    public async Task<Result<TraceDetails>> StartAsync(KnownProject project, StartTrace request, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsWrite, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        if ((TraceRules.CheckId(request.TraceId) ?? TraceRules.Check(request.Tags, "tags") ?? TraceRules.Check(request.Metadata, "metadata")) is { } invalid)
        {
            return invalid;
        }

        while (true)
        {
            try
            {
                return await WriteAsync(project, request, ct);
            }
            catch (DbUpdateException exception) when (exception.IsDuplicate())
            {
                // The same trace came twice at once: now it is there to be changed.
            }
        }
    }

    /// <summary>Ends a trace that was started in a call of its own.</summary>
    /// <param name="endTime">Unix milliseconds.</param>
    public async Task<Result<TraceDetails>> FinishAsync(
        KnownProject project, string traceId, TraceState state, long endTime, IReadOnlyList<KeyValue> metadata, IReadOnlyList<KeyValue> tags, CancellationToken ct)
    {
        Trace? ended = null;
        var invalid = TraceRules.Check(tags, "tags") ?? TraceRules.Check(metadata, "metadata");
        var done = await ChangeAsync(project, traceId, invalid, trace =>
        {
            (ended = trace).Finish(state, endTime, metadata, tags);
            return null;
        }, ct);
        return done.Refusal is { } refusal ? refusal : await ReadAsync(ended!.Key, ct);
    }

    /// <summary>Puts a tag on a trace; the last write wins.</summary>
    public Task<Result<Done>> SetTagAsync(KnownProject project, string traceId, KeyValue tag, CancellationToken ct) =>
        ChangeAsync(project, traceId, TraceRules.Check([tag], "tags"), trace =>
        {
            trace.SetTag(tag.Key, tag.Value);
            return trace.Tags.Count > TraceRules.MostPairs ? new Invalid($"A trace may carry {TraceRules.MostPairs} tags. Delete one first.") : null;
        }, ct, new TraceTagged(project.Slug, traceId, tag.Key));

    /// <summary>Takes a tag off; a missing one is refused.</summary>
    public Task<Result<Done>> DeleteTagAsync(KnownProject project, string traceId, string key, CancellationToken ct) =>
        ChangeAsync(project, traceId, null, trace => trace.TakeTagOff(key) ? null : new NotFound($"No trace tag with key '{key}' for trace with ID '{traceId}'."), ct, new TraceTagged(project.Slug, traceId, key));

    /// <summary>Notes versions of prompts that a trace used; those that are noted already stay.</summary>
    public Task<Result<Done>> LinkPromptsAsync(KnownProject project, string traceId, IReadOnlyList<LinkedPrompt> prompts, CancellationToken ct) =>
        ChangeAsync(project, traceId, null, trace =>
        {
            var known = PromptLinks.Read(trace.Tags.Find(tag => tag.Name == TraceKeys.LinkedPrompts)?.Value);
            var linked = PromptLinks.Write(known.Union(prompts));
            if (linked.Length > TraceTag.ValueLimit)
            {
                return new Invalid($"A trace can't be linked to so many prompts: their list has {linked.Length} characters, and a tag {TraceTag.ValueLimit}.");
            }

            trace.SetTag(TraceKeys.LinkedPrompts, linked);
            return null;
        }, ct);

    /// <summary>Notes that traces belong to a run. All of them, or none when one doesn't exist.</summary>
    public async Task<Result<Done>> LinkToRunAsync(KnownProject project, IReadOnlyList<string> traceIds, string runId, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsWrite, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        if (traceIds.Count > MostLinked)
        {
            return new Invalid($"Cannot link more than {MostLinked} traces to a run in a single request. Provided {traceIds.Count} traces.");
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var outcome = await db.TransactAsync<Done>(async () =>
        {
            if (!await db.Runs.AnyAsync(run => run.ProjectId == project.Id && run.RunId == runId, ct))
            {
                return new NotFound($"Run with id={runId} not found. Check the id and that the tracking address names the run's project.");
            }

            var traces = await db.Traces.Include(t => t.Runs).Where(t => t.ProjectId == project.Id && traceIds.Contains(t.TraceId)).ToListAsync(ct);
            if (traceIds.Except(traces.Select(trace => trace.TraceId)).FirstOrDefault() is { } unknown)
            {
                return TraceRules.NoSuchTrace(unknown);
            }

            traces.ForEach(trace => trace.LinkTo(runId));
            await db.SaveChangesAsync(ct);
            return default(Done);
        }, ct);
        return Tell(project, outcome);
    }

    /// <summary>Deletes traces with their spans and assessments, for good, and answers how many.</summary>
    public async Task<Result<int>> DeleteAsync(KnownProject project, DeleteTraces request, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsWrite, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        if (request.UpTo is null == request.TraceIds.Count is 0 || request is { UpTo: null, Most: not null } or { Most: < 1 })
        {
            return new Invalid("Say which traces to delete: either by request_ids, or the oldest ones by max_timestamp_millis, with max_traces of 1 or more to delete only so many.");
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var experiment = await db.Experiments.SingleOrDefaultAsync(e => e.ProjectId == project.Id && e.Number == request.Experiment, ct);
        if (experiment is null)
        {
            return ExperimentRules.NoSuchExperiment(request.Experiment);
        }

        var deleted = 0;
        while (true)
        {
            var most = Math.Min(DeletedAtOnce, request.Most - deleted ?? DeletedAtOnce);
            var meant = db.Traces.Where(t => t.ExperimentKey == experiment.Key);
            meant = request.UpTo is { } upTo ? meant.Where(t => t.RequestTime <= upTo) : meant.Where(t => request.TraceIds.Contains(t.TraceId));
            var doomed = await meant.OrderBy(t => t.RequestTime).ThenBy(t => t.Key).Select(t => new { t.Key, t.TraceId }).Take(most).ToListAsync(ct);
            if (doomed.Count == 0)
            {
                break;
            }

            var keys = doomed.Select(t => t.Key).ToList();
            await db.TransactAsync<Done>(async () =>
            {
                await db.Traces.Where(t => keys.Contains(t.Key)).ExecuteDeleteAsync(ct);
                db.Record(new TracesDeleted(project.Slug, request.Experiment, [.. doomed.Select(t => t.TraceId)]), tenant.Id, project.Id, access.Principal, time.GetUtcNow().UtcDateTime);
                await db.SaveChangesAsync(ct);
                return default(Done);
            }, ct);
            // Files without a trace can't be found any more: when this stops half-way, nothing is shown that isn't there.
            foreach (var folder in doomed.Select(t => SpanFile.Folder(experiment.Number, experiment.ArtifactLocation, t.TraceId)).OfType<string>())
            {
                await artifacts.DeleteAsync(project, folder, ct);
            }

            deleted += doomed.Count;
        }

        live.Publish(Topics.Traces(project.Id), LiveMessage.Changed);
        return deleted;
    }

    /// <summary>As <see cref="DeleteAsync"/>, of traces in whichever experiments of the project. Refused when none of them exists.</summary>
    public async Task<Result<Done>> RemoveAsync(KnownProject project, IReadOnlyList<string> traceIds, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsWrite, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var found = await db.Traces.Where(t => t.ProjectId == project.Id && traceIds.Contains(t.TraceId)).Join(db.Experiments, t => t.ExperimentKey, e => e.Key, (t, e) => new { e.Number, t.TraceId }).ToListAsync(ct);
        foreach (var same in found.GroupBy(t => t.Number))
        {
            if ((await DeleteAsync(project, new(same.Key, [.. same.Select(t => t.TraceId)], null, null), ct)).Refusal is { } declined)
            {
                return declined;
            }
        }

        return found.Count == 0 && traceIds.Count > 0 ? TraceRules.NoSuchTrace(traceIds[0]) : default(Done);
    }

    private async Task<Result<TraceDetails>> WriteAsync(KnownProject project, StartTrace request, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var experiment = await db.Experiments.SingleOrDefaultAsync(e => e.ProjectId == project.Id && e.Number == request.Experiment, ct);
        if (experiment is null || experiment.Deleted)
        {
            return experiment is null ? ExperimentRules.NoSuchExperiment(request.Experiment) : ExperimentRules.NotActive(request.Experiment);
        }

        var trace = await Whole(db).SingleOrDefaultAsync(t => t.ProjectId == project.Id && t.TraceId == request.TraceId, ct);
        if (trace is not null && trace.ExperimentKey != experiment.Key)
        {
            return new AlreadyExists($"The trace '{request.TraceId}' is in another experiment of this project. Give this one an id of its own.");
        }

        trace ??= db.Traces.Add(Trace.Begin(tenant.Id, project.Id, experiment.Key, request.TraceId)).Entity;
        trace.Take(request);
        trace.SetTag(TraceKeys.ArtifactLocation, SpanFile.Uri(experiment.Number, experiment.ArtifactLocation, request.TraceId));
        await db.SaveChangesAsync(ct);
        live.Publish(Topics.Traces(project.Id), LiveMessage.Changed);
        return (await TraceReader.DetailsAsync(db, [trace.Key], ct))[0];
    }

    private async Task<Result<Done>> ChangeAsync(
        KnownProject project, string traceId, Refusal? invalid, Func<Trace, Refusal?> change, CancellationToken ct, PlatformEvent? happened = null)
    {
        if ((await access.RequireAsync(Permission.RunsWrite, project.Id, ct) ?? invalid) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var outcome = await db.TransactAsync<Done>(async () =>
        {
            if (await Whole(db).SingleOrDefaultAsync(t => t.ProjectId == project.Id && t.TraceId == traceId, ct) is not { } trace)
            {
                return TraceRules.NoSuchTrace(traceId);
            }

            if (change(trace) is { } declined)
            {
                return declined;
            }

            if (happened is not null)
            {
                db.Record(happened, tenant.Id, project.Id, access.Principal, time.GetUtcNow().UtcDateTime);
            }

            await db.SaveChangesAsync(ct);
            return default(Done);
        }, ct);
        return Tell(project, outcome);
    }

    private async Task<Result<TraceDetails>> ReadAsync(long key, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        return (await TraceReader.DetailsAsync(db, [key], ct))[0];
    }

    private Result<Done> Tell(KnownProject project, Result<Done> outcome)
    {
        if (outcome.Refusal is null)
        {
            live.Publish(Topics.Traces(project.Id), LiveMessage.Changed);
        }

        return outcome;
    }

    private static IQueryable<Trace> Whole(SaasDb db) => db.Traces.Include(t => t.Tags).Include(t => t.Metadata).Include(t => t.Runs).AsSplitQuery();
}

internal sealed record TraceTagged(string Project, string TraceId, string Key) : PlatformEvent("trace.tagged", $"projects/{Project}/traces/{TraceId}");

internal sealed record TracesDeleted(string Project, long Experiment, IReadOnlyList<string> TraceIds) : PlatformEvent("traces.deleted", $"projects/{Project}/experiments/{Experiment}");

/// <summary>The list of prompts that a trace used, as JSON in a tag.</summary>
internal static class PromptLinks
{
    private static readonly JsonSerializerOptions Form = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static IReadOnlyList<LinkedPrompt> Read(string? tag)
    {
        try
        {
            return tag is null ? [] : JsonSerializer.Deserialize<List<LinkedPrompt>>(tag, Form) ?? [];
        }
        catch (JsonException)
        {
            // Tags are anybody's to write: what isn't a list is replaced by one.
            return [];
        }
    }

    public static string Write(IEnumerable<LinkedPrompt> prompts) => JsonSerializer.Serialize(prompts, Form);
}
