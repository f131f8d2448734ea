using System.Net.Http.Json;
using Microsoft.AspNetCore.Routing.Patterns;
using Slipway.Demo;

namespace Slipway.Safety;

/// <summary>A request for every endpoint, about things that exist, such that somebody who may is answered with success.</summary>
internal static partial class Requests
{
    private const string Run = "/api/v1/organizations/{organization}/projects/{project}/runs/{runId}";

    private const string Experiment = "/api/v1/organizations/{organization}/projects/{project}/experiments";

    private const string Comments = "/api/v1/organizations/{organization}/projects/{project}/comments";

    private const string Webhook = "/api/v1/organizations/{organization}/projects/{project}/webhooks";

    private const string Subscription = "/api/v1/organizations/{organization}/subscription";

    private static readonly Func<Things, object?> Nothing = _ => null;

    /// <summary>What is sent besides the address: a query for GET, a JSON body for everything else.</summary>
    private static readonly Dictionary<string, Func<Things, object?>> Contents = new()
    {
        [$"GET {Comments}"] = things => new { kind = "run", subject = things.Run },
        [$"GET {Comments}/count"] = things => new { kind = "run", subject = things.Run },
        [$"GET {Comments}/mentionable"] = things => new { kind = "run", subject = things.Run, text = "ad" },
        ["GET /api/v1/organizations/{organization}/projects/{project}/presence"] = things => new { kind = "run", subject = things.Run },
        [$"POST {Comments}"] = things => new { kind = "run", subject = things.Run, text = "walked", thread = things.Comment },
        [$"PATCH {Comments}/{{comment}}"] = _ => new { text = "walked", version = 1 },
        [$"DELETE {Comments}/{{comment}}"] = Nothing,
        [$"PUT {Comments}/{{comment}}/resolution"] = Nothing,
        [$"DELETE {Comments}/{{comment}}/resolution"] = Nothing,
        [$"PUT {Comments}/{{comment}}/reactions/{{reaction}}"] = Nothing,
        [$"DELETE {Comments}/{{comment}}/reactions/{{reaction}}"] = Nothing,
        [$"POST {Experiment}"] = things => new { name = $"{things.ExperimentName}-api" },
        [$"GET {Experiment}/comparison"] = things => new { experiment = things.Experiment },
        [$"PATCH {Experiment}/{{number:long}}"] = _ => new { note = "walked" },
        [$"PUT {Experiment}/{{number:long}}/tags/{{**key}}"] = _ => new { value = "walked" },
        [$"DELETE {Experiment}/{{number:long}}/tags/{{**key}}"] = Nothing,
        [$"PUT {Experiment}/{{number:long}}/trash"] = Nothing,
        [$"DELETE {Experiment}/{{number:long}}/trash"] = Nothing,
        [$"PATCH {Run}"] = _ => new { note = "walked" },
        [$"PUT {Run}/status"] = _ => new { status = "finished" },
        [$"PUT {Run}/tags/{{**key}}"] = _ => new { value = "walked" },
        [$"DELETE {Run}/tags/{{**key}}"] = Nothing,
        [$"PUT {Run}/trash"] = Nothing,
        [$"DELETE {Run}/trash"] = Nothing,
        [$"GET {Run}/neighbours"] = things => new { experiment = things.Experiment },
        [$"GET {Run}/table"] = _ => new { path = Things.Table },
        [$"GET {Run}/output/search"] = _ => new { path = Things.File, text = "known" },
        [$"PUT {Subscription}"] = _ => new { plan = "team", interval = "monthly", seats = 60, withoutTrial = true, acceptsOverLimits = true },
        [$"POST {Subscription}/preview"] = _ => new { plan = "team", interval = "yearly", seats = 60 },
        [$"PUT {Subscription}/cancellation"] = Nothing,
        [$"DELETE {Subscription}/cancellation"] = Nothing,
        [$"PUT {Subscription}/bill-to"] = _ => new { text = "walked" },
        ["POST /api/v1/organizations/{organization}/tokens"] = _ => new { name = "made on the walk" },
        ["POST /api/v1/organizations/{organization}/service-accounts"] = things => new { name = "Made on the walk", slug = $"walk-{things.Run[^12..]}" },
        ["PATCH /api/v1/organizations/{organization}/service-accounts/{account}"] = _ => new { name = "walked" },
        ["DELETE /api/v1/organizations/{organization}/service-accounts/{account}"] = Nothing,
        ["PUT /api/v1/organizations/{organization}/service-accounts/{account}/suspension"] = Nothing,
        ["DELETE /api/v1/organizations/{organization}/service-accounts/{account}/suspension"] = Nothing,
        ["POST /api/v1/organizations/{organization}/service-accounts/{account}/tokens"] = _ => new { name = "made on the walk" },
        ["DELETE /api/v1/organizations/{organization}/service-accounts/{account}/tokens/{id}"] = Nothing,
        ["POST /api/v1/organizations/{organization}/service-accounts/{account}/trust-rules"] = things => new { name = "walked", issuer = things.Issuer, audience = "walked", subject = "walked" },
        ["DELETE /api/v1/organizations/{organization}/service-accounts/{account}/trust-rules/{rule}"] = Nothing,
        ["PUT /api/v1/organizations/{organization}/projects/{project}/service-accounts/{account}"] = _ => new { role = "viewer" },
        ["DELETE /api/v1/organizations/{organization}/projects/{project}/service-accounts/{account}"] = Nothing,
        ["POST /api/v1/organizations/{organization}/projects"] = things => new { name = "Made on the walk", slug = $"walk-{things.Run[^12..]}" },
        ["PATCH /api/v1/organizations/{organization}/projects/{project}"] = _ => new { brief = "walked" },
        ["PUT /api/v1/organizations/{organization}/projects/{project}/settings"] = _ => new { name = "Walked", visibility = "organization" },
        ["PUT /api/v1/organizations/{organization}/projects/{project}/archive"] = Nothing,
        ["DELETE /api/v1/organizations/{organization}/projects/{project}/archive"] = Nothing,
        ["PUT /api/v1/organizations/{organization}/projects/{project}/deletion"] = things => new { name = things.Doomed },
        ["DELETE /api/v1/organizations/{organization}/projects/{project}/deletion"] = Nothing,
        ["POST /api/v1/organizations/{organization}/exports"] = Nothing,
        ["POST /api/v1/organizations/{organization}/imports"] = things => new Bytes(new { name = $"walk {things.Run[^12..]}" }),
        ["DELETE /api/v1/organizations/{organization}/imports/{import}"] = Nothing,
        ["DELETE /api/v1/organizations/{organization}/exports/{export}"] = Nothing,
        ["POST /api/v1/organizations/{organization}/projects/{project}/exports"] = Nothing,
        ["DELETE /api/v1/organizations/{organization}/projects/{project}/exports/{export}"] = Nothing,
        ["POST /api/v1/organizations/{organization}/teams"] = things => new { name = "Made on the walk", slug = $"walk-{things.Run[^12..]}" },
        ["PATCH /api/v1/organizations/{organization}/teams/{team}"] = _ => new { name = "walked" },
        ["DELETE /api/v1/organizations/{organization}/teams/{team}"] = Nothing,
        ["PATCH /api/v1/organizations/{organization}/members/{person}"] = _ => new { role = "member" },
        ["DELETE /api/v1/organizations/{organization}/members/{person}"] = Nothing,
        ["PUT /api/v1/organizations/{organization}/members/{person}/suspension"] = Nothing,
        ["DELETE /api/v1/organizations/{organization}/members/{person}/suspension"] = Nothing,
        ["DELETE /api/v1/organizations/{organization}/membership"] = Nothing,
        ["PUT /api/v1/organizations/{organization}/ownership"] = things => new { person = things.Person },
        ["POST /api/v1/organizations/{organization}/invitations"] = things => new { emails = new[] { $"walk-{things.Run[^12..]}@walk.example" } },
        ["DELETE /api/v1/organizations/{organization}/invitations/{invitation}"] = Nothing,
        ["POST /api/v1/organizations/{organization}/invitations/{invitation}/mails"] = Nothing,
        ["PUT /api/v1/organizations/{organization}/teams/{team}/people/{person}"] = Nothing,
        ["DELETE /api/v1/organizations/{organization}/teams/{team}/people/{person}"] = Nothing,
        ["PUT /api/v1/organizations/{organization}/projects/{project}/people/{person}"] = _ => new { role = "viewer" },
        ["DELETE /api/v1/organizations/{organization}/projects/{project}/people/{person}"] = Nothing,
        ["PUT /api/v1/organizations/{organization}/projects/{project}/teams/{team}"] = _ => new { role = "viewer" },
        ["DELETE /api/v1/organizations/{organization}/projects/{project}/teams/{team}"] = Nothing,
        ["POST /api/v1/organizations/{organization}/audit/checkpoints"] = Nothing,
        ["POST /api/v1/organizations"] = _ => new { name = "Made on the walk" },
        ["DELETE /api/v1/organizations/{organization}/tokens/{id}"] = Nothing,
        ["GET /api/v1/organizations/{organization}/projects/{project}/runs/{runId}/chart"] = _ => new { key = Things.Metric },
        ["GET /api/v1/organizations/{organization}/projects/{project}/find"] = things => new { text = things.ExperimentName },
        ["GET /api/v1/organizations/{organization}/projects/{project}/runs/values"] = _ => new { field = "params.lr" },
        ["PATCH /api/v1/organizations/{organization}/projects/{project}/runs"] = things => new { runs = new { runs = new[] { things.Run } }, change = new { setTags = new[] { new { key = "walked", value = "yes" } } } },
        ["PUT /api/v1/organizations/{organization}/projects/{project}/runs/{runId}/artifacts/files/{**path}"] = _ => new Bytes(new { replace = true }),
        ["DELETE /api/v1/organizations/{organization}/projects/{project}/runs/{runId}/artifacts/files/{**path}"] = Nothing,
        ["GET /api/v1/organizations/{organization}/projects/{project}/runs/{runId}/artifacts/zip/{**path}"] = Nothing,
        ["POST /api/v1/organizations/{organization}/projects/{project}/runs/{runId}/artifacts/restorations"] = _ => new { path = Things.File },
        ["POST /api/v1/organizations/{organization}/projects/{project}/demo-training"] = Nothing,
        ["DELETE /api/v1/organizations/{organization}/projects/{project}/demo-training"] = Nothing,
        ["GET /api/v1/organizations/{organization}/projects/{project}/runs/{runId}/chart/joined"] = _ => new { key = Things.Metric, along = Things.Metric },
        ["GET /api/v1/organizations/{organization}/projects/{project}/comparison"] = things => new { runs = things.Run },
        ["GET /api/v1/organizations/{organization}/projects/{project}/comparison/artifacts"] = things => new { runs = things.Run },
        ["GET /api/v1/organizations/{organization}/projects/{project}/comparison/history.csv"] = things => new { runs = things.Run, key = Things.Metric },

        [$"POST {Webhook}"] = _ => new { name = "walked", url = "https://127.0.0.1:9/walked", events = new[] { "budget_policy.exceeded" } },
        [$"PATCH {Webhook}/{{webhook}}"] = _ => new { name = "walked" },
        [$"DELETE {Webhook}/{{webhook}}"] = Nothing,
        [$"PUT {Webhook}/{{webhook}}/secret"] = _ => new { secret = "walked" },
        [$"POST {Webhook}/{{webhook}}/secrets"] = Nothing,
        [$"POST {Webhook}/{{webhook}}/tests"] = Nothing,
        [$"PUT {Webhook}/{{webhook}}/deliveries/{{delivery}}/redelivery"] = Nothing,
        ["POST /mlflow/webhooks"] = _ => new { name = "walked", url = "https://127.0.0.1:9/walked", events = new[] { new { entity = "BUDGET_POLICY", action = "EXCEEDED" } } },
        ["PATCH /mlflow/webhooks/{webhook}"] = _ => new { name = "walked" },
        ["DELETE /mlflow/webhooks/{webhook}"] = Nothing,
        ["POST /mlflow/webhooks/{webhook}/test"] = _ => new { },

        ["POST /mlflow/experiments/create"] = things => new { name = $"{things.ExperimentName}-new" },
        ["GET /mlflow/experiments/get"] = things => new { experiment_id = things.Experiment },
        ["GET /mlflow/experiments/get-by-name"] = things => new { experiment_name = things.ExperimentName },
        ["GET /mlflow/experiments/search"] = _ => new { max_results = 10 },
        ["POST /mlflow/experiments/search"] = _ => new { max_results = 10 },
        ["POST /mlflow/experiments/update"] = things => new { experiment_id = things.Experiment, new_name = $"{things.ExperimentName}-renamed" },
        ["POST /mlflow/experiments/delete"] = things => new { experiment_id = things.Experiment },
        ["POST /mlflow/experiments/restore"] = things => new { experiment_id = things.Experiment },
        ["POST /mlflow/experiments/set-experiment-tag"] = things => new { experiment_id = things.Experiment, key = "walked", value = "yes" },
        ["POST /mlflow/experiments/delete-experiment-tag"] = things => new { experiment_id = things.Experiment, key = "stage" },
        ["POST /mlflow/experiments/search-datasets"] = things => new { experiment_ids = new[] { things.Experiment } },

        ["POST /mlflow/runs/create"] = things => new { experiment_id = things.Experiment, start_time = 1 },
        ["POST /mlflow/runs/update"] = things => new { run_id = things.Run, status = "FINISHED", end_time = 2 },
        ["POST /mlflow/runs/delete"] = things => new { run_id = things.Run },
        ["POST /mlflow/runs/restore"] = things => new { run_id = things.Run },
        ["GET /mlflow/runs/get"] = things => new { run_id = things.Run },
        ["POST /mlflow/runs/search"] = things => new { experiment_ids = new[] { things.Experiment } },
        ["POST /mlflow/runs/log-batch"] = things => new { run_id = things.Run, metrics = new[] { new { key = Things.Metric, value = 1.5, step = 2, timestamp = 2 } } },
        ["POST /mlflow/runs/log-metric"] = things => new { run_id = things.Run, key = Things.Metric, value = 2.5, step = 3, timestamp = 3 },
        ["POST /mlflow/runs/log-parameter"] = things => new { run_id = things.Run, key = "walked", value = "yes" },
        ["POST /mlflow/runs/set-tag"] = things => new { run_id = things.Run, key = "walked", value = "yes" },
        ["POST /mlflow/runs/delete-tag"] = things => new { run_id = things.Run, key = "stage" },
        ["POST /mlflow/runs/log-inputs"] = things => new { run_id = things.Run, datasets = new[] { new { dataset = Things.Dataset() } } },
        ["POST /mlflow/runs/outputs"] = things => new { run_id = things.Run, models = new[] { new { model_id = things.Model, step = 1 } } },

        ["POST /mlflow/runs/log-model"] = things => new { run_id = things.Run, model_json = $$"""{"artifact_path":"model","flavors":{},"utc_time_created":"2026-01-01 00:00:00","run_id":"{{things.Run}}"}""" },

        ["GET /mlflow/metrics/get-history"] = things => new { run_id = things.Run, metric_key = Things.Metric },
        ["GET /mlflow/metrics/get-history-bulk"] = things => new { run_id = things.Run, metric_key = Things.Metric },
        ["GET /mlflow/metrics/get-history-bulk-interval"] = things => new { run_ids = things.Run, metric_key = Things.Metric },

        ["POST /mlflow/logged-models"] = things => new { experiment_id = things.Experiment, name = "walked" },
        ["POST /mlflow/logged-models/search"] = things => new { experiment_ids = new[] { things.Experiment } },
        ["PUT /api/v1/organizations/{organization}/watches/{**subject}"] = Nothing,
        ["DELETE /api/v1/organizations/{organization}/watches/{**subject}"] = Nothing,
        ["PATCH /mlflow/logged-models/{model}"] = _ => new { status = "LOGGED_MODEL_READY" },
        ["DELETE /mlflow/logged-models/{model}"] = Nothing,
        ["PATCH /mlflow/logged-models/{model}/tags"] = _ => new { tags = new[] { new { key = "walked", value = "yes" } } },
        ["DELETE /mlflow/logged-models/{model}/tags/{**key}"] = Nothing,
        ["POST /mlflow/traces"] = things => new { experiment_id = things.Experiment, timestamp_ms = 1, trace = new { trace_info = Things.TraceInfo(things.Experiment, $"{things.Trace}-b") } },
        ["GET /mlflow/traces"] = things => new { experiment_ids = things.Experiment },
        ["PATCH /mlflow/traces/{trace}"] = _ => new { status = "OK", timestamp_ms = 2 },
        ["POST /mlflow/traces/search"] = things => new { locations = new[] { new { mlflow_experiment = new { experiment_id = things.Experiment } } } },
        ["POST /mlflow/traces/batchGetInfos"] = things => new { trace_ids = new[] { things.Trace } },
        ["GET /mlflow/traces/batchGet"] = things => new { trace_ids = things.Trace },
        ["GET /mlflow/traces/get"] = things => new { trace_id = things.Trace },
        ["GET /mlflow/get-trace-artifact"] = things => new { request_id = things.Trace },
        ["PATCH /mlflow/traces/{trace}/tags"] = _ => new { key = "walked", value = "yes" },
        ["DELETE /mlflow/traces/{trace}/tags"] = _ => new { key = "stage" },
        ["POST /mlflow/traces/delete-traces"] = things => new { experiment_id = things.Experiment, request_ids = new[] { things.Trace } },
        ["POST /mlflow/traces/link-to-run"] = things => new { trace_ids = new[] { things.Trace }, run_id = things.Run },
        ["POST /mlflow/traces/link-prompts"] = things => new { trace_id = things.Trace, prompt_versions = new[] { new { name = "walked", version = "1" } } },
        ["POST /mlflow/traces/{trace}/assessments"] = _ => new { assessment = Things.Feedback() },
        ["PATCH /mlflow/traces/{trace}/assessments/{assessment}"] = _ => new { assessment = new { rationale = "walked" }, update_mask = "rationale" },
        ["DELETE /mlflow/traces/{trace}/assessments/{assessment}"] = Nothing,
        ["DELETE /api/v1/organizations/{organization}/projects/{project}/traces/{trace}"] = Nothing,
        ["PUT /api/v1/organizations/{organization}/projects/{project}/traces/{trace}/tags/{key}"] = _ => new { value = "walked" },
        ["DELETE /api/v1/organizations/{organization}/projects/{project}/traces/{trace}/tags/{key}"] = Nothing,
        ["POST /api/v1/organizations/{organization}/projects/{project}/traces/{trace}/assessments"] = _ => new { name = "walked", kind = "feedback", value = true },
        ["PUT /api/v1/organizations/{organization}/projects/{project}/traces/{trace}/assessments/{assessment}"] = _ => new { value = 3 },
        ["DELETE /api/v1/organizations/{organization}/projects/{project}/traces/{trace}/assessments/{assessment}"] = Nothing,
        ["GET /mlflow/artifacts/list"] = things => new { run_id = things.Run },
        ["GET /{organization}/{project}/get-artifact"] = things => new { run_id = things.Run, path = Things.File },
        ["GET /mlflow/logged-models/{model}/artifacts/files"] = _ => new { artifact_file_path = Things.File },
        ["POST /mlflow/upload-artifact"] = things => new Bytes(new { run_uuid = things.Run, path = "walked.txt" }),
        ["PUT /mlflow-artifacts/artifacts/{**path}"] = _ => new Bytes(null),
        ["DELETE /mlflow-artifacts/artifacts/{**path}"] = Nothing,
        ["POST /mlflow-artifacts/mpu/create/{**folder}"] = _ => new { path = "walked.bin", num_parts = 1 },
        ["PUT /mlflow-artifacts/parts/{ticket}/{number:int}"] = _ => new Bytes(null),
        ["POST /mlflow-artifacts/mpu/complete/{**folder}"] = things => new { path = "large.bin", upload_id = things.Upload, parts = new[] { new { part_number = 1, etag = things.Part } } },
        ["POST /mlflow-artifacts/mpu/abort/{**folder}"] = things => new { path = "large.bin", upload_id = things.Upload },
        ["POST /mlflow/logged-models/{model}/params"] = _ => new { @params = new[] { new { key = "walked", value = "yes" } } },
    };

    /// <summary>The request that walks through a door.</summary>
    /// <param name="address">Replaces the address, where there is another one for the same door.</param>
    public static HttpRequestMessage Of(Door door, Things things, Func<string, string>? address = null)
    {
        var path = string.Join('/', door.Pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => Part(door, part, things)))));
        var content = ContentOf(door)(things);
        var query = Query(content is Bytes bytes ? bytes.Query : door.Method == HttpMethod.Get ? content : null);
        var request = new HttpRequestMessage(door.Method, (address is null ? "/" + path : address("/" + path)) + query);
        request.Headers.Accept.ParseAdd(door.IsPage ? "text/html" : "application/json");
        request.Content = content is Bytes ? new StringContent("walked") : content is not null && query.Length == 0 ? JsonContent.Create(content) : null;
        return request;
    }

    private static string Query(object? content) =>
        content is null ? "" : "?" + string.Join('&', content.GetType().GetProperties().Select(property => $"{property.Name}={Uri.EscapeDataString(property.GetValue(content)!.ToString()!)}"));

    private static Func<Things, object?> ContentOf(Door door) =>
        Contents.TryGetValue(door.Kind, out var known) || Contents.TryGetValue(door.Kind.TrimEnd('/'), out known)
        || OfRegistry.TryGetValue(door.Kind, out known) || OfRegistry.TryGetValue(door.Kind.TrimEnd('/'), out known) ? known
        : door.Method == HttpMethod.Get || door.IsPage || !door.IsInOrganization ? Nothing
        : throw new InvalidOperationException($"The walk doesn't know what to send to {door.Name}: say so in Safety/Requests.cs.");

    private static string Part(Door door, RoutePatternPart part, Things things) => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        // A path keeps its slashes.
        RoutePatternParameterPart { IsCatchAll: true } parameter => Value(door, parameter, things),
        RoutePatternParameterPart parameter => Uri.EscapeDataString(Value(door, parameter, things)),
        _ => throw new InvalidOperationException($"The walk can't read {door.Name}."),
    };

    private static string Value(Door door, RoutePatternParameterPart parameter, Things things) => (parameter.Name, door.Kind) switch
    {
        ("organization", _) => DemoWorld.Acme,
        ("project", var kind) when kind.EndsWith("/archive", StringComparison.Ordinal) || kind.EndsWith("/deletion", StringComparison.Ordinal) => things.Doomed,
        ("project", _) => DemoWorld.Vision,
        ("runId", _) => things.Run,
        ("import", _) => things.Import,
        ("export", var kind) => kind.Contains("/projects/", StringComparison.Ordinal) ? things.ProjectExport : things.OrganizationExport,
        ("documentName", _) => "v1",
        ("model", _) => things.Model,
        ("name", var kind) when kind.Contains("/models", StringComparison.Ordinal) => things.Registered,
        ("version", _) => "1",
        ("alias", _) => Things.Alias,
        ("prompt", _) => things.Prompt,
        ("name", var kind) when kind.Contains("/prompts", StringComparison.Ordinal) => things.Prompt,
        ("review", _) => things.Review,
        ("check", _) => "walked",
        ("trace" or "traceId", _) => things.Trace,
        ("span", _) => Things.Span,
        ("webhook", _) => things.Webhook,
        ("delivery", _) => things.Delivery,
        ("assessment", _) => things.Assessment,
        ("team", _) => things.Team,
        ("person", var kind) when kind.Contains("/members/", StringComparison.Ordinal) => things.Leaver,
        ("person", _) => things.Person,
        ("invitation", _) => things.Invitation,
        ("code", _) => "made-up",
        ("comment", _) => things.Comment,
        ("reaction", _) => "thumbsUp",
        ("key", _) => "stage",
        ("experiment", _) => things.Experiment,
        ("account", _) => things.Account,
        ("rule", _) => things.Rule,
        ("id", var kind) when kind.Contains("/service-accounts/", StringComparison.Ordinal) => things.AccountToken,
        ("id", var kind) when kind.Contains("/tokens/", StringComparison.Ordinal) => things.Token,
        ("id", var kind) when kind.Contains("/operator/mail", StringComparison.Ordinal) => Guid.Empty.ToString(),
        ("id", var kind) when kind.Contains("/passkeys/", StringComparison.Ordinal) => "AAAA",
        ("id", var kind) when kind.Contains("/account/sessions", StringComparison.Ordinal) => Guid.Empty.ToString(),
        ("user", _) => Guid.Empty.ToString(),
        ("folder", _) => things.Folder,
        ("ticket", var kind) => kind.Contains("/downloads/", StringComparison.Ordinal) ? things.Download : things.Upload,
        ("number", var kind) when kind.Contains("/invoices/", StringComparison.Ordinal) => things.Invoice,
        ("number", var kind) => kind.Contains("/parts/", StringComparison.Ordinal) || kind.Contains("/versions/", StringComparison.Ordinal) ? "1" : things.Experiment,
        ("path", var kind) when kind.Contains("mlflow-artifacts", StringComparison.Ordinal) => $"{things.Folder}/{Things.File}",
        ("path", var kind) when kind.Contains("/artifacts/zip/", StringComparison.Ordinal) => "",
        ("path", var kind) when kind.StartsWith("GET /api/v1/", StringComparison.Ordinal) || kind.Contains("/artifacts/files/", StringComparison.Ordinal) => Things.File,
        ("deletedAt", _) => "1",
        ("subject", _) => $"projects/{DemoWorld.Vision}/runs/{things.Run}",
        ("path", "GET /{**path:file}" or "HEAD /{**path:file}") => "styles/nothing.css",
        ("path", var kind) when kind.Contains("/operator/jobs", StringComparison.Ordinal) => "recurring",
        _ => throw new InvalidOperationException($"The walk doesn't know what '{parameter.Name}' is in {door.Name}: say so in Safety/Requests.cs."),
    };

    /// <summary>A body that is a file, with a query beside it.</summary>
    private sealed record Bytes(object? Query);
}
