using System.Net;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Slipway.Foundation.Content;

/// <summary>Bytes in a container of Azure Blob Storage, which any number of processes may share.</summary>
internal sealed class AzureBackend(BlobContainerClient container, TimeProvider time) : ContentBackend
{
    private const string Incoming = "incoming";
    private static readonly TimeSpan LongestCopy = TimeSpan.FromDays(1);

    public override Staging Stage() => new AzureStaging(this, Client($"{Incoming}/{Guid.NewGuid():n}"));

    public override async Task<Blob?> OpenAsync(string key, CancellationToken ct)
    {
        try
        {
            var client = Client(key);
            return new AzureBlob(client, (await client.GetPropertiesAsync(cancellationToken: ct)).Value.ContentLength);
        }
        catch (RequestFailedException absent) when (absent.Status == (int)HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public override async Task<bool> ExistsAsync(string key, CancellationToken ct) => await Client(key).ExistsAsync(ct);

    public override async Task<bool> DeleteAsync(string key, DateTimeOffset writtenBefore, CancellationToken ct)
    {
        try
        {
            // The service compares whole seconds, and itself decides against an upload that marks the blob as written at the same moment.
            var conditions = writtenBefore == DateTimeOffset.MaxValue ? null : new BlobRequestConditions { IfUnmodifiedSince = writtenBefore.AddSeconds(-1) };
            return await Client(key).DeleteIfExistsAsync(conditions: conditions, cancellationToken: ct);
        }
        catch (RequestFailedException spared) when (spared.Status == (int)HttpStatusCode.PreconditionFailed)
        {
            return false;
        }
    }

    public override async Task DeleteFolderAsync(string folder, CancellationToken ct)
    {
        await foreach (var key in ListAsync(folder, ct))
        {
            await Client(key).DeleteIfExistsAsync(cancellationToken: ct);
        }
    }

    public override async IAsyncEnumerable<string> ListAsync(string folder, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var blob in container.GetBlobsAsync(new GetBlobsOptions { Prefix = folder + "/" }, ct))
        {
            yield return blob.Name;
        }
    }

    public override async Task RemoveLeftoversAsync(CancellationToken ct)
    {
        // An upload under way has only uncommitted blocks, which aren't listed and which the service drops after a week.
        await foreach (var blob in container.GetBlobsAsync(new GetBlobsOptions { Prefix = Incoming + "/" }, ct))
        {
            if (blob.Properties.LastModified + LongestCopy < time.GetUtcNow())
            {
                await Client(blob.Name).DeleteIfExistsAsync(cancellationToken: ct);
            }
        }
    }

    internal BlockBlobClient Client(string key) => container.GetBlockBlobClient(key);

    /// <summary>Marks a blob as written now; false when there is none.</summary>
    internal async Task<bool> TouchAsync(string key, CancellationToken ct)
    {
        try
        {
            await Client(key).SetMetadataAsync(new Dictionary<string, string> { ["written"] = time.GetUtcNow().ToString("O") }, cancellationToken: ct);
            return true;
        }
        catch (RequestFailedException absent) when (absent.Status == (int)HttpStatusCode.NotFound)
        {
            return false;
        }
    }
}
