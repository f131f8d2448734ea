using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace Slipway.Infrastructure;

/// <summary>What is deployed on Azure, as far as it can be told without Azure: the templates compile, and what they compile to is closed.</summary>
public sealed class BicepTests
{
    [Fact]
    public async Task The_templates_compile_without_a_warning_and_describe_every_resource()
    {
        using var template = await CompileAsync();

        var types = Resources(template.RootElement).Select(resource => resource.GetProperty("type").GetString()).ToHashSet();

        new[]
        {
            "Microsoft.App/containerApps", "Microsoft.Cache/redis", "Microsoft.KeyVault/vaults", "Microsoft.ManagedIdentity/userAssignedIdentities",
            "Microsoft.Network/privateEndpoints", "Microsoft.OperationalInsights/workspaces", "Microsoft.Sql/servers", "Microsoft.Storage/storageAccounts",
        }.ShouldBeSubsetOf(types);
    }

    [Fact]
    public async Task Only_the_app_is_public()
    {
        using var template = await CompileAsync();

        var stores = Resources(template.RootElement)
            .Where(resource => resource.GetProperty("type").GetString() is "Microsoft.Cache/redis" or "Microsoft.KeyVault/vaults" or "Microsoft.Sql/servers" or "Microsoft.Storage/storageAccounts")
            .ToList();

        stores.Count.ShouldBe(4);
        foreach (var store in stores)
        {
            store.GetProperty("properties").GetProperty("publicNetworkAccess").GetString().ShouldBe("Disabled", store.GetProperty("type").GetString());
        }
    }

    private static async Task<JsonDocument> CompileAsync()
    {
        var compiler = typeof(BicepTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().SingleOrDefault(metadata => metadata.Key == "Bicep")?.Value;
        Assert.SkipWhen(compiler is null, "This test needs the Bicep compiler, which is restored on Linux on x64 only.");

        using var bicep = Process.Start(new ProcessStartInfo(compiler!, ["build", "--stdout", Repository.Path("bicep", "main.bicep")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (template, complaints) = (bicep.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), bicep.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await bicep.WaitForExitAsync(TestContext.Current.CancellationToken);

        (await complaints).ShouldBeEmpty();
        bicep.ExitCode.ShouldBe(0);
        return JsonDocument.Parse(await template);
    }

    /// <summary>Every resource, those of nested modules included. Templates with typed parameters name their resources, plain ones list them.</summary>
    private static IEnumerable<JsonElement> Resources(JsonElement template)
    {
        var resources = template.GetProperty("resources");
        foreach (var resource in resources.ValueKind is JsonValueKind.Object ? resources.EnumerateObject().Select(named => named.Value) : resources.EnumerateArray())
        {
            if (resource.GetProperty("type").GetString() is "Microsoft.Resources/deployments")
            {
                foreach (var nested in Resources(resource.GetProperty("properties").GetProperty("template")))
                {
                    yield return nested;
                }
            }
            else if (!resource.TryGetProperty("existing", out var existing) || !existing.GetBoolean())
            {
                yield return resource;
            }
        }
    }
}
