using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Slipway.Foundation.Access;
using Slipway.Registry.Aliases;
using Slipway.Registry.Models;
using Slipway.Registry.Versions;
using Slipway.Tracking;
using Slipway.Tracking.Mlflow;
using static Slipway.Registry.Mlflow.RegistryJson;

namespace Slipway.Registry.Mlflow;

/// <summary>The protocol's registered models and their aliases. Prompts are registered models to it, too.</summary>
internal static class RegistryEndpoints
{
    public static void MapRegistry(this MlflowRoutes routes)
    {
        MapModels(routes.V2);
        MapAliases(routes.V2);
        VersionEndpoints.Map(routes);
    }

    private static void MapModels(MlflowVersion v2)
    {
        v2.MapPost("/mlflow/registered-models/create", (ModelService models, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var register = new RegisterModel(request.Text("name"), request.OptionalText("description"), request.Pairs("tags"));
            return request.Answer(() => models.RegisterAsync(project, register, ct), WriteNamed);
        });
        v2.MapGet("/mlflow/registered-models/get", (ModelService models, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var name = request.Text("name");
            return request.Answer(() => models.GetAsync(project, name, ct), WriteNamed);
        });
        v2.MapGet("/mlflow/registered-models/search", Search);
        v2.MapPost("/mlflow/registered-models/search", Search);
        v2.MapPost("/mlflow/registered-models/rename", (ModelService models, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var (name, renamed) = (request.Text("name"), request.Text("new_name"));
            return request.Answer(() => models.EditAsync(project, name, new(renamed), ct), WriteNamed);
        });
        v2.MapPatch("/mlflow/registered-models/update", (ModelService models, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var (name, description) = (request.Text("name"), request.OptionalText("description") ?? "");
            return request.Answer(() => models.EditAsync(project, name, new(Description: description), ct), WriteNamed);
        });
        v2.MapDelete("/mlflow/registered-models/delete", (ModelService models, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var name = request.Text("name");
            return request.Answer(() => models.DeleteAsync(project, name, ct));
        });
        v2.MapPost("/mlflow/registered-models/get-latest-versions", Latest);
        v2.MapGet("/mlflow/registered-models/get-latest-versions", Latest);
        v2.MapPost("/mlflow/registered-models/set-tag", (ModelService models, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var (name, tag) = (request.Text("name"), new KeyValue(request.Text("key"), request.OptionalText("value") ?? ""));
            return request.Answer(() => models.SetTagAsync(project, name, tag, ct));
        });
        v2.MapDelete("/mlflow/registered-models/delete-tag", (ModelService models, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var (name, key) = (request.Text("name"), request.Text("key"));
            return request.Answer(() => models.DeleteTagAsync(project, name, key, ct));
        });
    }

    private static void MapAliases(MlflowVersion v2)
    {
        v2.MapGet("/mlflow/registered-models/alias", (VersionService versions, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var (name, alias) = (request.Text("name"), request.Text("alias"));
            return request.Answer(async () => await versions.FindAsync(project, name, alias, ct) is var found && found.Refusal is UnknownAlias unknown
                ? new Invalid($"Registered model alias {alias} not found. {unknown.Message}")
                : found, WriteNamed);
        });
        v2.MapPost("/mlflow/registered-models/alias", (AliasService aliases, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var (name, alias, version) = (request.Text("name"), request.Text("alias"), request.VersionNumber());
            return request.Answer(() => aliases.MoveAsync(project, name, alias, new(version), ct), (_, _) => { });
        });
        v2.MapDelete("/mlflow/registered-models/alias", (AliasService aliases, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var (name, alias) = (request.Text("name"), request.Text("alias"));
            return request.Answer(() => aliases.RemoveAsync(project, name, alias, ct));
        });
    }

    private static Task<IResult> Search(ModelService models, KnownProject project, MlflowRequest request, CancellationToken ct)
    {
        var search = new ModelSearch(
            (int)Math.Clamp(request.Integer("max_results") ?? ModelSearch.DefaultResults, int.MinValue, int.MaxValue), request.OptionalText("filter"), request.Texts("order_by"), request.OptionalText("page_token"));
        return request.Answer(() => models.SearchAsync(project, search, ct), (json, page) =>
        {
            // Searches tell the newest first, and single models by the order in which their stages were first used.
            json.ListIfAny("registered_models"u8, [.. page.Items.Select(model => model with { Latest = [.. model.Latest.OrderByDescending(version => version.Number)] })], Write);
            json.TextIfSet("next_page_token"u8, page.NextPageToken);
        });
    }

    private static Task<IResult> Latest(VersionService versions, KnownProject project, MlflowRequest request, CancellationToken ct)
    {
        var (name, stages) = (request.Text("name"), request.Texts("stages"));
        return request.Answer(() => versions.LatestAsync(project, name, stages, ct), (json, latest) => json.ListIfAny("model_versions"u8, latest, Write));
    }
}
