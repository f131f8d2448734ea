using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Slipway.Foundation.Access;
using Slipway.Registry.Aliases;
using Slipway.Registry.Compare;
using Slipway.Registry.Stages;
using Slipway.Registry.Trash;
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
        stages.MapGet("/use", (StageDefinitionService service, CancellationToken ct) => service.UseAsync(ct).ToHttp());
        stages.MapPut("/", (StageDefinitionService service, DefineStages request, CancellationToken ct) => service.DefineAsync(request, ct).ToHttp());

        var models = organization.MapGroup("/projects/{project}/models").WithTags("Models");
        models.MapGet("/", (ModelService service, KnownProject at, string? filter, [FromQuery] string[]? order, string? pageToken, CancellationToken ct, int limit = ModelSearch.DefaultResults) =>
            service.SearchAsync(at, new(limit, filter, order, pageToken), ct).ToHttp());
        models.MapPost("/", (ModelService service, KnownProject at, RegisterModel request, CancellationToken ct) => service.RegisterAsync(at, request, ct).ToHttp());

        var model = models.MapGroup("/{name}");
        model.MapGet("/", (ModelService service, KnownProject at, string name, CancellationToken ct) => service.GetAsync(at, name, ct).ToHttp());
        model.MapPatch("/", (ModelService service, KnownProject at, string name, EditModel request, CancellationToken ct) => service.EditAsync(at, name, request, ct).ToHttp());
        model.MapPut("/tags/{**key}", (ModelService service, KnownProject at, string name, string key, TagValue request, CancellationToken ct) =>
            service.SetTagAsync(at, name, new KeyValue(key, request.Value), ct).ToHttp());
        model.MapDelete("/tags/{**key}", (ModelService service, KnownProject at, string name, string key, CancellationToken ct) => service.DeleteTagAsync(at, name, key, ct).ToHttp());
        model.MapPut("/trash", (ModelService service, KnownProject at, string name, CancellationToken ct) => service.DeleteAsync(at, name, ct).ToHttp());
        model.MapDelete("/trash", (ModelTrashService service, KnownProject at, string name, long? deletedAt, CancellationToken ct) => service.RestoreModelAsync(at, name, deletedAt, ct).ToHttp());
        model.MapPut("/erasure", (ModelTrashService service, KnownProject at, string name, long? deletedAt, CancellationToken ct) => service.EraseModelAsync(at, name, deletedAt, ct).ToHttp());
        organization.MapGet("/projects/{project}/model-trash", (ModelTrashService service, KnownProject at, string? model, CancellationToken ct) => service.ListAsync(at, model, ct).ToHttp()).WithTags("Models");
        model.MapGet("/promotions", (AliasService service, KnownProject at, string name, int? version, CancellationToken ct) => service.HistoryAsync(at, name, version, ct).ToHttp());

        model.MapGet("/comparison", (VersionCompareService service, KnownProject at, string name, [FromQuery(Name = "version")] int[] versions, CancellationToken ct) =>
            service.CompareAsync(at, name, versions, ct).ToHttp());

        var alias = model.MapGroup("/aliases/{alias}");
        alias.MapGet("/", (VersionService service, KnownProject at, string name, string alias, CancellationToken ct) => service.FindAsync(at, name, alias, ct).ToHttp());
        alias.MapPut("/", (AliasService service, KnownProject at, string name, string alias, MoveAlias request, CancellationToken ct) => service.MoveAsync(at, name, alias, request, ct).ToHttp());
        alias.MapDelete("/", (AliasService service, KnownProject at, string name, string alias, CancellationToken ct) => service.RemoveAsync(at, name, alias, ct).ToHttp());

        VersionApi.Map(model.MapGroup("/versions"));
    }
}
