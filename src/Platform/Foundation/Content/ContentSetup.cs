using Azure.Identity;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Slipway.Foundation.Data;
using Slipway.Foundation.Ledger;

namespace Slipway.Foundation.Content;

/// <summary>
/// The section <c>Slipway:Content</c>. <c>Provider</c> is <c>folder</c> or <c>azure</c>, and is azure when only <c>Azure</c> is set: the address of
/// a container, entered as the managed identity or whoever is signed in, or a connection string, with <c>Container</c> for the name of the
/// container in it. <c>Folder</c> says where files lie; without it they are below the data folder.
/// </summary>
internal static class ContentSetup
{
    public static void AddContent(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => Backend(configuration, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ContentStore(provider.GetRequiredService<ContentBackend>()));
        services.AddSingleton(provider => new StoredBytes(provider.GetServices<ContentReferences>(), provider.GetRequiredService<QuotaLedger>()));
        services.AddSingleton(provider => new QuotaMeasure(Resource.StoredBytes, (db, _, ct) => provider.GetRequiredService<StoredBytes>().CountedAsync(db, ct)));
        services.AddSingleton(provider => new PartUploads(
            provider.GetRequiredService<ContentStore>(), provider.GetRequiredService<ContentBackend>(), provider.GetRequiredService<TimeProvider>()));
    }

    private static ContentBackend Backend(IConfiguration configuration, TimeProvider time)
    {
        var section = configuration.GetSection("Slipway:Content");
        var azure = section["Azure"] is { Length: > 0 } address ? address : null;
        return (section["Provider"] is { Length: > 0 } name ? name : azure is null ? "folder" : "azure") switch
        {
            "folder" => new FolderBackend(
                section["Folder"] is { Length: > 0 } folder ? folder : Path.Combine(DataFolder.Read(configuration).Path, "content"), time),
            "azure" => new AzureBackend(Container(azure, section["Container"]), time),
            var other => throw new InvalidOperationException($"Slipway:Content:Provider is '{other}'. Set it to folder or azure."),
        };
    }

    private static BlobContainerClient Container(string? azure, string? name)
    {
        if (azure is null)
        {
            throw new InvalidOperationException("Slipway:Content:Azure is missing. Set it to the address of a container or to a connection string.");
        }

        if (azure.StartsWith("https://", StringComparison.Ordinal))
        {
            return new(new Uri(azure), new DefaultAzureCredential());
        }

        var container = new BlobContainerClient(azure, name is { Length: > 0 } ? name : "content");
        container.CreateIfNotExists();
        return container;
    }
}
