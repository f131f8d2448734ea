using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Foundation.Access;
using Slipway.Tracking.LoggedModels;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.Mlflow;

/// <summary>What changes runs. Written by hand from bytes to bytes: this is where the most requests come in.</summary>
internal static class LogEndpoints
{
    private static readonly ReadOnlyMemory<byte> Nothing = "{}"u8.ToArray();

    public static void MapRunLogging(this MlflowRoutes routes)
    {
        var runs = routes.V2;
        runs.Post("/mlflow/runs/log-batch", (RequestDelegate)(context => LogAsync(context, LogRequests.Batch, ModelPointsOf)));
        runs.Post("/mlflow/runs/log-metric", (RequestDelegate)(context => LogAsync(context, LogRequests.Metric, ModelPointOf)));
        runs.Post("/mlflow/runs/log-parameter", (RequestDelegate)(context => LogAsync(context, LogRequests.Param)));
        runs.Post("/mlflow/runs/set-tag", (RequestDelegate)(context => LogAsync(context, LogRequests.Tag)));
        runs.Post("/mlflow/runs/delete-tag", (RequestDelegate)DeleteTagAsync);
        runs.Post("/mlflow/runs/delete", (RequestDelegate)DeleteAsync);
        runs.Post("/mlflow/runs/restore", (RequestDelegate)RestoreAsync);
        runs.Post("/mlflow/runs/create", (RequestDelegate)CreateAsync);
        runs.Post("/mlflow/runs/update", (RequestDelegate)UpdateAsync);
    }

    private static Task LogAsync(HttpContext context, RequestBody.Parser<RunLog> parse) =>
        DoAsync(context, parse, static (service, project, log, ct) => service.LogAsync(project, log, ct));

    // Few requests measure models; those are read twice, so that the others cost nothing more.
    private static async Task LogAsync(HttpContext context, RequestBody.Parser<RunLog> parse, RequestBody.Parser<IReadOnlyList<ModelPoint>> parseModels)
    {
        IReadOnlyList<ModelPoint> points = [];
        var models = context.RequestServices.GetRequiredService<ModelRunService>();
        await DoAsync(
            context,
            body =>
            {
                var log = parse(body);
                points = log.Refusal is null && body.IndexOf("\"model_id\""u8) >= 0 ? parseModels(body).Value : [];
                return log;
            },
            (service, project, log, ct) => points.Count == 0 ? service.LogAsync(project, log, ct) : models.LogMeasuredAsync(project, log, points, ct));
    }

    private static Result<IReadOnlyList<ModelPoint>> ModelPointsOf(ReadOnlySpan<byte> body)
    {
        var read = LogBatch.Read(body);
        using var batch = read.Refusal is null ? read.Value : null;
        return batch?.ModelPoints.ToArray() ?? [];
    }

    private static Result<IReadOnlyList<ModelPoint>> ModelPointOf(ReadOnlySpan<byte> body)
    {
        var read = LogMetricBody.Read(body);
        var metric = read.Refusal is null ? read.Value : null;
        return metric?.ModelId is { } model ? new ModelPoint[] { new(metric.Key, metric.Point, model, metric.DatasetName, metric.DatasetDigest) } : [];
    }

    private static Task DeleteTagAsync(HttpContext context) => DoAsync(
        context, static body => LogRequests.Named(body, withKey: true), static (service, project, named, ct) => service.DeleteTagAsync(project, named.RunId, named.Key, ct));

    private static Task DeleteAsync(HttpContext context) => DoAsync(
        context, static body => LogRequests.Named(body, withKey: false), static (service, project, named, ct) => service.DeleteAsync(project, named.RunId, ct));

    private static Task RestoreAsync(HttpContext context) => DoAsync(
        context, static body => LogRequests.Named(body, withKey: false), static (service, project, named, ct) => service.RestoreAsync(project, named.RunId, ct));

    private static async Task DoAsync<T>(HttpContext context, RequestBody.Parser<T> parse, Func<RunLogService, KnownProject, T, CancellationToken, Task<Result<Done>>> act)
    {
        var request = await RequestBody.ReadAsync(context, parse);
        var refusal = request.Refusal ?? (await act(Service(context), await KnownProject.BindAsync(context), request.Value, context.RequestAborted)).Refusal;
        if (refusal is not null)
        {
            await MlflowErrors.WriteAsync(context, refusal);
            return;
        }

        await AnswerAsync(context, Nothing);
    }

    private static async Task CreateAsync(HttpContext context)
    {
        var request = await RequestBody.ReadAsync(context, LogRequests.Create);
        if (request.Refusal is { } unreadable)
        {
            await MlflowErrors.WriteAsync(context, unreadable);
            return;
        }

        var created = await Service(context).CreateAsync(await KnownProject.BindAsync(context), request.Value, context.RequestAborted);
        await (created.Refusal is { } refusal ? MlflowErrors.WriteAsync(context, refusal) : AnswerAsync(context, RunJson.Created(created.Value)));
    }

    private static async Task UpdateAsync(HttpContext context)
    {
        var request = await RequestBody.ReadAsync(context, LogRequests.Update);
        if (request.Refusal is { } unreadable)
        {
            await MlflowErrors.WriteAsync(context, unreadable);
            return;
        }

        var updated = await Service(context).UpdateAsync(await KnownProject.BindAsync(context), request.Value, context.RequestAborted);
        await (updated.Refusal is { } refusal ? MlflowErrors.WriteAsync(context, refusal) : AnswerAsync(context, RunJson.Updated(updated.Value)));
    }

    private static RunLogService Service(HttpContext context) => context.RequestServices.GetRequiredService<RunLogService>();

    private static async Task AnswerAsync(HttpContext context, ReadOnlyMemory<byte> json)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        await context.Response.BodyWriter.WriteAsync(json, context.RequestAborted);
    }
}
