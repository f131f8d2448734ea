using System.ComponentModel.DataAnnotations;
using System.Net.Mime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Slipway.Identity.Email;
using Slipway.Identity.Passkeys;
using Slipway.Identity.Passwords;
using Slipway.Identity.TwoFactor;

namespace Slipway.Identity.Account;

/// <summary>What a passkey is called from now on.</summary>
public sealed record NamePasskey([Required, MaxLength(PasskeyService.NameLimit)] string Name);

internal static class WaysInEndpoints
{
    /// <summary>
    /// How one signs in, and the end of the account: for a person with the sign-in cookie, as from a browser's extension or another page of ours. Tokens are refused, because a token that is
    /// stolen would else be worth an account. Signing in itself has no twin here: it hands out a cookie and is the forms' own.
    /// </summary>
    public static void MapWaysIn(this IEndpointRouteBuilder api)
    {
        var ways = api.MapGroup("/account/ways-in").WithTags("Account");

        api.MapDelete("/account", (AccountService service, [FromBody] ProvePassword request, CancellationToken ct) => service.DeleteAsync(new(request.Password), ct).ToHttp()).WithTags("Account");
        api.MapGet("/account/deletion", (AccountService service, CancellationToken ct) => service.PreviewDeletionAsync(ct).ToHttp()).WithTags("Account");

        ways.MapPut("/password", (PasswordService service, ChangePassword request, CancellationToken ct) => service.ChangeAsync(request, ct).ToHttp());
        ways.MapPut("/email", (EmailService service, ChangeEmail request, CancellationToken ct) => service.ChangeAsync(request, ct).ToHttp());

        ways.MapPost("/email/mails", (EmailService service, CancellationToken ct) => service.ResendAsync(ct).ToHttp());

        ways.MapGet("/two-factor", (TwoFactorService service, CancellationToken ct) => service.StatusAsync(ct).ToHttp());
        ways.MapPost("/two-factor/secret", (TwoFactorService service, CancellationToken ct) => service.SetUpAsync(ct).ToHttp());
        ways.MapPut("/two-factor", (TwoFactorService service, EnableTwoFactor request, CancellationToken ct) => service.EnableAsync(request, ct).ToHttp());
        ways.MapDelete("/two-factor", (TwoFactorService service, [FromBody] ProvePassword request, CancellationToken ct) => service.DisableAsync(request, ct).ToHttp());
        ways.MapPost("/two-factor/recovery-codes", (TwoFactorService service, ProvePassword request, CancellationToken ct) => service.RenewCodesAsync(request, ct).ToHttp());

        ways.MapGet("/passkeys", (PasskeyService service, CancellationToken ct) => service.ListAsync(ct).ToHttp());
        ways.MapPost("/passkeys/options", async (PasskeyService service, CancellationToken ct) =>
        {
            var options = await service.CreationOptionsAsync(ct);
            return options.Refusal is { } refusal ? refusal.ToProblem() : Results.Content(options.Value, MediaTypeNames.Application.Json);
        });
        ways.MapPost("/passkeys", (PasskeyService service, AddPasskey request, CancellationToken ct) => service.AddAsync(request, ct).ToHttp());
        ways.MapPut("/passkeys/{id}", (PasskeyService service, string id, NamePasskey request, CancellationToken ct) => service.RenameAsync(new(id, request.Name), ct).ToHttp());
        ways.MapDelete("/passkeys/{id}", (PasskeyService service, string id, CancellationToken ct) => service.RemoveAsync(id, ct).ToHttp());
    }
}
