using System.Collections.Frozen;
using Slipway.Foundation.Content;

namespace Slipway.Tracking.Artifacts;

/// <summary>How a browser shows a file in place. Nothing that somebody uploaded runs with rights on this site.</summary>
public static class ArtifactPresentation
{
    // Scripts of a report may draw it, in an origin that is nobody's: no cookies, no storage, and nothing to fetch from anywhere.
    private const string Report =
        "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' data: blob:; style-src 'unsafe-inline' data:; img-src data: blob:; " +
        "font-src data:; media-src data: blob:; worker-src blob:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'";

    // The browser's own viewer doesn't open in a sandbox; the type and nosniff keep it the only thing that reads these bytes.
    private const string Document = "default-src 'none'; object-src 'self'; plugin-types application/pdf; style-src 'unsafe-inline'; frame-ancestors 'self'";

    private static readonly FrozenSet<string> Images = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp", "image/svg+xml", "image/x-icon", "image/vnd.microsoft.icon");

    /// <summary>Shown in place; to be saved, when a browser can't show it.</summary>
    internal static BlobPresentation InPlace(ArtifactInfo file) => ContentTypes.KindOf(file.Path, file.ContentType) switch
    {
        "text/html" => new("text/html; charset=utf-8", Policy: Report),
        "application/pdf" => new("application/pdf", Policy: Document),
        var type when Images.Contains(type) || type.StartsWith("audio/", StringComparison.OrdinalIgnoreCase) || type.StartsWith("video/", StringComparison.OrdinalIgnoreCase) => new(type),
        var type when type.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || type is "application/json" => new("text/plain; charset=utf-8"),
        _ => ToSave(file),
    };

    /// <summary>To be saved under its name.</summary>
    internal static BlobPresentation ToSave(ArtifactInfo file) => new(file.ContentType, ArtifactPath.NameOf(file.Path));
}
