using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Foundation.Access;
using Slipway.Tracking.Experiments;
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
        runs.MapPost("/mlflow/runs/log-batch", (RequestDelegate)LogBatchAsync);
        runs.MapPost("/mlflow/runs/log-metric", (RequestDelegate)LogMetricAsync);
        runs.MapPost("/mlflow/runs/log-parameter", (RequestDelegate)LogParamAsync);
        runs.MapPost("/mlflow/runs/set-tag", (RequestDelegate)SetTagAsync);
        runs.MapPost("/mlflow/runs/delete-tag", (RequestDelegate)DeleteTagAsync);
        runs.MapPost("/mlflow/runs/delete", (RequestDelegate)DeleteAsync);
        runs.MapPost("/mlflow/runs/restore", (RequestDelegate)RestoreAsync);
        runs.MapPost("/mlflow/runs/create", (RequestDelegate)CreateAsync);
        runs.MapPost("/mlflow/runs/update", (RequestDelegate)UpdateAsync);
    }

    private static Task LogBatchAsync(HttpContext context) => DoAsync(context, LogBatch.Read, (service, project, batch, ct) =>
    {
        using (batch)
        {
            var log = new RunLog(batch.RunId, [.. batch.Series.Select(Given)], batch.Params, batch.Tags);
            return batch.ModelPoints.Count == 0 ? service.LogAsync(project, log, ct) : Models(context).LogMeasuredAsync(project, log, [.. batch.ModelPoints], ct);
        }
    });

    private static Task LogMetricAsync(HttpContext context) => DoAsync(context, LogMetricBody.Read, (service, project, body, ct) =>
    {
        var log = new RunLog(body.RunId, [Given(new(body.Key, new[] { body.Point }))], [], []);
        return body.ModelId is not { } model
            ? service.LogAsync(project, log, ct)
            : Models(context).LogMeasuredAsync(project, log, [new(body.Key, body.Point, model, body.DatasetName, body.DatasetDigest)], ct);
    });

    private static Task LogParamAsync(HttpContext context) => DoAsync(
        context, RunKeyValueBody.ReadParam, static (service, project, body, ct) => service.LogAsync(project, new(body.RunId, [], [new(body.Key, body.Value)], []), ct));

    private static Task SetTagAsync(HttpContext context) => DoAsync(
        context, RunKeyValueBody.ReadTag, static (service, project, body, ct) => service.LogAsync(project, new(body.RunId, [], [], [new(body.Key, body.Value)]), ct));

    private static Task DeleteTagAsync(HttpContext context) =>
        DoAsync(context, RunKeyBody.ReadWithKey, static (service, project, body, ct) => service.DeleteTagAsync(project, body.RunId, body.Key, ct));

    private static Task DeleteAsync(HttpContext context) =>
        DoAsync(context, RunKeyBody.Read, static (service, project, body, ct) => service.DeleteAsync(project, body.RunId, ct));

    private static Task RestoreAsync(HttpContext context) =>
        DoAsync(context, RunKeyBody.Read, static (service, project, body, ct) => service.RestoreAsync(project, body.RunId, ct));

    // The service keeps the points until they are written, which may be after the request was given up.
    private static Ingest.LoggedSeries Given(LoggedSeries series)
    {
        var given = new Ingest.LoggedSeries(series.Key);
        given.Add(series.Points.Span);
        return given;
    }

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
        var request = await RequestBody.ReadAsync(context, CreateRunBody.Read);
        if (request.Refusal is { } unreadable)
        {
            await MlflowErrors.WriteAsync(context, unreadable);
            return;
        }

        var (experimentId, userId, name, startTime, tags) = request.Value;
        var number = Experiment.DefaultNumber;
        if (experimentId is { Length: > 0 } && !long.TryParse(experimentId, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number))
        {
            await MlflowErrors.WriteAsync(context, new NotFound($"No Experiment with id={experimentId} exists. Create it, or leave the experiment out to log to '{Experiment.DefaultName}'."));
            return;
        }

        var created = await Service(context).CreateAsync(await KnownProject.BindAsync(context), new(number, name, userId, startTime, tags), context.RequestAborted);
        await (created.Refusal is { } refusal ? MlflowErrors.WriteAsync(context, refusal) : AnswerAsync(context, RunJson.Created(created.Value)));
    }

    private static async Task UpdateAsync(HttpContext context)
    {
        var request = await RequestBody.ReadAsync(context, UpdateRunBody.Read);
        if (request.Refusal is { } unreadable)
        {
            await MlflowErrors.WriteAsync(context, unreadable);
            return;
        }

        var (runId, status, end, name) = request.Value;
        var updated = await Service(context).UpdateAsync(await KnownProject.BindAsync(context), new(runId, status, end, name), context.RequestAborted);
        await (updated.Refusal is { } refusal ? MlflowErrors.WriteAsync(context, refusal) : AnswerAsync(context, RunJson.Updated(updated.Value)));
    }

    private static ModelRunService Models(HttpContext context) => context.RequestServices.GetRequiredService<ModelRunService>();

    private static RunLogService Service(HttpContext context) => context.RequestServices.GetRequiredService<RunLogService>();

    private static async Task AnswerAsync(HttpContext context, ReadOnlyMemory<byte> json)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        await context.Response.BodyWriter.WriteAsync(json, context.RequestAborted);
    }
}
