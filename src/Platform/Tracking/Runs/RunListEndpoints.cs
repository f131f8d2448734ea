using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Slipway.Foundation.Access;
using Slipway.Tracking.Search;

namespace Slipway.Tracking.Runs;

/// <summary>Runs in the plural: found, taken out, changed.</summary>
internal static class RunListEndpoints
{
    private const int Page = 100;
    private const int MostPerPage = 1_000;

    public static void MapRunLists(this IEndpointRouteBuilder organization)
    {
        var project = organization.MapGroup("/projects/{project}").WithTags("Runs");

        project.MapGet("/runs", SearchAsync);
        project.MapPatch("/runs", (RunChangeService service, KnownProject at, ChangeRuns request, CancellationToken ct) =>
            service.ChangeAsync(at, request, null, ct).ToHttp());
        project.MapGet("/runs.csv", CsvAsync).Produces<string>(contentType: "text/csv");
        project.MapGet("/runs/keys", (RunKeyService service, KnownProject at, [FromQuery(Name = "experiment")] long[] experiments, CancellationToken ct) =>
            service.KeysAsync(at, Numbers(experiments), ct).ToHttp());
        project.MapGet("/runs/values", (RunKeyService service, KnownProject at, string field, [FromQuery(Name = "experiment")] long[] experiments, CancellationToken ct) =>
            service.ValuesAsync(at, Numbers(experiments), field, ct).ToHttp());
    }

    /// <summary>Answers a page of the runs that meet a filter.</summary>
    private static async Task<Results<Ok<RunsAnswer>, ProblemHttpResult>> SearchAsync(RunService service, KnownProject at, [AsParameters] RunQuery query, CancellationToken ct)
    {
        if (query.Limit is < 1 or > MostPerPage)
        {
            return new Invalid($"A page has 1 to {MostPerPage} runs, and not {query.Limit}.").ToProblem();
        }

        var (read, asked) = (Columns(query), query.Search());
        if ((read.Refusal ?? asked.Refusal) is { } unknown)
        {
            return unknown.ToProblem();
        }

        var search = asked.Value with { MaxResults = query.Limit ?? Page, PageToken = query.PageToken, Columns = read.Value.Count > 0 ? RunField.Wanted(read.Value) : null };
        var page = await service.SearchAsync(at, search, ct);
        if (page.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        if (query.Roots is not true && query.Parent is null)
        {
            return TypedResults.Ok(new RunsAnswer([.. page.Value.Items.Select(run => RunAnswer.Of(run, null))], page.Value.NextPageToken));
        }

        var children = await service.ChildrenAsync(at, search, [.. page.Value.Items.Select(run => run.Info.RunId)], ct);
        return children.Refusal is { } hidden
            ? hidden.ToProblem()
            : TypedResults.Ok(new RunsAnswer([.. page.Value.Items.Select(run => RunAnswer.Of(run, children.Value.GetValueOrDefault(run.Info.RunId)))], page.Value.NextPageToken));
    }

    private static async Task<IResult> CsvAsync(RunExportService service, KnownProject at, [AsParameters] RunQuery query, CancellationToken ct)
    {
        var (read, asked) = (Columns(query), query.Search());
        var csv = (read.Refusal ?? asked.Refusal) is { } unknown ? unknown : await service.CsvAsync(at, asked.Value, read.Value.Count > 0 ? read.Value : null, ct);
        return csv.Refusal is { } refusal
            ? refusal.ToProblem()
            : TypedResults.Stream(body => csv.Value.WriteAsync(body, ct), "text/csv; charset=utf-8", $"{at.Slug}-runs.csv");
    }

    // No fields stand for all.
    private static Result<IReadOnlyList<RunField>> Columns(RunQuery query) => query.Columns is { Length: > 0 } columns ? RunField.Read(columns) : new List<RunField>();

    private static IReadOnlyList<long>? Numbers(long[]? experiments) => experiments is { Length: > 0 } ? experiments : null;

    /// <summary>What a search for runs says in an address.</summary>
    internal sealed record RunQuery
    {
        /// <summary>Numbers of experiments; all that aren't deleted when none is named.</summary>
        [FromQuery(Name = "experiment")]
        public long[]? Experiments { get; init; }

        /// <summary>In the extended language: <c>metrics.loss &lt; 0.5 AND (params.model = 'cnn' OR tags.team IS NULL)</c>.</summary>
        public string? Filter { get; init; }

        /// <summary>Keys such as <c>metrics.loss DESC</c>.</summary>
        [FromQuery]
        public string[]? Order { get; init; }

        /// <summary>active, deleted or all; active when it is left out.</summary>
        public string? View { get; init; }

        /// <summary>What is told of each run, in the short form <c>m.loss,p.lr,t.team</c>; everything when it is left out.</summary>
        public string? Columns { get; init; }

        /// <summary>Only runs that are directly part of the run with this id.</summary>
        public string? Parent { get; init; }

        /// <summary>Only runs that aren't part of another run that is found.</summary>
        public bool? Roots { get; init; }

        public int? Limit { get; init; }

        public string? PageToken { get; init; }

        public Result<RunSearch> Search()
        {
            LifecycleView? view = View switch { null or "active" => LifecycleView.ActiveOnly, "deleted" => LifecycleView.DeletedOnly, "all" => LifecycleView.All, _ => null };
            return view is { } known
                ? new RunSearch(Numbers(Experiments), Filter, known, Order, Parent: Parent, RootsOnly: Roots is true)
                : new Invalid($"A view is active, deleted or all, and not '{View}'.");
        }
    }
}
