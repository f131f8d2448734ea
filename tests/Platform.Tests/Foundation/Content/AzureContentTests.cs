using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Slipway.Foundation.Content;

public sealed class AzureContentTests : ContentStoreTests
{
    private BlobContainerClient? _container;

    internal override ContentBackend Start()
    {
        _container = new BlobContainerClient(Parts.Azurite, "content-" + Guid.NewGuid().ToString("n"));
        _container.Create(cancellationToken: Stop);
        return new AzureBackend(_container, TimeProvider.System);
    }

    protected override async Task<IReadOnlyList<string>> EverythingAsync()
    {
        var names = new List<string>();
        await foreach (var blob in _container!.GetBlobsAsync(new GetBlobsOptions { States = BlobStates.Uncommitted }, Stop))
        {
            names.Add(blob.Name);
        }

        return names;
    }

    protected override async Task CleanUpAsync() => await _container!.DeleteAsync();
}
