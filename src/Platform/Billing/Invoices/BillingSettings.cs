using Microsoft.Extensions.Configuration;

namespace Slipway.Billing.Invoices;

/// <summary>How payments come in.</summary>
public enum BillingProvider
{
    /// <summary>Invoices are sent, and whoever runs the server marks them paid.</summary>
    ByHand,
}

/// <summary>How this server bills, <c>Slipway:Billing</c>.</summary>
/// <param name="Issuer">Name and address of whoever sends the invoices, with line breaks.</param>
/// <param name="PayTo">How to pay, as it stands on invoices: an account, and what else there is to say, such as a note on tax.</param>
internal sealed record BillingSettings(BillingProvider Provider, string Issuer, string PayTo, TimeSpan Trial, TimeSpan TimeToPay, TimeSpan Grace)
{
    private const int Fortnight = 14;

    public static BillingSettings Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Slipway:Billing");
        var provider = section["Provider"] switch
        {
            null or "" => BillingProvider.ByHand,
            var name when Enum.TryParse<BillingProvider>(name, ignoreCase: true, out var known) && Enum.IsDefined(known) => known,
            var other => throw new InvalidOperationException($"Slipway:Billing:Provider is '{other}'. Set it to {string.Join(" or ", Enum.GetNames<BillingProvider>())}."),
        };
        return new(provider, Text("Issuer"), Text("PayTo"), Days("TrialDays", 0), Days("DaysToPay", 1), Days("GraceDays", 0));

        string Text(string key) => section[key]?.Trim() is not { } text ? ""
            : text.Length <= Invoice.TextLimit ? text
            : throw new InvalidOperationException($"Slipway:Billing:{key} is longer than {Invoice.TextLimit} characters. Shorten it.");

        TimeSpan Days(string key, int least) => section.GetValue(key, Fortnight) is var days && days >= least && days <= 365
            ? TimeSpan.FromDays(days)
            : throw new InvalidOperationException($"Slipway:Billing:{key} is {days}. Set it to {least} to 365 days.");
    }
}
