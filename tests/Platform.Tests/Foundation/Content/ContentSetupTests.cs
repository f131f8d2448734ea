using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Slipway.Foundation.Content;

public sealed class ContentSetupTests
{
    [Fact]
    public void Bytes_lie_below_the_data_folder_unless_told_otherwise()
    {
        var data = Directory.CreateTempSubdirectory("slipway-setup-");

        Backend(("Slipway:Data", data.FullName), out var services).ShouldBeOfType<FolderBackend>();

        Directory.Exists(Path.Combine(data.FullName, "content", "incoming")).ShouldBeTrue();
        services.GetRequiredService<ContentStore>().ShouldNotBeNull();
        services.GetRequiredService<PartUploads>().ShouldNotBeNull();
        services.Dispose();
        data.Delete(recursive: true);
    }

    [Fact]
    public void The_address_of_a_container_is_enough_for_Azure() =>
        Backend(("Slipway:Content:Azure", "https://account.blob.core.windows.net/content"), out _).ShouldBeOfType<AzureBackend>();

    [Fact]
    public void A_provider_that_does_not_exist_is_named() =>
        Should.Throw<InvalidOperationException>(() => Backend(("Slipway:Content:Provider", "tape"), out _)).Message.ShouldContain("'tape'");

    private static ContentBackend Backend((string Key, string Value) setting, out ServiceProvider services)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(setting.Key, setting.Value)]).Build();
        var collection = new ServiceCollection();
        collection.AddContent(configuration);
        services = collection.BuildServiceProvider(validateScopes: true);
        return services.GetRequiredService<ContentBackend>();
    }
}
