using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Live;
using Slipway.Tracking.Traces;

namespace Slipway.Tracking.Assessments;

/// <summary>Judgements on traces: what people, models and programs think of an answer, and what it should have been.</summary>
public sealed class AssessmentService(IDbContextFactory<SaasDb> dbs, Tenant tenant, Access access, LiveFeed live, TimeProvider time)
{
    /// <summary>The most assessments of one trace.</summary>
    public const int MostOfTrace = 1_000;

    private const string Human = "HUMAN";
    private const int BodyLimit = 64_000;

    /// <summary>Logs an assessment as a client made it. One that it overrides stands no more.</summary>
    public async Task<Result<AssessmentDetails>> LogAsync(KnownProject project, string traceId, AssessmentContent content, CancellationToken ct)
    {
        var now = Now();
        return await ChangeAsync(project, traceId, Check(content), async (db, trace) =>
        {
            if (await db.Assessments.CountAsync(a => a.TraceKey == trace, ct) >= MostOfTrace)
            {
                return new Invalid($"A trace may have {MostOfTrace} assessments. Delete one first.");
            }

            if (content.Overrides is { } overridden)
            {
                if (await db.Assessments.SingleOrDefaultAsync(a => a.TraceKey == trace && a.AssessmentId == overridden, ct) is not { } old)
                {
                    return NoSuchAssessment(overridden, traceId);
                }

                old.Stand(false);
            }

            return db.Assessments.Add(Assessment.Log(tenant.Id, trace, content, content.CreatedAt ?? now, content.UpdatedAt ?? now)).Entity;
        }, assessment => new AssessmentLogged(project.Slug, traceId, assessment.AssessmentId, assessment.Name), ct);
    }

    /// <summary>Adds a judgement of the person who asks.</summary>
    public async Task<Result<AssessmentDetails>> AddAsync(KnownProject project, string traceId, NewAssessment request, CancellationToken ct) =>
        await access.RequireAsync(Permission.RunsWrite, project.Id, ct) is { } refusal ? refusal
        : await LogAsync(project, traceId, new(request.Kind is 0 ? AssessmentKind.Feedback : request.Kind, request.Name, request.SpanId, Human, access.Principal.Name, Body(request.Value), Blank(request.Rationale), null, null, true, null, null), ct);

    /// <summary>One assessment.</summary>
    public async Task<Result<AssessmentDetails>> GetAsync(KnownProject project, string traceId, string assessmentId, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        return await FindAsync(db, project, traceId, assessmentId, ct) is { } found ? AssessmentReader.Details(found, traceId) : NoSuchAssessment(assessmentId, traceId);
    }

    /// <summary>Changes what a client names of an assessment.</summary>
    public async Task<Result<AssessmentDetails>> ChangeAsync(KnownProject project, string traceId, string assessmentId, AssessmentChange change, CancellationToken ct)
    {
        var now = Now();
        return await ChangeAsync(project, traceId, null, async (db, _) =>
        {
            if (await FindAsync(db, project, traceId, assessmentId, ct) is not { } known)
            {
                return NoSuchAssessment(assessmentId, traceId);
            }

            if (change.Kind is { } kind && kind != known.Kind)
            {
                return new Invalid($"The assessment '{assessmentId}' is {Word(known.Kind)} and can't become {Word(kind)}. Log another one.");
            }

            var content = new AssessmentContent(
                known.Kind, change.Name ?? known.Name, known.SpanId, change.SourceType ?? known.SourceType, change.SourceId ?? known.SourceId, change.Body ?? known.Body,
                change.Rationale ?? known.Rationale, change.Metadata ?? known.Metadata, known.Overrides, change.Valid ?? known.Valid, null, null);
            if (Check(content) is { } invalid)
            {
                return invalid;
            }

            known.Change(content, now);
            return known;
        }, assessment => new AssessmentChanged(project.Slug, traceId, assessmentId, assessment.Name), ct);
    }

    /// <summary>Changes a judgement by hand.</summary>
    public Task<Result<AssessmentDetails>> ReviseAsync(KnownProject project, string traceId, string assessmentId, ChangedAssessment request, CancellationToken ct) =>
        ChangeAsync(project, traceId, assessmentId, new AssessmentChange(null, null, null, null, Body(request.Value), request.Rationale ?? "", null, null), ct);

    /// <summary>Deletes an assessment; one that it took the place of stands again. One that isn't there is deleted already.</summary>
    public async Task<Result<Done>> DeleteAsync(KnownProject project, string traceId, string assessmentId, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsWrite, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var outcome = await db.TransactAsync<Done>(async () =>
        {
            if (await TraceAsync(db, project, traceId, ct) is not { } trace)
            {
                return TraceRules.NoSuchTrace(traceId);
            }

            if (await db.Assessments.SingleOrDefaultAsync(a => a.TraceKey == trace && a.AssessmentId == assessmentId, ct) is not { } doomed)
            {
                return default(Done);
            }

            if (doomed.Overrides is { } overridden && await db.Assessments.SingleOrDefaultAsync(a => a.TraceKey == trace && a.AssessmentId == overridden, ct) is { } old)
            {
                old.Stand(true);
            }

            db.Assessments.Remove(doomed);
            db.Record(new AssessmentDeleted(project.Slug, traceId, assessmentId, doomed.Name), tenant.Id, project.Id, access.Principal, time.GetUtcNow().UtcDateTime);
            await db.SaveChangesAsync(ct);
            return default(Done);
        }, ct);
        live.Publish(Topics.Traces(project.Id), LiveMessage.Changed);
        return outcome;
    }

    private async Task<Result<AssessmentDetails>> ChangeAsync(
        KnownProject project, string traceId, Refusal? invalid, Func<SaasDb, long, Task<Result<Assessment>>> change, Func<Assessment, PlatformEvent> happened, CancellationToken ct)
    {
        if ((await access.RequireAsync(Permission.RunsWrite, project.Id, ct) ?? invalid) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var outcome = await db.TransactAsync<AssessmentDetails>(async () =>
        {
            if (await TraceAsync(db, project, traceId, ct) is not { } trace)
            {
                return TraceRules.NoSuchTrace(traceId);
            }

            var changed = await change(db, trace);
            if (changed.Refusal is { } declined)
            {
                return declined;
            }

            db.Record(happened(changed.Value), tenant.Id, project.Id, access.Principal, time.GetUtcNow().UtcDateTime);
            await db.SaveChangesAsync(ct);
            return AssessmentReader.Details(changed.Value, traceId);
        }, ct);
        if (outcome.Refusal is null)
        {
            live.Publish(Topics.Traces(project.Id), LiveMessage.Changed);
        }

        return outcome;
    }

    private static Task<long?> TraceAsync(SaasDb db, KnownProject project, string traceId, CancellationToken ct) =>
        db.Traces.Where(t => t.ProjectId == project.Id && t.TraceId == traceId).Select(t => (long?)t.Key).SingleOrDefaultAsync(ct);

    private static Task<Assessment?> FindAsync(SaasDb db, KnownProject project, string traceId, string assessmentId, CancellationToken ct) =>
        db.Assessments.SingleOrDefaultAsync(a => a.AssessmentId == assessmentId && db.Traces.Any(t => t.Key == a.TraceKey && t.ProjectId == project.Id && t.TraceId == traceId), ct);

    private static Invalid? Check(AssessmentContent content) =>
        content.Name.Length is 0 or > Assessment.NameLimit ? new Invalid($"An assessment needs a name of 1 to {Assessment.NameLimit} characters.")
        : content.SourceId.Length > Assessment.SourceLimit ? new Invalid($"The source of an assessment may have {Assessment.SourceLimit} characters.")
        : content.SpanId?.Length > Assessment.SpanIdLimit ? new Invalid($"The id of a span may have {Assessment.SpanIdLimit} characters.")
        : content.Overrides?.Length > Assessment.IdLength ? new Invalid("An assessment overrides another one by its id, like a-0123456789abcdef0123456789abcdef.")
        : content.Rationale?.Length > Assessment.RationaleLimit ? new Invalid($"A rationale may have {Assessment.RationaleLimit} characters; this one has {content.Rationale.Length}.")
        : content.Body.Length > BodyLimit || content.Metadata?.Length > BodyLimit ? new Invalid($"The value of an assessment, and its metadata, may have {BodyLimit} characters as JSON.")
        : !AssessmentValue.IsObject(content.Body) || (content.Metadata is { } metadata && !AssessmentValue.IsObject(metadata)) ? new Invalid("The value of an assessment, and its metadata, are JSON objects.")
        : AssessmentValue.Json(content.Body) is null && AssessmentValue.Error(content.Body) is (null, _) ? new Invalid($"{(content.Kind is AssessmentKind.Feedback ? "Feedback" : "An expectation")} needs a value, or an error that says why there is none.")
        : null;

    private static string Body(object? value) => new JsonObject { ["value"] = JsonSerializer.SerializeToNode(value) }.ToJsonString();

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static string Word(AssessmentKind kind) => kind is AssessmentKind.Feedback ? "feedback" : "an expectation";

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static NotFound NoSuchAssessment(string assessmentId, string traceId) => new($"Assessment with ID '{assessmentId}' not found for trace '{traceId}'.");
}

internal sealed record AssessmentLogged(string Project, string TraceId, string AssessmentId, string Name) : PlatformEvent("assessment.logged", $"projects/{Project}/traces/{TraceId}");

internal sealed record AssessmentChanged(string Project, string TraceId, string AssessmentId, string Name) : PlatformEvent("assessment.changed", $"projects/{Project}/traces/{TraceId}");

internal sealed record AssessmentDeleted(string Project, string TraceId, string AssessmentId, string Name) : PlatformEvent("assessment.deleted", $"projects/{Project}/traces/{TraceId}");
