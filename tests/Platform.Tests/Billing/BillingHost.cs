using System.Text.Json.Nodes;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Billing.Invoices;
using Slipway.Foundation.Tenancy;
using Slipway.Integrations.Webhooks;
using Slipway.World;
using Xunit;

namespace Slipway.Billing;

[CollectionDefinition]
public sealed class Paying : ICollectionFixture<BillingHost>;

/// <summary>A host of its own, with a clock that tests move.</summary>
public sealed class BillingHost : IAsyncLifetime
{
    public BillingHost() => World = new()
    {
        Otherwise = builder =>
        {
            builder.UseSetting("Slipway:Billing:Issuer", "Slipway Ltd\n1 Dry Dock");
            builder.UseSetting("Slipway:Billing:PayTo", "IBAN DE00 0000");
            builder.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(Clock));
        },
    };

    public SlipwayHost World { get; }

    internal MovedClock Clock { get; } = new();

    /// <summary>Lets days pass, and the jobs do what they do then; twice, as jobs may.</summary>
    internal async Task PassAsync(Founded founded, double days)
    {
        Clock.Advance(TimeSpan.FromDays(days));
        await WorkAsync(founded);
        await WorkAsync(founded);
    }

    /// <summary>Has the jobs do for an organization what is due by now.</summary>
    internal async Task WorkAsync(Founded founded)
    {
        await RunAsync<BillOrganization>(founded, (job, id) => job.RunAsync(id, TestContext.Current.CancellationToken));
        await RunAsync<EndGracePeriod>(founded, (job, id) => job.RunAsync(id, TestContext.Current.CancellationToken));
    }

    /// <summary>The operator notes at the command line that an invoice was paid.</summary>
    internal async Task<Foundation.Results.Refusal?> PayAsync(string number)
    {
        await using var scope = World.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<InvoiceOperationsService>().PayAsync(number, "bank, 27 May", TestContext.Current.CancellationToken)).Refusal;
    }

    /// <summary>The operator takes an invoice back.</summary>
    internal async Task<Foundation.Results.Refusal?> TakeBackAsync(string number)
    {
        await using var scope = World.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<InvoiceOperationsService>().TakeBackAsync(number, "a mistake", TestContext.Current.CancellationToken)).Refusal;
    }

    public ValueTask InitializeAsync() => World.InitializeAsync();

    public ValueTask DisposeAsync() => World.DisposeAsync();

    private async Task RunAsync<TJob>(Founded founded, Func<TJob, Id<Organization>, Task> act)
    {
        var id = await founded.InAsync((_, id) => Task.FromResult(id));
        await using var scope = World.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(id);
        await act(ActivatorUtilities.GetServiceOrCreateInstance<TJob>(scope.ServiceProvider), id);
    }
}

/// <summary>What an owner does with the organization's subscription.</summary>
internal static class PayingOwner
{
    public static Task<HttpResponseMessage> SubscribeAsync(this Founded founded, string plan = "team", int seats = 5, string interval = "monthly", bool withoutTrial = true, long millions = 0, bool acceptsOverLimits = false) =>
        founded.Owner.SendAsync(HttpMethod.Put, $"{founded.Api}/subscription", new { plan, interval, seats, withoutTrial, millions, acceptsOverLimits });

    public static Task<JsonNode> PreviewAsync(this Founded founded, string plan = "team", int seats = 5, string interval = "monthly", bool withoutTrial = true) =>
        founded.Owner.SendAsync(HttpMethod.Post, $"{founded.Api}/subscription/preview", new { plan, interval, seats, withoutTrial }).JsonAsync();

    public static Task<JsonNode> SubscriptionAsync(this Founded founded) => founded.Owner.GetAsync($"{founded.Api}/subscription").JsonAsync();

    public static async Task<string?> StatusAsync(this Founded founded) => (await founded.SubscriptionAsync())["paid"]?["status"]?.GetValue<string>();

    /// <summary>Its invoices, the first one first.</summary>
    public static async Task<List<JsonNode>> InvoicesAsync(this Founded founded) =>
        [.. (await founded.Owner.GetAsync($"{founded.Api}/invoices").JsonAsync())["items"]!.AsArray().Select(each => each!).Reverse()];

    public static Task<JsonNode> InvoiceAsync(this Founded founded, JsonNode summary) => founded.Owner.GetAsync($"{founded.Api}/invoices/{summary.Number()}").JsonAsync();

    public static string Number(this JsonNode invoice) => invoice["number"]!.GetValue<string>();

    public static long Cents(this JsonNode invoice, string name) => invoice[name]!.GetValue<long>();
}
