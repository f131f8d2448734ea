using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Slipway.Foundation.Access;
using Slipway.Tracking.Datasets;
using Slipway.Tracking.LoggedModels;
using Slipway.Tracking.Mlflow;
using Slipway.Tracking.Search;

namespace Slipway.Tracking.Runs;

internal static class RunEndpoints
{
    public static void MapRuns(this MlflowRoutes routes)
    {
        routes.V2.MapGet("/mlflow/runs/get", (RunService runs, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var id = request.Text("run_id", "run_uuid");
            return request.Answer(() => runs.GetAsync(project, id, ct), (json, run) =>
            {
                json.WritePropertyName("run");
                RunDetailsJson.Write(json, run);
            });
        });
        routes.V2.MapPost("/mlflow/runs/search", (RunService runs, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var search = new RunSearch(
                request.Experiments("experiment_ids"),
                request.OptionalText("filter"),
                request.Choice<LifecycleView>("run_view_type") ?? LifecycleView.ActiveOnly,
                request.Texts("order_by"),
                (int)Math.Clamp(request.Integer("max_results") ?? RunSearch.DefaultResults, int.MinValue, int.MaxValue),
                request.OptionalText("page_token"),
                Grammar: SearchGrammar.Mlflow);
            return request.Answer(() => runs.SearchAsync(project, search, ct), WritePage);
        });
        routes.V2.MapPost("/mlflow/runs/log-inputs", (DatasetService datasets, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var id = request.Text("run_id", "run_uuid");
            IReadOnlyList<LoggedDataset> used = [.. request.Objects("datasets").Select(DatasetOf)];
            IReadOnlyList<string> models = [.. request.Objects("models").Select(model => model.Text("model_id"))];
            return request.Answer(() => datasets.LogInputsAsync(project, id, used, models, ct));
        });
        routes.V2.MapPost("/mlflow/runs/outputs", (ModelRunService service, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var id = request.Text("run_id", "run_uuid");
            IReadOnlyList<RunModel> models = [.. request.Objects("models").Select(model => new RunModel(model.Text("model_id"), model.Integer("step") ?? 0))];
            return request.Answer(() => service.LogOutputsAsync(project, id, models, ct));
        });
        routes.V2.MapPost("/mlflow/runs/log-model", (ModelRunService service, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var (id, model) = (request.Text("run_id", "run_uuid"), request.Text("model_json"));
            return request.Answer(() => service.RecordHistoryAsync(project, id, model, ct));
        });
    }

    private static LoggedDataset DatasetOf(MlflowRequest input)
    {
        var dataset = input.Object("dataset");
        return new(
            dataset.Text("name"), dataset.Text("digest"), dataset.Text("source_type"), dataset.Text("source"),
            dataset.OptionalText("schema"), dataset.OptionalText("profile"), input.Pairs("tags"));
    }

    private static void WritePage(Utf8JsonWriter json, Page<RunDetails> page)
    {
        json.ListIfAny("runs"u8, page.Items, RunDetailsJson.Write);
        json.TextIfSet("next_page_token"u8, page.NextPageToken);
    }
}
