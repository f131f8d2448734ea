using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Foundation.Access;

namespace Slipway.Registry.Prompts;

internal static class PromptApi
{
    public static void MapPromptApi(this IEndpointRouteBuilder organization)
    {
        var prompts = organization.MapGroup("/projects/{project}/prompts").WithTags("Prompts");
        prompts.MapGet("/", (PromptService service, KnownProject at, string? search, string? pageToken, CancellationToken ct) => service.ListAsync(at, search, pageToken, ct).ToHttp());
        prompts.MapGet("/{prompt}/versions", (PromptService service, KnownProject at, string prompt, string? pageToken, CancellationToken ct) => service.VersionsAsync(at, prompt, pageToken, ct).ToHttp());
        prompts.MapGet("/{prompt}/versions/{version:int}", (PromptService service, KnownProject at, string prompt, int version, CancellationToken ct) => service.GetAsync(at, prompt, version, ct).ToHttp());
        prompts.MapPost("/{prompt}/versions", (PromptService service, KnownProject at, string prompt, WritePrompt request, CancellationToken ct) => service.WriteAsync(at, prompt, request, ct).ToHttp());
    }
}
