using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace Slipway.Safety;

/// <summary>One endpoint of the real route table, by one of its methods.</summary>
internal sealed partial record Door(HttpMethod Method, RoutePattern Pattern, Endpoint Endpoint)
{
    /// <summary>Method and pattern, such as <c>GET /{organization}/tokens</c>.</summary>
    public string Name => $"{Method} /{Pattern.RawText!.TrimStart('/')}";

    /// <summary>The same for both twins and both versions of an MLflow endpoint, such as <c>POST /mlflow/runs/create</c>.</summary>
    public string Kind => MlflowPrefix().Replace(Name, "$1 ");

    public bool IsMlflow => Kind != Name;

    /// <summary>Whether the bare host answers it too, for the project that token and header name.</summary>
    public bool IsAtTheBareHost => IsMlflow || Kind.EndsWith("/get-artifact", StringComparison.Ordinal);

    /// <summary>Whether the address carries a ticket, which is the credential.</summary>
    public bool TakesTicket => Pattern.Parameters.Any(parameter => parameter.Name == "ticket");

    /// <summary>Whether a browser shows it.</summary>
    public bool IsPage => Endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null;

    /// <summary>Whether everybody may come in without saying who they are.</summary>
    public bool IsAnonymous => Endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    /// <summary>Whether it is about something in an organization.</summary>
    public bool IsInOrganization => Pattern.Parameters.Any(parameter => parameter.Name == "organization");

    /// <summary>All endpoints by all their methods, but for the files under wwwroot, which are everybody's.</summary>
    public static IReadOnlyList<Door> All(IServiceProvider services) =>
        [.. from endpoint in services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            where endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null
            from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods : [HttpMethods.Get, HttpMethods.Post]
            orderby endpoint.RoutePattern.RawText, method
            select new Door(new(method), endpoint.RoutePattern, endpoint)];

    [GeneratedRegex(@"^([A-Z]+) /\{organization\}/\{project\}/(?:ajax-)?api/[23]\.0")]
    private static partial Regex MlflowPrefix();
}
