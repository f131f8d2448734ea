using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Foundation.Ledger;

namespace Slipway.Foundation.Access;

/// <summary>
/// How fast one token, person or unknown address may ask: <c>Slipway:RateLimits:PerSecond</c> (500) on average and <c>…:Burst</c> (5,000) at once;
/// 0 lifts the limit, and the one of the plan, which counts what an organization's tokens ask within a minute. What is posted to sign in, register or change how one signs in is counted per address: <c>…:SignInsPerMinute</c> (30).
/// </summary>
internal sealed record RateLimits(int PerSecond, int Burst, int SignInsPerMinute)
{
    private static readonly PathString[] Credentials = ["/sign-in", "/register", "/forgot-password", "/reset-password", "/confirm-email", "/invitations", "/account", "/api/v1/account/ways-in"];

    public static RateLimits Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Slipway:RateLimits");
        return new(section.GetValue("PerSecond", 500), section.GetValue("Burst", 5_000), section.GetValue("SignInsPerMinute", 30));
    }

    /// <summary>The limit that a request falls under.</summary>
    public RateLimitPartition<string> Partition(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && SignInsPerMinute > 0 && Credentials.Any(path => context.Request.Path.StartsWithSegments(path)))
        {
            return RateLimitPartition.GetFixedWindowLimiter(
                $"sign-in {Address(context)}", _ => new() { PermitLimit = SignInsPerMinute, Window = TimeSpan.FromMinutes(1) });
        }

        if (PerSecond <= 0 || context.Request.Path.StartsWithSegments("/health"))
        {
            return RateLimitPartition.GetNoLimiter("");
        }

        var who = CallerMiddleware.PrincipalOf(context) is not { } principal ? Address(context)
            : context.Request.Headers.Authorization.Count > 0 ? context.Request.Headers.Authorization.ToString()
            : principal.UserId.ToString();
        return RateLimitPartition.GetTokenBucketLimiter(
            who, _ => new() { TokenLimit = Burst, TokensPerPeriod = Math.Max(1, PerSecond / 10), ReplenishmentPeriod = TimeSpan.FromMilliseconds(100) });
    }

    /// <summary>The limit of its organization's plan that a token's request falls under besides.</summary>
    public RateLimitPartition<string> OfPlan(HttpContext context)
    {
        if (PerSecond <= 0 || CallerMiddleware.PrincipalOf(context)?.Token is not { } token || context.Features.Get<QuotaLimits>()?.Of(Resource.ApiRequests) is not { } most)
        {
            return RateLimitPartition.GetNoLimiter("");
        }

        // In steps of a tenth of a second where there are enough of them, so that who waits doesn't wait for a whole minute.
        var step = Math.Max(1, most / 600);
        return RateLimitPartition.GetTokenBucketLimiter($"{token.OrganizationId} {most}", _ => new()
        {
            TokenLimit = (int)Math.Clamp(most, 1, int.MaxValue), TokensPerPeriod = (int)Math.Min(step, int.MaxValue), ReplenishmentPeriod = TimeSpan.FromMinutes(1) * step / Math.Max(1, most),
        });
    }

    private static string Address(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "";
}

internal static class RateLimiting
{
    public static void AddRateLimits(this IServiceCollection services, IConfiguration configuration)
    {
        var limits = RateLimits.Read(configuration);
        services.AddRateLimiter(options =>
        {
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.GlobalLimiter = PartitionedRateLimiter.CreateChained(
                PartitionedRateLimiter.Create<HttpContext, string>(limits.Partition), PartitionedRateLimiter.Create<HttpContext, string>(limits.OfPlan));
            options.OnRejected = async (rejected, _) =>
            {
                var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
                var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
                rejected.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
                if (!Doors.IsMlflow(rejected.HttpContext.Request.Path))
                {
                    await TypedResults.Problem($"Too many requests. Try again in {seconds} s.", statusCode: StatusCodes.Status429TooManyRequests).ExecuteAsync(rejected.HttpContext);
                }
            };
        });
    }
}
