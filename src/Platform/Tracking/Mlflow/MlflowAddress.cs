using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;

namespace Slipway.Tracking.Mlflow;

/// <summary>Marks a request that came to the bare host and was led to a project's address.</summary>
internal sealed record BareHost
{
    public static readonly BareHost Marker = new();
}

/// <summary>
/// Brings MLflow requests to the address that routing knows, before it looks: slashes that clients escaped become slashes, and what was sent
/// to the bare host goes to the project that the token, or the workspace header, stands for.
/// </summary>
internal sealed class MlflowAddress(RequestDelegate next, AccessMemory memory)
{
    private const string WorkspaceHeader = "X-MLFLOW-WORKSPACE";

    public async Task InvokeAsync(HttpContext context)
    {
        if (Doors.IsMlflow(context.Request.Path))
        {
            if (ClimbsUp(context))
            {
                await MlflowErrors.WriteAsync(context, Climbing);
                return;
            }

            DecodeSlashes(context);
            if (IsBare(context.Request.Path) && await LeadAsync(context) is { } refusal)
            {
                await MlflowErrors.WriteAsync(context, refusal);
                return;
            }
        }

        await next(context);
    }

    // The web server has resolved such segments by now, and what it made of them is not what the client named.
    private static bool ClimbsUp(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!target.Contains("..", StringComparison.Ordinal) && !target.Contains("%2e", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var path = target.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query ? target[..query] : target;
        return Uri.UnescapeDataString(path).Split('/').Contains("..");
    }

    // Only the raw target tells an escaped slash from an escaped percent sign before the letters 2F.
    private static void DecodeSlashes(HttpContext context)
    {
        if (!context.Request.Path.Value!.Contains("%2F", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = target.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query ? target[..query] : target;
        context.Request.Path = path.StartsWith('/') && path.Contains("%2F", StringComparison.OrdinalIgnoreCase)
            ? PathString.FromUriComponent(path.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase))
            : new PathString(context.Request.Path.Value.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsBare(PathString path) =>
        path.StartsWithSegments("/api/2.0") || path.StartsWithSegments("/api/3.0") || path.StartsWithSegments("/ajax-api")
        || path.StartsWithSegments("/get-artifact") || path.StartsWithSegments("/model-versions/get-artifact") || path.StartsWithSegments("/v1/traces");

    private async Task<Refusal?> LeadAsync(HttpContext context)
    {
        await context.AuthenticateAsync();
        if (CallerMiddleware.PrincipalOf(context) is not { } principal)
        {
            return new Unauthenticated("Send an API token: set MLFLOW_TRACKING_TOKEN, or the password, to one that you made in Slipway.");
        }

        if (principal.Token is not { } token)
        {
            return NoProject;
        }

        var standard = token.DefaultProjectId is { } id ? await memory.ProjectAsync(id, context.RequestAborted) ?? await memory.DeletedProjectAsync(id, context.RequestAborted) : null;
        var workspace = context.Request.Headers[WorkspaceHeader].ToString();
        var address = workspace.Length > 0
            ? await memory.RememberAsync(token.OrganizationId, static (db, id, ct) => db.Organizations.Where(o => o.Id == id).Select(o => o.Slug).SingleAsync(ct), context.RequestAborted)
                is var organization && Slug.CheckProject(workspace) is null ? $"/{organization}/{workspace}" : null
            : standard is null ? null : $"/{standard.OrganizationSlug}/{standard.Slug}";
        if (address is null)
        {
            return workspace.Length > 0 ? new NotFound($"There is no project '{workspace}', or you have no access to it.") : NoProject;
        }

        context.Request.Path = new PathString(address).Add(context.Request.Path);
        context.Features.Set(BareHost.Marker);
        return null;
    }

    private static readonly Invalid Climbing = new("Invalid path: it leaves its folder with .. Name artifacts by relative paths with forward slashes, such as model/weights.bin.");

    private static readonly Invalid NoProject = new(
        "This address names no project. Set the tracking URI to https://{host}/{organization}/{project}, use a token with a default project, or name the project in the header X-MLFLOW-WORKSPACE.");
}
