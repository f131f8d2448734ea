using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.World;
using Xunit;

namespace Slipway.Foundation.Tenancy;

/// <summary>Words in addresses and names of organizations and projects keep out of each other's way: where they don't, routing lays everything out once more for each word.</summary>
public sealed class SlugRouteTests(SlipwayHost host)
{
    private List<RoutePattern> Patterns => [.. host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Select(endpoint => endpoint.RoutePattern)];

    [Fact]
    public void No_organization_is_called_as_an_address_or_a_folder_of_files_begins()
    {
        var words = Patterns.Select(pattern => Literal(pattern, 0)).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).ToList();

        words.Count.ShouldBeGreaterThan(15);
        words.Where(word => Slug.CheckOrganization(word.ToLowerInvariant()) is null).ShouldBeEmpty("reserve these in Slug.cs");
    }

    [Fact]
    public void No_project_is_called_as_a_page_of_an_organization()
    {
        var words = Patterns.Where(IsOrganizations).Select(pattern => Literal(pattern, 1)).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).ToList();

        words.ShouldNotBeEmpty();
        words.Where(word => Slug.CheckProject(word.ToLowerInvariant()) is null).ShouldBeEmpty("reserve these in Slug.cs");
    }

    [Fact]
    public void Routing_knows_of_every_address_that_begins_with_an_organization_what_can_be_one()
    {
        var organizations = Patterns.Where(IsOrganizations).ToList();

        organizations.Count.ShouldBeGreaterThan(100);
        organizations.Where(pattern => !pattern.ParameterPolicies.ContainsKey("organization")).Select(pattern => pattern.RawText).ShouldBeEmpty("map them with WithSlugs()");
    }

    private static bool IsOrganizations(RoutePattern pattern) => pattern.PathSegments is [{ Parts: [RoutePatternParameterPart { Name: "organization" }] }, ..];

    private static string? Literal(RoutePattern pattern, int depth) => pattern.PathSegments.ElementAtOrDefault(depth)?.Parts is [RoutePatternLiteralPart literal] ? literal.Content : null;
}
