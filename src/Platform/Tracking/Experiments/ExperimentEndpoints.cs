using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Slipway.Foundation.Access;
using Slipway.Tracking.Datasets;
using Slipway.Tracking.Mlflow;
using Slipway.Tracking.Search;

namespace Slipway.Tracking.Experiments;

internal static class ExperimentEndpoints
{
    public static void MapExperiments(this MlflowRoutes routes)
    {
        routes.V2.MapPost("/mlflow/experiments/create", (ExperimentService experiments, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var create = new CreateExperiment(request.Text("name"), request.OptionalText("artifact_location"), request.Pairs("tags"));
            return request.Answer(() => experiments.CreateAsync(project, create, ct), (json, number) => json.WriteString("experiment_id", Text(number)));
        });
        routes.V2.MapGet("/mlflow/experiments/get", (ExperimentService experiments, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var number = request.Experiment("experiment_id");
            return request.Answer(() => experiments.GetAsync(project, number, ct), WriteNamed);
        });
        routes.V2.MapGet("/mlflow/experiments/get-by-name", (ExperimentService experiments, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var name = request.Text("experiment_name");
            return request.Answer(() => experiments.FindAsync(project, name, ct), WriteNamed);
        });
        routes.V2.MapPost("/mlflow/experiments/search", Search);
        routes.V2.MapGet("/mlflow/experiments/search", Search);
        routes.V2.MapPost("/mlflow/experiments/update", (ExperimentService experiments, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var (number, name) = (request.Experiment("experiment_id"), request.Text("new_name"));
            return request.Answer(() => experiments.RenameAsync(project, number, name, ct));
        });
        routes.V2.MapPost("/mlflow/experiments/delete", (ExperimentService experiments, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var number = request.Experiment("experiment_id");
            return request.Answer(() => experiments.DeleteAsync(project, number, ct));
        });
        routes.V2.MapPost("/mlflow/experiments/restore", (ExperimentService experiments, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var number = request.Experiment("experiment_id");
            return request.Answer(() => experiments.RestoreAsync(project, number, ct));
        });
        routes.V2.MapPost("/mlflow/experiments/set-experiment-tag", (ExperimentService experiments, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var (number, tag) = (request.Experiment("experiment_id"), new KeyValue(request.Text("key"), request.OptionalText("value") ?? ""));
            return request.Answer(() => experiments.SetTagAsync(project, number, tag, ct));
        });
        routes.V2.MapPost("/mlflow/experiments/delete-experiment-tag", (ExperimentService experiments, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var (number, key) = (request.Experiment("experiment_id"), request.Text("key"));
            return request.Answer(() => experiments.DeleteTagAsync(project, number, key, ct));
        });
        routes.V2.Ajax.MapPost("/mlflow/experiments/search-datasets", (DatasetService datasets, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var numbers = request.Experiments("experiment_ids");
            return request.Answer(() => datasets.SearchAsync(project, numbers, ct), WriteSummaries);
        });
    }

    private static Task<Microsoft.AspNetCore.Http.IResult> Search(ExperimentService experiments, KnownProject project, MlflowRequest request, CancellationToken ct)
    {
        var search = new ExperimentSearch(
            (int)Math.Clamp(request.Integer("max_results") ?? 0, 0, int.MaxValue),
            request.OptionalText("filter"),
            request.Choice<LifecycleView>("view_type") ?? LifecycleView.ActiveOnly,
            request.Texts("order_by"),
            request.OptionalText("page_token"));
        return request.Answer(() => experiments.SearchAsync(project, search, ct), WritePage);
    }

    private static void WriteNamed(Utf8JsonWriter json, ExperimentDetails experiment)
    {
        json.WritePropertyName("experiment");
        Write(json, experiment);
    }

    private static void WritePage(Utf8JsonWriter json, Page<ExperimentDetails> page)
    {
        json.ListIfAny("experiments"u8, page.Items, Write);
        json.TextIfSet("next_page_token"u8, page.NextPageToken);
    }

    private static void Write(Utf8JsonWriter json, ExperimentDetails experiment)
    {
        json.WriteStartObject();
        json.WriteString("experiment_id", Text(experiment.Number));
        json.WriteString("name", experiment.Name);
        json.WriteString("artifact_location", experiment.ArtifactUri);
        json.WriteString("lifecycle_stage", experiment.Deleted ? "deleted" : "active");
        json.WriteNumber("last_update_time", experiment.UpdatedAt);
        json.WriteNumber("creation_time", experiment.CreatedAt);
        json.KeyValues("tags"u8, experiment.Tags);
        json.WriteEndObject();
    }

    private static void WriteSummaries(Utf8JsonWriter json, IReadOnlyList<DatasetSummary> summaries) => json.ListIfAny("dataset_summaries"u8, summaries, (writer, summary) =>
    {
        writer.WriteStartObject();
        writer.WriteString("experiment_id", Text(summary.Experiment));
        writer.WriteString("name", summary.Name);
        writer.WriteString("digest", summary.Digest);
        writer.TextIfSet("context"u8, summary.Context);
        writer.WriteEndObject();
    });

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
