using Slipway.Foundation.Content;
using Slipway.Integrations.Archives;

namespace Slipway.Integrations.Exports;

/// <summary>An export, and how far it is.</summary>
/// <param name="Name">The address of what is exported: <c>acme</c>, or <c>acme-vision</c>.</param>
/// <param name="Requester">Who asked for it.</param>
/// <param name="ExpiresAt">When it is deleted; null until it is there.</param>
/// <param name="Step">What is being written.</param>
/// <param name="Percent">How far it is.</param>
/// <param name="FileName">What the archive is called.</param>
/// <param name="Size">The archive's bytes; null until it is there.</param>
/// <param name="Sha256">The archive's digest; null while there is none.</param>
/// <param name="Problem">Why it failed; null when it didn't.</param>
public sealed record ExportDetails(
    Id<ArchiveWork> Id, string Name, ArchiveState State, string Requester, DateTime CreatedAt, DateTime? FinishedAt, DateTime? ExpiresAt, string Step, int Percent, string FileName, long? Size, ContentDigest? Sha256,
    string? Problem)
{
    internal static ExportDetails Of(Export export) => new(
        export.Id, export.Name, export.State, export.Requester, export.CreatedAt, export.FinishedAt, export.ExpiresAt, export.Step, export.Percent, export.FileName,
        export.Size > 0 ? export.Size : null, export.Digest is { } digest ? new ContentDigest(digest) : null, export.Problem is { Length: > 0 } problem ? problem : null);
}

/// <summary>An archive, open to be downloaded. Dispose it.</summary>
/// <param name="FileName">What to save it as.</param>
public sealed record OpenExport(string FileName, ContentDigest Digest, Blob Blob) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Blob.DisposeAsync();
}
