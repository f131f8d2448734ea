using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Foundation.Access;
using Slipway.Registry.Aliases;
using Slipway.Registry.Stages;
using Slipway.Registry.Versions;
using Slipway.Tracking;
using Slipway.Tracking.Runs.Editing;

namespace Slipway.Registry.Models;

/// <summary>What the pages of models can do, for programs.</summary>
internal static class ModelApi
{
    public static void MapModelApi(this IEndpointRouteBuilder organization)
    {
        var stages = organization.MapGroup("/stages").WithTags("Models");
        stages.MapGet("/", (StageService service, CancellationToken ct) => service.ListAsync(ct).ToHttp());
        stages.MapPut("/", (StageService service, DefineStages request, CancellationToken ct) => service.DefineAsync(request, ct).ToHttp());

        var models = organization.MapGroup("/projects/{project}/models").WithTags("Models");
        models.MapGet("/", (ModelService service, KnownProject at, string? filter, string[]? order, string? pageToken, CancellationToken ct, int limit = ModelSearch.DefaultResults) =>
            service.SearchAsync(at, new(limit, filter, order, pageToken), ct).ToHttp());
        models.MapPost("/", (ModelService service, KnownProject at, RegisterModel request, CancellationToken ct) => service.RegisterAsync(at, request, ct).ToHttp());

        var model = models.MapGroup("/{name}");
        model.MapGet("/", (ModelService service, KnownProject at, string name, CancellationToken ct) => service.GetAsync(at, name, ct).ToHttp());
        model.MapPatch("/", (ModelService service, KnownProject at, string name, EditModel request, CancellationToken ct) => service.EditAsync(at, name, request, ct).ToHttp());
        model.MapPut("/tags/{**key}", (ModelService service, KnownProject at, string name, string key, TagValue request, CancellationToken ct) =>
            service.SetTagAsync(at, name, new KeyValue(key, request.Value), ct).ToHttp());
        model.MapDelete("/tags/{**key}", (ModelService service, KnownProject at, string name, string key, CancellationToken ct) => service.DeleteTagAsync(at, name, key, ct).ToHttp());
        model.MapPut("/trash", (ModelService service, KnownProject at, string name, CancellationToken ct) => service.DeleteAsync(at, name, ct).ToHttp());
        model.MapGet("/promotions", (AliasService service, KnownProject at, string name, int? version, CancellationToken ct) => service.HistoryAsync(at, name, version, ct).ToHttp());

        var alias = model.MapGroup("/aliases/{alias}");
        alias.MapGet("/", (VersionService service, KnownProject at, string name, string alias, CancellationToken ct) => service.FindAsync(at, name, alias, ct).ToHttp());
        alias.MapPut("/", (AliasService service, KnownProject at, string name, string alias, MoveAlias request, CancellationToken ct) => service.MoveAsync(at, name, alias, request, ct).ToHttp());
        alias.MapDelete("/", (AliasService service, KnownProject at, string name, string alias, CancellationToken ct) => service.RemoveAsync(at, name, alias, ct).ToHttp());

        MapVersions(model.MapGroup("/versions"));
    }

    private static void MapVersions(IEndpointRouteBuilder versions)
    {
        versions.MapPost("/", (VersionService service, KnownProject at, string name, RegisterVersion request, CancellationToken ct) => service.RegisterAsync(at, name, request, ct).ToHttp());

        var version = versions.MapGroup("/{version:int}");
        version.MapGet("/", (VersionService service, KnownProject at, string name, int version, CancellationToken ct) => service.GetAsync(at, name, version, ct).ToHttp());
        version.MapPatch("/", (VersionService service, KnownProject at, string name, int version, EditVersion request, CancellationToken ct) =>
            service.EditAsync(at, name, version, request, ct).ToHttp());
        version.MapPut("/stage", (StageService service, KnownProject at, string name, int version, EnterStage request, CancellationToken ct) =>
            service.EnterAsync(at, name, version, request, ct).ToHttp());
        version.MapPut("/tags/{**key}", (VersionService service, KnownProject at, string name, int version, string key, TagValue request, CancellationToken ct) =>
            service.SetTagAsync(at, name, version, new KeyValue(key, request.Value), ct).ToHttp());
        version.MapDelete("/tags/{**key}", (VersionService service, KnownProject at, string name, int version, string key, CancellationToken ct) =>
            service.DeleteTagAsync(at, name, version, key, ct).ToHttp());
        version.MapPut("/trash", (VersionService service, KnownProject at, string name, int version, CancellationToken ct) => service.DeleteAsync(at, name, version, ct).ToHttp());
    }
}
