using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Slipway.Foundation.Tenancy;

/// <summary>
/// Tells routing which words can be an organization's or a project's. Without it, everything below <c>/{organization}/{project}</c> is laid out again below each
/// word that any address or file begins with, because that could be an organization: two hundred megabytes at the first request, and seconds.
/// </summary>
public static class SlugRoutes
{
    private static readonly RouteValueDictionary Policies = new() { ["organization"] = new SlugPolicy(Slug.CheckOrganization), ["project"] = new SlugPolicy(Slug.CheckProject) };

    /// <summary>For endpoints whose address begins with an organization.</summary>
    public static TBuilder WithSlugs<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.Add(builder =>
        {
            if (builder is RouteEndpointBuilder { RoutePattern: { RequiredValues.Count: 0, PathSegments: [var first, ..] } pattern } route && IsOrganization(first))
            {
                route.RoutePattern = RoutePatternFactory.Pattern(pattern.RawText, new RouteValueDictionary(pattern.Defaults), PoliciesOf(pattern), pattern.PathSegments);
            }
        });
        return endpoints;
    }

    private static bool IsOrganization(RoutePatternPathSegment segment) => segment.Parts is [RoutePatternParameterPart { Name: "organization", ParameterPolicies.Count: 0 }];

    private static RouteValueDictionary PoliciesOf(RoutePattern pattern) => new(Policies.Where(policy => pattern.GetParameter(policy.Key) is not null));

    private sealed class SlugPolicy(Func<string, Refusal?> check) : IRouteConstraint, IParameterLiteralNodeMatchingPolicy
    {
        public bool MatchesLiteral(string parameterName, string literal) => check(literal.ToLowerInvariant()) is null;

        // Whether there is such an organization is asked later, and answered in the door's own form.
        public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) => true;
    }
}
