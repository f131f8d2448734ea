using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Foundation.Access;
using Slipway.Tracking.Metrics;

namespace Slipway.Tracking.Mlflow;

/// <summary>Reading the points of metrics.</summary>
internal static class HistoryEndpoints
{
    private const int MaxRuns = 100;
    private const int MaxSample = 2_500;
    private const int MaxBulk = 25_000;

    public static void MapHistories(this MlflowRoutes routes)
    {
        routes.V2.MapGet("/mlflow/metrics/get-history", (RequestDelegate)HistoryAsync);
        routes.V2.MapGet("/mlflow/metrics/get-history-bulk-interval", (RequestDelegate)SampleAsync);
        routes.V2.MapGet("/mlflow/metrics/get-history-bulk", (RequestDelegate)BulkAsync);
    }

    private static async Task HistoryAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var runId = query["run_id"].ToString() is { Length: > 0 } id ? id : query["run_uuid"].ToString();
        var name = query["metric_key"].ToString();
        Point? after = null;
        var token = query["page_token"].ToString();
        if (runId.Length == 0 || name.Length == 0)
        {
            await MlflowErrors.WriteAsync(context, Missing(runId.Length == 0 ? "run_id" : "metric_key"));
            return;
        }

        if (!TryLimit(query["max_results"], MetricService.HistoryLimit, out var limit) || (token.Length > 0 && !HistoryToken.TryRead(token, out after)))
        {
            await MlflowErrors.WriteAsync(context, new Invalid("Invalid 'max_results' or 'page_token'. Send a positive number, and a token as an earlier page returned it."));
            return;
        }

        var json = new HistoryJson(context.Response, name);
        var end = await Service(context).ReadHistoryAsync(
            await KnownProject.BindAsync(context), runId, name, new(limit, after), (points, ct) => json.WriteAsync(points, null, ct), context.RequestAborted);
        await (end.Refusal is { } refusal ? MlflowErrors.WriteAsync(context, refusal) : json.EndAsync(end.Value.Last is { } last ? HistoryToken.Write(last) : null, context.RequestAborted));
    }

    private static async Task SampleAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var name = query["metric_key"].ToString();
        var runs = query["run_ids"];
        var (from, to) = (long.MinValue, long.MaxValue);
        var refusal = name.Length == 0 ? Missing("metric_key")
            : runs.Count is 0 or > MaxRuns ? new Invalid($"Ask for 1 to {MaxRuns} 'run_ids'.")
            : !TryLimit(query["max_results"], MaxSample, out var limit) ? new Invalid($"Ask for 1 to {MaxSample} 'max_results'.")
            : (query.ContainsKey("start_step") && !TryStep(query["start_step"], out from)) || (query.ContainsKey("end_step") && !TryStep(query["end_step"], out to)) || from > to
                ? new Invalid("Send 'start_step' and 'end_step' as whole numbers, the end not before the start.")
                : await SampleAsync(context, name, runs!, from, to, limit);
        if (refusal is not null)
        {
            await MlflowErrors.WriteAsync(context, refusal);
        }
    }

    private static async Task<Refusal?> SampleAsync(HttpContext context, string name, IEnumerable<string> runs, long from, long to, int limit)
    {
        var (service, project) = (Service(context), await KnownProject.BindAsync(context));
        var json = new HistoryJson(context.Response, name);
        foreach (var runId in runs.Distinct(StringComparer.Ordinal))
        {
            var sample = await service.SampleAsync(project, runId, name, from, to, limit, context.RequestAborted);
            if (sample.Refusal is { } refusal)
            {
                return refusal;
            }

            await json.WriteAsync(sample.Value, runId, context.RequestAborted);
        }

        await json.EndAsync(null, context.RequestAborted);
        return null;
    }

    private static async Task BulkAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var name = query["metric_key"].ToString();
        var runs = query["run_id"];
        if (name.Length == 0 || runs.Count is 0 or > MaxRuns || !TryLimit(query["max_results"], MaxBulk, out var left))
        {
            await MlflowErrors.WriteAsync(context, new Invalid($"Send 'metric_key', 1 to {MaxRuns} 'run_id' and at most {MaxBulk} 'max_results'."));
            return;
        }

        var (service, project) = (Service(context), await KnownProject.BindAsync(context));
        var json = new HistoryJson(context.Response, name, bareNaN: true);
        foreach (var runId in runs.OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (left == 0)
            {
                break;
            }

            var end = await service.ReadHistoryAsync(
                project, runId, name, new(left, null),
                (points, ct) =>
                {
                    left -= points.Length;
                    return json.WriteAsync(points, runId, ct);
                },
                context.RequestAborted);
            if (end.Refusal is { } refusal)
            {
                await MlflowErrors.WriteAsync(context, refusal);
                return;
            }
        }

        await json.EndAsync(null, context.RequestAborted);
    }

    private static Invalid Missing(string name) => new($"Missing value for required parameter '{name}'. Send it in the query.");

    private static MetricService Service(HttpContext context) => context.RequestServices.GetRequiredService<MetricService>();

    private static bool TryLimit(string? text, int most, out int limit)
    {
        limit = most;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        var read = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var asked);
        limit = Math.Min(asked, most);
        return read && asked > 0 && (asked <= most || most == MetricService.HistoryLimit);
    }

    private static bool TryStep(string? text, out long step) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out step);
}
