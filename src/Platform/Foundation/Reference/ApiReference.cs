using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.OpenApi;

namespace Slipway.Foundation.Reference;

/// <summary>Describes our own API as OpenAPI. The document says what there is and nothing of what is in it, so everybody may read it.</summary>
internal static partial class ApiReference
{
    /// <summary>The document's name, which is the API's version.</summary>
    public const string Version = "v1";

    public static void AddApiReference(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Transient<IApiDescriptionProvider, PlainParameters>());
        services.AddOpenApi(Version, Describe);
    }

    /// <summary>Maps the document.</summary>
    public static void MapApiReference(this IEndpointRouteBuilder app) => app.MapOpenApi("/api/{documentName}/openapi.json").AllowAnonymous();

    private static void Describe(OpenApiOptions options)
    {
        options.ShouldInclude = description => description.RelativePath?.StartsWith($"api/{Version}/", StringComparison.Ordinal) == true;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new()
            {
                Title = "Slipway",
                Version = Version,
                Description = "Everything that the pages do, for programs. What logs runs speaks MLflow's protocol instead, at a project's tracking address.",
            };
            // The address that the reader has open is the server's.
            document.Servers?.Clear();
            document.Components ??= new();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                ["token"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API token, which a project's Connect page makes." },
            };
            document.Security = [new() { [new OpenApiSecuritySchemeReference("token", document)] = [] }];
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            NameThePath(operation, context.Description.RelativePath!);
            return Task.CompletedTask;
        });
    }

    // The organization and the project of an address are found before an endpoint runs, so that its method doesn't take them, and the framework
    // describes only what a method takes.
    private static void NameThePath(OpenApiOperation operation, string path)
    {
        operation.Parameters ??= [];
        foreach (Match match in Parameter().Matches(path))
        {
            var name = match.Groups[1].Value;
            if (!operation.Parameters.Any(parameter => parameter.In is ParameterLocation.Path && parameter.Name == name))
            {
                operation.Parameters.Add(new OpenApiParameter { Name = name, In = ParameterLocation.Path, Required = true, Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
            }
        }
    }

    [GeneratedRegex(@"\{\**(\w+)[^}]*\}")]
    private static partial Regex Parameter();
}
