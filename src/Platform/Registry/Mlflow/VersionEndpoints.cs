using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Slipway.Foundation.Access;
using Slipway.Registry.Stages;
using Slipway.Registry.Versions;
using Slipway.Tracking;
using Slipway.Tracking.Artifacts;
using Slipway.Tracking.Mlflow;
using static Slipway.Registry.Mlflow.RegistryJson;

namespace Slipway.Registry.Mlflow;

/// <summary>The protocol's model versions.</summary>
internal static class VersionEndpoints
{
    public static void Map(MlflowRoutes routes)
    {
        routes.Project.MapGet("/model-versions/get-artifact", (HttpContext http, VersionContentService contents, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var (name, number, path) = (request.Text("name"), request.VersionNumber(), request.Text("path"));
            return ArtifactEndpoints.SendAsync(http, request.Refusal is { } unreadable ? Task.FromResult<Result<OpenArtifact>>(unreadable) : contents.OpenAsync(project, name, number, path, ct));
        });
        Map(routes.V2);
    }

    private static void Map(MlflowVersion v2)
    {
        v2.MapPost("/mlflow/model-versions/create", (VersionService versions, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var (name, register) = (request.Text("name"), new RegisterVersion(
                request.Text("source"), request.OptionalText("run_id"), request.OptionalText("model_id"), request.OptionalText("run_link"), request.OptionalText("description"), request.Pairs("tags")));
            return request.Answer(() => versions.RegisterAsync(project, name, register, ct), WriteNamed);
        });
        v2.MapGet("/mlflow/model-versions/get", (VersionService versions, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var (name, number) = (request.Text("name"), request.VersionNumber());
            return request.Answer(() => versions.GetAsync(project, name, number, ct), WriteNamed);
        });
        v2.MapGet("/mlflow/model-versions/search", Search);
        v2.MapPost("/mlflow/model-versions/search", Search);
        v2.MapPatch("/mlflow/model-versions/update", (VersionService versions, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var (name, number, description) = (request.Text("name"), request.VersionNumber(), request.OptionalText("description") ?? "");
            return request.Answer(() => versions.EditAsync(project, name, number, new(description), ct), WriteNamed);
        });
        v2.MapDelete("/mlflow/model-versions/delete", (VersionService versions, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var (name, number) = (request.Text("name"), request.VersionNumber());
            return request.Answer(() => versions.DeleteAsync(project, name, number, ct));
        });
        v2.MapPost("/mlflow/model-versions/transition-stage", (StageService stages, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var (name, number, enter) = (request.Text("name"), request.VersionNumber(), new EnterStage(request.Text("stage"), request.Boolean("archive_existing_versions") ?? false));
            return request.Answer(() => stages.EnterAsync(project, name, number, enter, ct), WriteNamed);
        });
        v2.MapGet("/mlflow/model-versions/get-download-uri", (VersionService versions, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var (name, number) = (request.Text("name"), request.VersionNumber());
            return request.Answer(() => versions.GetAsync(project, name, number, ct), (json, version) => json.WriteString("artifact_uri", version.Location));
        });
        v2.MapPost("/mlflow/model-versions/set-tag", (VersionService versions, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var (name, number, tag) = (request.Text("name"), request.VersionNumber(), new KeyValue(request.Text("key"), request.OptionalText("value") ?? ""));
            return request.Answer(() => versions.SetTagAsync(project, name, number, tag, ct), WriteNothing);
        });
        v2.MapDelete("/mlflow/model-versions/delete-tag", (VersionService versions, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var (name, number, key) = (request.Text("name"), request.VersionNumber(), request.Text("key"));
            return request.Answer(() => versions.DeleteTagAsync(project, name, number, key, ct), WriteNothing);
        });
    }

    private static Task<IResult> Search(VersionService versions, KnownProject project, MlflowRequest request, CancellationToken ct)
    {
        var search = new VersionSearch(
            (int)Math.Clamp(request.Integer("max_results") ?? VersionSearch.MostResults, int.MinValue, int.MaxValue), request.OptionalText("filter"), request.Texts("order_by"), request.OptionalText("page_token"));
        return request.Answer(() => versions.SearchAsync(project, search, ct), (json, page) =>
        {
            json.ListIfAny("model_versions"u8, page.Items, Write);
            json.TextIfSet("next_page_token"u8, page.NextPageToken);
        });
    }

    private static void WriteNothing(Utf8JsonWriter json, VersionDetails version)
    {
        // The protocol answers an empty object.
    }
}
