using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.World;
using Xunit;

namespace Slipway.Foundation.Reference;

public sealed partial class ApiReferenceTests(SlipwayHost host)
{
    [Fact]
    public async Task Every_endpoint_of_the_API_is_described_with_every_part_of_its_address_and_no_other_door_is()
    {
        var paths = (await host.Nobody.GetAsync("/api/v1/openapi.json").JsonAsync())["paths"]!.AsObject();

        var mapped = host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.Trim('/')).Where(path => path.StartsWith("/api/v1/", StringComparison.Ordinal) && !path.EndsWith("openapi.json", StringComparison.Ordinal))
            .Select(path => Constraint().Replace(path, "{$1}")).Distinct().ToList();
        mapped.Count.ShouldBeGreaterThan(80);
        paths.Select(path => path.Key.TrimEnd('/')).Order(StringComparer.Ordinal).ShouldBe(mapped.Select(path => path.TrimEnd('/')).Distinct().Order(StringComparer.Ordinal));
        foreach (var (path, operations) in paths)
        {
            foreach (var (verb, operation) in operations!.AsObject())
            {
                var named = operation!["parameters"]?.AsArray().Where(each => (string?)each!["in"] == "path").Select(each => (string)each!["name"]!) ?? [];
                named.Order().ShouldBe(Constraint().Matches(path).Select(match => match.Groups[1].Value).Order(), $"{verb} {path}");
            }
        }
    }

    [Fact]
    public async Task The_reference_is_read_by_everybody_and_its_scripts_are_our_own()
    {
        var page = await host.Nobody.GetStringAsync("/api/v1", TestContext.Current.CancellationToken);

        page.ShouldContain("Slipway API");
        Regex.Matches(page, "(?:src|href)=\"(https?:)?//").ShouldBeEmpty();
        Regex.Matches(page, "<script(?![^>]*nonce=)").ShouldBeEmpty();
    }

    [GeneratedRegex(@"\{\**(\w+)[^}]*\}")]
    private static partial Regex Constraint();
}
