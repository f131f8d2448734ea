using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Slipway.Foundation.Access;
using Slipway.Tracking.Experiments.Comparison;
using Slipway.Tracking.Experiments.Editing;
using Slipway.Tracking.Runs;
using Slipway.Tracking.Runs.Editing;
using Slipway.Tracking.Search;

namespace Slipway.Tracking.Experiments;

/// <summary>What the pages of experiments can do, for programs.</summary>
internal static class ExperimentApi
{
    private const int Page = 100;

    public static void MapExperimentApi(this IEndpointRouteBuilder organization)
    {
        var experiments = organization.MapGroup("/projects/{project}/experiments").WithTags("Experiments");
        experiments.MapGet("/", (ExperimentService service, KnownProject at, string? filter, [FromQuery] string[]? order, LifecycleView? view, string? pageToken, CancellationToken ct, int limit = Page) =>
            service.SearchAsync(at, new(limit, filter, view ?? LifecycleView.ActiveOnly, order, pageToken), ct).ToHttp());
        experiments.MapPost("/", (ExperimentService service, KnownProject at, CreateExperiment request, CancellationToken ct) => service.CreateAsync(at, request, ct).ToHttp());

        experiments.MapGet("/comparison", (ExperimentComparisonService service, KnownProject at, [FromQuery(Name = "experiment")] long[] numbers, string? metric, bool? lowerIsBetter, CancellationToken ct) =>
            service.CompareAsync(at, numbers, MetricGoal.Asked(metric, lowerIsBetter), ct).ToHttp());

        var experiment = experiments.MapGroup("/{number:long}");
        experiment.MapGet("/", (ExperimentService service, KnownProject at, long number, CancellationToken ct) => service.GetAsync(at, number, ct).ToHttp());
        experiment.MapPatch("/", (ExperimentEditService service, KnownProject at, long number, EditExperiment request, CancellationToken ct) =>
            service.EditAsync(at, number, request, ct).ToHttp());
        experiment.MapPut("/tags/{**key}", (ExperimentEditService service, KnownProject at, long number, string key, TagValue request, CancellationToken ct) =>
            service.SetTagAsync(at, number, key, request, ct).ToHttp());
        experiment.MapDelete("/tags/{**key}", (ExperimentEditService service, KnownProject at, long number, string key, CancellationToken ct) =>
            service.DeleteTagAsync(at, number, key, ct).ToHttp());
        experiment.MapPut("/trash", (ExperimentService service, KnownProject at, long number, CancellationToken ct) => service.DeleteAsync(at, number, ct).ToHttp());
        experiment.MapDelete("/trash", (ExperimentService service, KnownProject at, long number, CancellationToken ct) => service.RestoreAsync(at, number, ct).ToHttp());
    }
}
