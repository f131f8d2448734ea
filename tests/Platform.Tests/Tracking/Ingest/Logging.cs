using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Foundation.Data;
using Slipway.Tracking.Metrics;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.Ingest;

/// <summary>Logging and reading points through the MLflow door, in few words.</summary>
internal static class Logging
{
    public static async Task<string> NewRunAsync(this HttpClient client, string project, string experiment = "0") =>
        (await client.PostAsync(project, "runs/create", new { experiment_id = experiment }))["run"]!["info"]!.Text("run_id");

    public static async Task LogAsync(this HttpClient client, string project, string run, string key, IEnumerable<Point> points, HttpStatusCode status = HttpStatusCode.OK)
    {
        foreach (var part in points.Chunk(1_000))
        {
            var body = new StringBuilder($"{{\"run_id\":\"{run}\",\"metrics\":[");
            body.AppendJoin(',', part.Select(point => string.Create(
                CultureInfo.InvariantCulture,
                $"{{\"key\":\"{key}\",\"value\":{Number(point.Value)},\"timestamp\":{point.Time},\"step\":{point.Step}}}")));
            using var content = new StringContent(body.Append("]}").ToString(), Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync($"{project}/api/2.0/mlflow/runs/log-batch", content);
            answer.StatusCode.ShouldBe(status, await answer.Content.ReadAsStringAsync());
        }
    }

    /// <summary>The whole history, in pages of so many points.</summary>
    public static async Task<List<Point>> HistoryAsync(this HttpClient client, string project, string run, string key, int page)
    {
        List<Point> points = [];
        for (string? token = ""; token is not null;)
        {
            var answer = await client.ReadAsync(project, $"metrics/get-history?run_id={run}&metric_key={key}&max_results={page}{token}");
            points.AddRange((answer["metrics"]?.AsArray() ?? []).Select(point => Read(point!)));
            token = answer["next_page_token"] is { } next ? $"&page_token={next.GetValue<string>()}" : null;
        }

        return points;
    }

    /// <summary>Moves what is in a run's journal into chunks, as the host does when it likes.</summary>
    public static async Task CompactAsync(this SlipwayHost host, string run)
    {
        var ct = TestContext.Current.CancellationToken;
        var database = host.Services.GetRequiredService<Database>();
        await using var scope = host.Services.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(ct);
        var key = await db.Runs.IgnoreQueryFilters(SaasDb.TenantFilterOnly).Where(r => r.RunId == run).Select(r => r.Key).SingleAsync(ct);
        await using var compactor = new MetricCompactor(database, host.Services.GetRequiredService<WriteGate>(), new(database.Provider));
        while (await compactor.CompactAsync(key, ct))
        {
            // Until nothing is left to do.
        }
    }

    /// <summary>A point as the door gives it back: infinities are the largest numbers there.</summary>
    public static Point AsTold(Point point) => point with { Value = double.IsNaN(point.Value) ? double.NaN : Math.Clamp(point.Value, double.MinValue, double.MaxValue) };

    public static Point Read(JsonNode point) => new(
        point["step"]!.GetValue<long>(), point["timestamp"]!.GetValue<long>(),
        point["value"]!.GetValueKind() is System.Text.Json.JsonValueKind.String ? double.NaN : point["value"]!.GetValue<double>());

    private static string Number(double value) =>
        double.IsNaN(value) ? "\"NaN\"" : double.IsPositiveInfinity(value) ? "\"Infinity\"" : double.IsNegativeInfinity(value) ? "\"-Infinity\"" : value.ToString("R", CultureInfo.InvariantCulture);
}
