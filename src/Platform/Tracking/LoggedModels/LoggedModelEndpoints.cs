using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Slipway.Foundation.Access;
using Slipway.Tracking.Mlflow;
using Slipway.Tracking.Search;

namespace Slipway.Tracking.LoggedModels;

internal static class LoggedModelEndpoints
{
    private const string StatusPrefix = "LOGGED_MODEL_";

    public static void MapLoggedModels(this MlflowRoutes routes)
    {
        routes.V2.MapPost("/mlflow/logged-models", (LoggedModelService models, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var log = new LogModel(
                request.Experiment("experiment_id"), request.OptionalText("name"), request.OptionalText("model_type"), request.OptionalText("source_run_id"),
                request.Pairs("params"), request.Pairs("tags"));
            return request.Answer(() => models.LogAsync(project, log, ct), WriteNamed);
        });
        routes.V2.MapPost("/mlflow/logged-models/search", (LoggedModelService models, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var search = new LoggedModelSearch(
                request.Experiments("experiment_ids"),
                request.OptionalText("filter"),
                [.. request.Objects("order_by").Select(order => new LoggedModelOrder(
                    order.Text("field_name"), order.Boolean("ascending") ?? true, order.OptionalText("dataset_name"), order.OptionalText("dataset_digest")))],
                [.. request.Objects("datasets").Select(dataset => new MeasuredOn(dataset.Text("dataset_name"), dataset.OptionalText("dataset_digest")))],
                (int)Math.Clamp(request.Integer("max_results") ?? LoggedModelSearch.DefaultResults, int.MinValue, int.MaxValue),
                request.OptionalText("page_token"));
            return request.Answer(() => models.SearchAsync(project, search, ct), WritePage);
        });
        routes.V2.MapGet("/mlflow/logged-models/{model}", (LoggedModelService models, KnownProject project, string model, MlflowRequest request, CancellationToken ct) =>
        {
            var deletedToo = request.Boolean("allow_deleted") ?? false;
            return request.Answer(() => models.GetAsync(project, model, deletedToo, ct), WriteNamed);
        });
        routes.V2.MapPatch("/mlflow/logged-models/{model}", (LoggedModelService models, KnownProject project, string model, MlflowRequest request, CancellationToken ct) =>
        {
            var status = request.Choice<LoggedModelStatus>("status", StatusPrefix) ?? LoggedModelStatus.Unspecified;
            return request.Answer(() => models.FinishAsync(project, model, status, ct), WriteNamed);
        });
        routes.V2.MapDelete("/mlflow/logged-models/{model}", (LoggedModelService models, KnownProject project, string model, MlflowRequest request, CancellationToken ct) =>
            request.Answer(() => models.DeleteAsync(project, model, ct)));
        routes.V2.MapPatch("/mlflow/logged-models/{model}/tags", (LoggedModelService models, KnownProject project, string model, MlflowRequest request, CancellationToken ct) =>
        {
            var tags = request.Pairs("tags");
            return request.Answer(() => models.SetTagsAsync(project, model, tags, ct), (_, _) => { });
        });
        routes.V2.MapDelete("/mlflow/logged-models/{model}/tags/{**key}", (LoggedModelService models, KnownProject project, string model, string key, MlflowRequest request, CancellationToken ct) =>
            request.Answer(() => models.DeleteTagAsync(project, model, key, ct)));
        routes.V2.MapPost("/mlflow/logged-models/{model}/params", (LoggedModelService models, KnownProject project, string model, MlflowRequest request, CancellationToken ct) =>
        {
            var logged = request.Pairs("params");
            return request.Answer(() => models.LogParamsAsync(project, model, logged, ct), (_, _) => { });
        });
    }

    private static void WriteNamed(Utf8JsonWriter json, LoggedModelDetails model)
    {
        json.WritePropertyName("model");
        Write(json, model);
    }

    private static void WritePage(Utf8JsonWriter json, Page<LoggedModelDetails> page)
    {
        json.ListIfAny("models"u8, page.Items, Write);
        json.TextIfSet("next_page_token"u8, page.NextPageToken);
    }

    private static void Write(Utf8JsonWriter json, LoggedModelDetails model)
    {
        json.WriteStartObject();
        json.WriteStartObject("info");
        json.WriteString("model_id", model.ModelId);
        json.WriteString("experiment_id", model.Experiment.ToString(CultureInfo.InvariantCulture));
        json.WriteString("name", model.Name);
        json.WriteNumber("creation_timestamp_ms", model.CreatedAt);
        json.WriteNumber("last_updated_timestamp_ms", model.UpdatedAt);
        json.WriteString("artifact_uri", model.ArtifactUri);
        json.WriteString("status", StatusName(model.Status));
        json.WriteString("model_type", model.ModelType);
        json.WriteString("source_run_id", model.SourceRunId);
        json.KeyValues("tags"u8, model.Tags);
        json.WriteEndObject();
        json.WriteStartObject("data");
        json.KeyValues("params"u8, model.Params);
        json.ListIfAny("metrics"u8, model.Metrics, (writer, metric) => WriteMetric(writer, model.ModelId, metric));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteMetric(Utf8JsonWriter json, string modelId, ModelMetric metric)
    {
        json.WriteStartObject();
        json.WriteString("key", metric.Key);
        json.MetricValue("value"u8, metric.Value);
        json.WriteNumber("timestamp", metric.Time);
        json.WriteNumber("step", metric.Step);
        json.TextIfSet("dataset_name"u8, metric.DatasetName);
        json.TextIfSet("dataset_digest"u8, metric.DatasetDigest);
        json.WriteString("model_id", modelId);
        json.WriteString("run_id", metric.RunId);
        json.WriteEndObject();
    }

    private static string StatusName(LoggedModelStatus status) => status switch
    {
        LoggedModelStatus.Pending => "LOGGED_MODEL_PENDING",
        LoggedModelStatus.Ready => "LOGGED_MODEL_READY",
        LoggedModelStatus.UploadFailed => "LOGGED_MODEL_UPLOAD_FAILED",
        _ => "LOGGED_MODEL_STATUS_UNSPECIFIED",
    };
}
