using System.Collections.Frozen;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace Slipway.Tracking.Artifacts;

/// <summary>What kind of file something is.</summary>
internal static class ContentTypes
{
    private const string Unknown = "application/octet-stream";
    private const string Text = "text/plain";

    private static readonly FileExtensionContentTypeProvider Known = new();

    // What people want to read, and no registry has.
    private static readonly FrozenSet<string> TextNames = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "MLmodel", "MLproject", ".py", ".r", ".R", ".yaml", ".yml", ".toml", ".ini", ".cfg", ".log", ".md", ".jsonl", ".sh", ".sql");

    /// <summary>What a sender's Content-Type says, or the file's name when that says nothing usable.</summary>
    public static string Of(string path, string? sent) =>
        sent is { Length: > 0 and <= Artifact.ContentTypeLimit } && sent.All(c => c is >= ' ' and <= '~') && MediaTypeHeaderValue.TryParse(sent, out var type) && !type.MatchesAllTypes
            ? sent
            : Of(path);

    /// <summary>The media type without its parameters; the name's where the sender said no more than that there are bytes or letters.</summary>
    public static string KindOf(string path, string said)
    {
        var kind = MediaTypeHeaderValue.TryParse(said, out var type) ? type.MediaType.ToString().ToLowerInvariant() : Unknown;
        return kind is Unknown or Text ? Of(path) : kind;
    }

    /// <summary>What a file's name says.</summary>
    public static string Of(string path)
    {
        var name = ArtifactPath.NameOf(path);
        return TextNames.Contains(name) || TextNames.Contains(Path.GetExtension(name)) ? Text
            : Known.TryGetContentType(name, out var type) ? type
            : Unknown;
    }
}
