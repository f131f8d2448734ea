using Azure.Identity;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Slipway.Foundation.Content;

/// <summary>
/// The section <c>Slipway:Content</c>. <c>Provider</c> is <c>folder</c> (the default; <c>Folder</c> says where) or <c>azure</c>, with either a
/// <c>ConnectionString</c>, or an <c>AccountUrl</c> that is entered as the managed identity or whoever is signed in; <c>Container</c> names the container.
/// </summary>
internal static class ContentSetup
{
    public static void AddContent(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => Backend(configuration, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ContentStore(provider.GetRequiredService<ContentBackend>()));
        services.AddSingleton(provider => new PartUploads(
            provider.GetRequiredService<ContentStore>(), provider.GetRequiredService<ContentBackend>(), provider.GetRequiredService<TimeProvider>()));
    }

    private static ContentBackend Backend(IConfiguration configuration, TimeProvider time)
    {
        var content = configuration.GetSection("Slipway:Content");
        switch (content["Provider"] ?? "folder")
        {
            case "folder":
                return new FolderBackend(content["Folder"] ?? Path.Combine(configuration["Slipway:DataFolder"] ?? "data", "content"), time);
            case "azure":
                var service = content["ConnectionString"] is { Length: > 0 } secret ? new BlobServiceClient(secret)
                    : content["AccountUrl"] is { Length: > 0 } account ? new BlobServiceClient(new Uri(account), new DefaultAzureCredential())
                    : throw new InvalidOperationException("Slipway:Content:Provider is 'azure': set Slipway:Content:ConnectionString or Slipway:Content:AccountUrl.");
                var container = service.GetBlobContainerClient(content["Container"] ?? "content");
                container.CreateIfNotExists();
                return new AzureBackend(container, time);
            case var other:
                throw new InvalidOperationException($"Slipway:Content:Provider is '{other}': set it to 'folder' or 'azure'.");
        }
    }
}
