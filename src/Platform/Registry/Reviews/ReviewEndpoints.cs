using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Foundation.Access;
using Slipway.Registry.Policies;

namespace Slipway.Registry.Reviews;

/// <summary>What the pages of reviews can do, for programs. CI requests a review, posts its checks, and waits with <c>GET …/reviews/{number}?wait=60</c>.</summary>
internal static class ReviewEndpoints
{
    public static void MapReviews(this IEndpointRouteBuilder organization)
    {
        organization.MapGet("/reviews", (ReviewService service, string? scope, string? status, long? before, CancellationToken ct) =>
            ListAsync(scope, status, null, before, filter => service.ListAllAsync(filter, ct)).ToHttp()).WithTags("Reviews");

        var project = organization.MapGroup("/projects/{project}").WithTags("Reviews");
        MapPolicy(project.MapGroup("/review-policy"));

        var reviews = project.MapGroup("/reviews");
        reviews.MapGet("/", (ReviewService service, KnownProject at, string? scope, string? status, string? model, long? before, CancellationToken ct) =>
            ListAsync(scope, status, model, before, filter => service.ListAsync(at, filter, ct)).ToHttp());
        reviews.MapGet("/marks", (ReviewMarkService service, KnownProject at, string model, int? version, CancellationToken ct) => service.GetAsync(at, model, version, ct).ToHttp());
        reviews.MapPost("/", (ReviewRequestService service, KnownProject at, RequestReview request, CancellationToken ct) => service.RequestAsync(at, request, ct).ToHttp());

        var review = reviews.MapGroup("/{review:int}");
        review.MapGet("/", (ReviewService service, KnownProject at, int review, HttpContext http, CancellationToken ct, int wait = 0) =>
            service.GetAsync(at, review, wait, http.Features.Get<CredentialCheck>(), ct).ToHttp());
        review.MapPost("/requests", (ReviewRequestService service, KnownProject at, int review, ReviewReason request, CancellationToken ct) => service.AskAgainAsync(at, review, request, ct).ToHttp());
        review.MapPut("/withdrawal", (ReviewRequestService service, KnownProject at, int review, ReviewReason request, CancellationToken ct) => service.WithdrawAsync(at, review, request, ct).ToHttp());
        review.MapPost("/decisions", (ReviewDecisionService service, KnownProject at, int review, Decide request, CancellationToken ct) => service.DecideAsync(at, review, request, ct).ToHttp());
        review.MapPut("/checks/{check}", (ReviewDecisionService service, KnownProject at, int review, string check, PostCheck request, CancellationToken ct) =>
            service.PostCheckAsync(at, review, check, request, ct).ToHttp());
        review.MapPut("/promotion", (ReviewDecisionService service, KnownProject at, int review, CancellationToken ct, bool archiveOthers = false) =>
            service.PromoteAsync(at, review, archiveOthers, ct).ToHttp());
        review.MapPut("/broken-glass", (ReviewDecisionService service, KnownProject at, int review, ReviewReason request, CancellationToken ct, bool archiveOthers = false) =>
            service.BreakGlassAsync(at, review, archiveOthers, request, ct).ToHttp());
    }

    private static void MapPolicy(IEndpointRouteBuilder policy)
    {
        policy.MapGet("/", (PolicyService service, KnownProject at, int? version, CancellationToken ct) => service.GetAsync(at, version, ct).ToHttp());
        policy.MapPut("/", (PolicyService service, KnownProject at, WritePolicy request, CancellationToken ct) => service.WriteAsync(at, request, ct).ToHttp());
        policy.MapPost("/preview", (PolicyService service, KnownProject at, PreviewPolicy request, CancellationToken ct) => service.PreviewAsync(at, request, ct).ToHttp());
        policy.MapGet("/options", (PolicyOptionService service, KnownProject at, CancellationToken ct) => service.GetAsync(at, ct).ToHttp());
        policy.MapGet("/versions", (PolicyService service, KnownProject at, CancellationToken ct) => service.ListAsync(at, ct).ToHttp());
    }

    // Queries spell them as JSON does, which the framework's own reading of them doesn't know.
    private static async Task<Result<ReviewListing>> ListAsync(string? scope, string? status, string? model, long? before, Func<ReviewFilter, Task<Result<ReviewListing>>> list)
    {
        var (seen, far) = (ReviewScope.All, default(ReviewStatus));
        return scope is not null && !Enum.TryParse(scope, ignoreCase: true, out seen) ? new Invalid("The scope is 'waiting', 'mine' or 'all'.")
            : status is not null && !Enum.TryParse(status, ignoreCase: true, out far) ? new Invalid("The status is 'open', 'changesRequested', 'approved', 'promoted', 'rejected', 'withdrawn' or 'expired'.")
            : await list(new(seen, status is null ? null : far, model, before));
    }
}
