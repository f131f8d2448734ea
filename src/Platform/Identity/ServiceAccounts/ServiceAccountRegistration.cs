using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Foundation.Events;
using Slipway.Foundation.Jobs;
using Slipway.Identity.ServiceAccounts.Exchange;
using Slipway.Identity.ServiceAccounts.Trust;

namespace Slipway.Identity.ServiceAccounts;

internal static class ServiceAccountRegistration
{
    public static void AddServiceAccounts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(IssuerSettings.Read(configuration));
        services.AddSingleton<Issuers>();
        services.AddScoped<ServiceAccountService>();
        services.AddScoped<ServiceTokenService>();
        services.AddInside<TrustRuleService>();
        services.AddInside<TokenExchangeService>();
        services.AddRecurring<ForgetExchangedTokens>("identity.forget-exchanged-tokens", "Forgets exchanged tokens that ran out.", job => job.RunAsync(CancellationToken.None), "37 3 * * *");
        services.AddEventStories(
            new("service_account.created", "Service account made", fact => $"made the service account {fact.Text("name")}") { IsForAuditAlone = true },
            new("service_account.edited", "Service account changed", fact => $"changed the service account {fact.Text("name")}") { IsForAuditAlone = true },
            new("service_account.disabled", "Service account disabled", fact => $"disabled the service account {fact.Text("name")}") { IsForAuditAlone = true },
            new("service_account.enabled", "Service account enabled", fact => $"enabled the service account {fact.Text("name")}") { IsForAuditAlone = true },
            new("service_account.deleted", "Service account deleted", fact => $"deleted the service account {fact.Text("name")}") { IsForAuditAlone = true },
            new("service_account.role_given", "Role given to a service account", fact => $"made the service account {fact.Text("name")} {fact.Text("role").ToLowerInvariant()} of {fact.Text("project")}") { IsForAuditAlone = true },
            new("service_account.role_taken", "Role taken from a service account", fact => $"took the role {fact.Text("role").ToLowerInvariant()} in {fact.Text("project")} from the service account {fact.Text("name")}") { IsForAuditAlone = true },
            new("trust_rule.added", "Trust rule added", fact => $"lets tokens of {fact.Text("issuer")} about {fact.Text("subjectPattern")} act as the service account {fact.Text("name")}") { IsForAuditAlone = true },
            new("trust_rule.removed", "Trust rule removed", fact => $"no longer lets tokens of {fact.Text("issuer")} about {fact.Text("subjectPattern")} act as the service account {fact.Text("name")}") { IsForAuditAlone = true },
            new("token.exchanged", "Token exchanged", fact => $"signed in with a token of {fact.Text("issuer")} about {fact.Text("tokenSubject")} (…{fact.Text("hint")}, for {fact.Text("minutes")} minutes)") { IsForAuditAlone = true });
    }

    /// <summary>Whose token an event is about, if it is a service account's.</summary>
    public static string Of(EventFact fact) => fact.Text("serviceAccount") is { Length: > 0 } account ? $" of the service account {account}" : "";
}
