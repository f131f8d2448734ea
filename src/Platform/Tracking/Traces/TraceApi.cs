using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Slipway.Foundation.Access;
using Slipway.Tracking.Assessments;
using Slipway.Tracking.Spans;

namespace Slipway.Tracking.Traces;

/// <summary>A tag's value.</summary>
public sealed record TraceTagValue([Required, MaxLength(8_000)] string Value);

/// <summary>Our own API: what the pages of traces can do.</summary>
internal static class TraceApi
{
    public static void MapTraceApi(this IEndpointRouteBuilder organization)
    {
        var traces = organization.MapGroup("/projects/{project}/traces").WithTags("Traces");
        traces.MapGet("/", (TraceService service, KnownProject at, CancellationToken ct, [FromQuery] long[]? experiment = null, string? filter = null, [FromQuery] string[]? order = null, int limit = TraceSearch.DefaultResults, string? pageToken = null) =>
            service.SearchAsync(at, new TraceSearch(experiment is { Length: > 0 } ? experiment : null, filter, order, limit, pageToken), ct).ToHttp());
        traces.MapGet("/{trace}", (TraceService service, KnownProject at, string trace, CancellationToken ct) => service.GetAsync(at, trace, ct).ToHttp());
        traces.MapDelete("/{trace}", (TraceLogService service, KnownProject at, string trace, CancellationToken ct) => service.RemoveAsync(at, [trace], ct).ToHttp());
        traces.MapGet("/{trace}/spans", (SpanService service, KnownProject at, string trace, CancellationToken ct) => service.ListAsync(at, trace, ct).ToHttp());
        traces.MapGet("/{trace}/spans/{span}", (SpanService service, KnownProject at, string trace, string span, CancellationToken ct) => service.GetAsync(at, trace, span, ct).ToHttp());
        traces.MapPut("/{trace}/tags/{key}", (TraceLogService service, KnownProject at, string trace, string key, TraceTagValue tag, CancellationToken ct) => service.SetTagAsync(at, trace, new KeyValue(key, tag.Value), ct).ToHttp());
        traces.MapDelete("/{trace}/tags/{key}", (TraceLogService service, KnownProject at, string trace, string key, CancellationToken ct) => service.DeleteTagAsync(at, trace, key, ct).ToHttp());
        traces.MapPost("/{trace}/assessments", (AssessmentService service, KnownProject at, string trace, NewAssessment assessment, CancellationToken ct) => service.AddAsync(at, trace, assessment, ct).ToHttp());
        traces.MapPut("/{trace}/assessments/{assessment}", (AssessmentService service, KnownProject at, string trace, string assessment, ChangedAssessment change, CancellationToken ct) => service.ReviseAsync(at, trace, assessment, change, ct).ToHttp());
        traces.MapDelete("/{trace}/assessments/{assessment}", (AssessmentService service, KnownProject at, string trace, string assessment, CancellationToken ct) => service.DeleteAsync(at, trace, assessment, ct).ToHttp());
    }
}
