using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Tracking.Artifacts;
using Slipway.Tracking.Assessments;
using Slipway.Tracking.Experiments;
using Slipway.Tracking.LoggedModels;
using Slipway.Tracking.Runs;
using Slipway.Tracking.Traces;

namespace Slipway.Tracking.Mlflow;

/// <summary>The MLflow protocol's table of contents: every feature that speaks it is named here.</summary>
internal static class MlflowEndpoints
{
    /// <summary>The MLflow release whose protocol is spoken; clients choose by it which calls to try.</summary>
    private const string Version = "3.11.2";

    /// <summary>Maps what tracking answers; modules above it add theirs to the routes that are returned.</summary>
    public static MlflowRoutes MapMlflow(this IEndpointRouteBuilder app)
    {
        app.MapGet("/version", () => TypedResults.Text(Version)).AllowAnonymous().ExcludeFromDescription();

        var project = app.MapGroup("/{organization}/{project}").WithSlugs().ExcludeFromDescription();
        project.MapGet("/version", () => TypedResults.Text(Version)).AllowAnonymous();
        project.MapGet("/health", () => TypedResults.Text("OK")).AllowAnonymous();

        var routes = new MlflowRoutes(project);
        routes.MapRunLogging();
        routes.MapHistories();
        routes.V3.MapGet("/mlflow/server-info", (HttpContext context) => TypedResults.Json(new ServerInfo("SqlStore", context.Features.Get<BareHost>() is not null)));

        routes.MapExperiments();
        routes.MapRuns();
        routes.MapLoggedModels();
        routes.MapTraces();
        routes.MapOlderTraces();
        routes.MapAssessments();
        routes.MapArtifacts();
        routes.MapArtifactUploads();
        return routes;
    }

    // Workspaces are projects, and only the bare host's address leaves open which one is meant.
    internal sealed record ServerInfo(
        [property: System.Text.Json.Serialization.JsonPropertyName("store_type")] string StoreType,
        [property: System.Text.Json.Serialization.JsonPropertyName("workspaces_enabled")] bool WorkspacesEnabled);
}
