using Slipway.Foundation.Results;

namespace Slipway.Tracking.Artifacts;

/// <summary>A file as viewers have it: what is known of it, where it is, and its bytes, a window at a time.</summary>
public sealed class ArtifactFile(ArtifactPlace place, ArtifactInfo info)
{
    public ArtifactInfo Info => info;

    /// <summary>What it is a file of.</summary>
    public ArtifactPlace Place => place;

    /// <summary>The last segment of its path.</summary>
    public string Name { get; } = info.Path[(info.Path.LastIndexOf('/') + 1)..];

    /// <summary>The folder that it is in; empty for the outermost.</summary>
    public string Folder { get; } = info.Path.LastIndexOf('/') is >= 0 and var slash ? info.Path[..slash] : "";

    public long Size => info.Size;

    /// <summary>The media type without its parameters.</summary>
    public string MediaType { get; } = info.ContentType.Split(';')[0].Trim().ToLowerInvariant();

    /// <summary>How MLflow clients name it.</summary>
    public string Uri => place.Uri(info.Path);

    /// <summary>Shows it in place, without rights on this site.</summary>
    public string ViewHref => place.Save(info.Path) + "?view=true";

    /// <summary>Saves it under its name.</summary>
    public string SaveHref => place.Save(info.Path);

    /// <summary>Some of its bytes; fewer at its end.</summary>
    public async Task<Result<byte[]>> ReadAsync(long from, int count, CancellationToken ct = default)
    {
        var opened = await OpenAsync(ct);
        if (opened.Refusal is { } refusal)
        {
            return refusal;
        }

        await using var file = opened.Value;
        var start = Math.Clamp(from, 0, file.Blob.Size);
        var length = (int)Math.Min(count, file.Blob.Size - start);
        using var bytes = new MemoryStream(length);
        await file.Blob.CopyToAsync(bytes, start, length, ct);
        return bytes.ToArray();
    }

    /// <summary>Opens it for a reader that jumps about; dispose it.</summary>
    public Task<Result<OpenArtifact>> OpenAsync(CancellationToken ct = default) => place.Open(info.Path, ct);
}
