using System.Net.Mime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Foundation.Access;
using Slipway.Identity.Profile;
using Slipway.Identity.Sessions;

namespace Slipway.Identity.Account;

internal static class AccountEndpoints
{
    /// <summary>What programs do with an account. How one signs in is a person's business: see <see cref="WaysInEndpoints"/>.</summary>
    public static void MapAccount(this IEndpointRouteBuilder api)
    {
        var account = api.MapGroup("/account").WithTags("Account");

        account.MapGet("/profile", (ProfileService service, CancellationToken ct) => service.GetAsync(ct).ToHttp());
        account.MapPut("/profile", (ProfileService service, UpdateProfile request, CancellationToken ct) => service.UpdateAsync(request, ct).ToHttp());
        account.MapPut("/theme", (ProfileService service, ChooseTheme request, CancellationToken ct) => service.ChooseThemeAsync(request, ct).ToHttp());
        account.MapPut("/avatar", (ProfileService service, HttpRequest request, CancellationToken ct) => service.SetAvatarAsync(request.Body, ct).ToHttp());
        account.MapDelete("/avatar", (ProfileService service, CancellationToken ct) => service.RemoveAvatarAsync(ct).ToHttp());

        account.MapGet("/sessions", (SessionService service, CancellationToken ct) => service.ListAsync(ct).ToHttp());
        account.MapDelete("/sessions", (SessionService service, CancellationToken ct) => service.EndOthersAsync(ct).ToHttp());
        account.MapDelete("/sessions/{id}", (SessionService service, Id<Session> id, CancellationToken ct) => service.EndAsync(id, ct).ToHttp());
        account.MapGet("/export", async (AccountService service, CancellationToken ct) =>
        {
            var export = await service.ExportAsync(ct);
            return export.Refusal is { } refusal ? refusal.ToProblem() : Results.Stream(stream => export.Value.WriteAsync(stream, ct), MediaTypeNames.Application.Json, export.Value.FileName);
        });
        account.MapGet("/history", (SessionService service, CancellationToken ct) => service.HistoryAsync(ct).ToHttp());
    }

    /// <summary>People's pictures. The address changes with the picture, so browsers may keep it.</summary>
    public static void MapAvatars(this IEndpointRouteBuilder app) =>
        app.MapGet("/avatars/{user}", async (ProfileService service, Id<User> user, HttpContext http, CancellationToken ct) =>
        {
            var outcome = await service.AvatarAsync(user, ct);
            if (outcome.Refusal is { } refusal)
            {
                return refusal.ToProblem();
            }

            http.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
            http.Response.Headers.XContentTypeOptions = "nosniff";
            http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
            return Results.Bytes(outcome.Value.Bytes, outcome.Value.ContentType);
        }).ExcludeFromDescription();
}
