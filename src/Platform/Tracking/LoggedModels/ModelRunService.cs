using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Live;
using Slipway.Tracking.Ingest;
using Slipway.Tracking.Mlflow;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.LoggedModels;

/// <summary>What runs do with models: make them and measure them.</summary>
public sealed class ModelRunService(IDbContextFactory<SaasDb> dbs, RunLogService runs, IngestLane lane, Tenant tenant, Access access, LiveFeed live, TimeProvider time)
{
    /// <summary>Notes that a run made models. What is noted already takes the new step.</summary>
    public async Task<Result<Done>> LogOutputsAsync(KnownProject project, string runId, IReadOnlyList<RunModel> models, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsWrite, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var noted = await db.TransactAsync<Done>(async () =>
        {
            var run = await RunLinks.ActiveAsync(db, project, runId, ct);
            if ((run.Refusal ?? await RunLinks.LinkAsync(db, tenant.Id, project, run.Value, models, isOutput: true, ct)) is { } unusable)
            {
                return unusable;
            }

            db.Record(new RunOutputsLogged(project.Slug, runId, [.. models.Select(model => model.ModelId)]), tenant.Id, project.Id, access.Principal, time.GetUtcNow().UtcDateTime);
            await db.SaveChangesAsync(ct);
            return default(Done);
        }, ct);
        live.Publish(Topics.Run(project.Id, runId), LiveMessage.Changed);
        return noted;
    }

    /// <summary>Adds the description of a saved model to the run's list of them, where clients before MLflow 3 look for it.</summary>
    /// <param name="model">A JSON object with at least <c>artifact_path</c>, <c>flavors</c>, <c>utc_time_created</c> and <c>run_id</c>.</param>
    public async Task<Result<Done>> RecordHistoryAsync(KnownProject project, string runId, string model, CancellationToken ct)
    {
        var refusal = await access.RequireAsync(Permission.RunsWrite, project.Id, ct)
            ?? ModelHistory.Check(model)
            ?? await lane.SubmitAsync(new RecordModelHistory(tenant.Id, project, access.Principal, runId, model), ct);
        return refusal is null ? default(Done) : refusal;
    }

    /// <summary>Logs to a run what it measured of models. The run's points and the models' are written one after the other; sent again, neither counts twice.</summary>
    internal async Task<Result<Done>> LogMeasuredAsync(KnownProject project, RunLog log, IReadOnlyList<ModelPoint> points, CancellationToken ct)
    {
        if (points.Count == 0)
        {
            return await runs.LogAsync(project, log, ct);
        }

        var refusal = await access.RequireAsync(Permission.RunsWrite, project.Id, ct);
        await using var db = await dbs.CreateDbContextAsync(ct);
        var ids = points.Select(point => point.ModelId).Distinct().ToList();
        var models = refusal is null ? await db.LoggedModels.Where(m => m.ProjectId == project.Id && ids.Contains(m.ModelId)).ToDictionaryAsync(m => m.ModelId, m => m.Key, ct) : [];
        refusal ??= ids.Find(id => !models.ContainsKey(id)) is { } unknown ? new NotFound($"Logged model with ID '{unknown}' not found. Nothing was logged.") : null;
        if (refusal is not null)
        {
            foreach (var series in log.Metrics)
            {
                series.Release();
            }

            return refusal;
        }

        var logged = await runs.LogAsync(project, log, ct);
        return logged.Refusal is not null ? logged : await MeasureAsync(log.RunId, points, models, ct);
    }

    private async Task<Result<Done>> MeasureAsync(string runId, IReadOnlyList<ModelPoint> points, Dictionary<string, long> models, CancellationToken ct)
    {
        while (true)
        {
            await using var db = await dbs.CreateDbContextAsync(ct);
            try
            {
                return await db.TransactAsync<Done>(async () =>
                {
                    var keys = models.Values.ToList();
                    var known = await db.LoggedModelMetrics.Where(m => keys.Contains(m.ModelKey) && m.RunId == runId).ToDictionaryAsync(m => (m.ModelKey, m.Name, m.DatasetHash), ct);
                    foreach (var point in points)
                    {
                        var measured = new ModelMeasurement(point.Key, point.Point.Value, point.Point.Time, point.Point.Step, point.DatasetName, point.DatasetDigest);
                        var at = (models[point.ModelId], point.Key, LoggedModelMetric.HashOf(measured));
                        if (known.TryGetValue(at, out var metric))
                        {
                            metric.Take(measured);
                        }
                        else
                        {
                            known[at] = db.LoggedModelMetrics.Add(LoggedModelMetric.Measure(tenant.Id, models[point.ModelId], runId, measured)).Entity;
                        }
                    }

                    await db.SaveChangesAsync(ct);
                    return default(Done);
                }, ct);
            }
            catch (DbUpdateException exception) when (exception.IsDuplicate())
            {
                // The run logged the same metric in two requests at once: now it is there to be compared with.
            }
        }
    }
}

internal sealed record RunOutputsLogged(string Project, string RunId, IReadOnlyList<string> Models) : PlatformEvent("run.outputs-logged", $"projects/{Project}/runs/{RunId}");
