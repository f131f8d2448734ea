using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Foundation.Access;
using Slipway.Identity.ServiceAccounts.Trust;
using Slipway.Identity.Tokens;

namespace Slipway.Identity.ServiceAccounts;

internal static class ServiceAccountEndpoints
{
    public static void MapServiceAccounts(this IEndpointRouteBuilder organization)
    {
        var accounts = organization.MapGroup("/service-accounts").WithTags("Service accounts");

        accounts.MapGet("/", (ServiceAccountService service, CancellationToken ct) => service.ListAsync(ct).ToHttp());
        accounts.MapPost("/", (ServiceAccountService service, CreateServiceAccount request, CancellationToken ct) => service.CreateAsync(request, ct).ToHttp());
        accounts.MapGet("/{account}", (ServiceAccountService service, string account, CancellationToken ct) => service.GetAsync(account, ct).ToHttp());
        accounts.MapPatch("/{account}", (ServiceAccountService service, string account, EditServiceAccount request, CancellationToken ct) => service.EditAsync(account, request, ct).ToHttp());
        accounts.MapDelete("/{account}", (ServiceAccountService service, string account, CancellationToken ct) => service.DeleteAsync(account, ct).ToHttp());
        accounts.MapPut("/{account}/suspension", (ServiceAccountService service, string account, CancellationToken ct) => service.DisableAsync(account, ct).ToHttp());
        accounts.MapDelete("/{account}/suspension", (ServiceAccountService service, string account, CancellationToken ct) => service.EnableAsync(account, ct).ToHttp());

        accounts.MapGet("/{account}/tokens", (ServiceTokenService service, string account, CancellationToken ct) => service.ListAsync(account, ct).ToHttp());
        accounts.MapPost("/{account}/tokens", (ServiceTokenService service, string account, CreateToken request, CancellationToken ct) => service.CreateAsync(account, request, ct).ToHttp());
        accounts.MapDelete("/{account}/tokens/{id}", (ServiceTokenService service, string account, Id<ApiToken> id, CancellationToken ct) => service.RevokeAsync(account, id, ct).ToHttp());

        accounts.MapGet("/{account}/trust-rules", (TrustRuleService service, string account, CancellationToken ct) => service.ListAsync(account, ct).ToHttp());
        accounts.MapPost("/{account}/trust-rules", (TrustRuleService service, string account, AddTrustRule request, CancellationToken ct) => service.AddAsync(account, request, ct).ToHttp());
        accounts.MapDelete("/{account}/trust-rules/{rule}", (TrustRuleService service, string account, Id<TrustRule> rule, CancellationToken ct) => service.RemoveAsync(account, rule, ct).ToHttp());

        var project = organization.MapGroup("/projects/{project}/service-accounts").WithTags("Service accounts");
        project.MapPut("/{account}", (ServiceAccountService service, KnownProject at, string account, GiveServiceRole request, CancellationToken ct) => service.GiveAsync(at, account, request, ct).ToHttp());
        project.MapDelete("/{account}", (ServiceAccountService service, KnownProject at, string account, CancellationToken ct) => service.TakeAsync(at, account, ct).ToHttp());
    }
}
