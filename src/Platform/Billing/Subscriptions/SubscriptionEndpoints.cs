using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Slipway.Billing.Invoices;

namespace Slipway.Billing.Subscriptions;

internal static class SubscriptionEndpoints
{
    public static void MapSubscription(this IEndpointRouteBuilder organization)
    {
        var subscription = organization.MapGroup("/subscription").WithTags("Subscription");
        subscription.MapGet("", (SubscriptionService service, CancellationToken ct) => service.GetAsync(ct).ToHttp());
        subscription.MapPut("", (SubscriptionService service, ChangeSubscription change, CancellationToken ct) => service.ChangeAsync(change, ct).ToHttp());
        subscription.MapPost("/preview", (SubscriptionService service, ChangeSubscription change, CancellationToken ct) => service.PreviewAsync(change, ct).ToHttp());
        subscription.MapPut("/cancellation", (SubscriptionService service, CancellationToken ct) => service.CancelAsync(ct).ToHttp());
        subscription.MapDelete("/cancellation", (SubscriptionService service, CancellationToken ct) => service.ResumeAsync(ct).ToHttp());
        subscription.MapPut("/bill-to", (SubscriptionService service, BillTo to, CancellationToken ct) => service.BillToAsync(to, ct).ToHttp());

        var invoices = organization.MapGroup("/invoices").WithTags("Subscription");
        invoices.MapGet("", (InvoiceService service, int? before, CancellationToken ct) => service.ListAsync(before, ct).ToHttp());
        invoices.MapGet("/{number}", (InvoiceService service, string number, CancellationToken ct) => service.GetAsync(number, ct).ToHttp());
        invoices.MapGet("/{number}/pdf", PdfAsync);
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> PdfAsync(InvoiceService service, string number, CancellationToken ct) =>
        await service.PdfAsync(number, ct) switch
        {
            { Refusal: { } refusal } => refusal.ToProblem(),
            { Value: var file } => TypedResults.File(file.Bytes.ToArray(), "application/pdf", file.Name),
        };
}
