namespace Slipway.Tracking.Mlflow;

/// <summary>The paths that clients name artifacts by: relative, with forward slashes.</summary>
internal static class ArtifactPath
{
    public const int Limit = 1000;

    /// <summary>Percent-encoding inside percent-encoding is only ever used to get past a check; nobody nests it deeper by accident.</summary>
    private const int DecodingLimit = 8;

    /// <summary>
    /// The path in its shortest form (<c>a//b/./c/</c> is <c>a/b/c</c>), as named by the client: percent signs stay. Empty text is the root.
    /// Refused when it, or anything it decodes to, leaves the root or isn't a relative path on every system.
    /// </summary>
    public static Result<string> Read(string? path)
    {
        path ??= "";
        if (path.Length > Limit)
        {
            return new Invalid($"The artifact path has {path.Length} characters; {Limit} are allowed.");
        }

        var decoded = path;
        for (var round = 0; ; round++)
        {
            if (Problem(decoded) is { } problem)
            {
                return new Invalid($"Invalid path '{Shown(path)}': it {problem}. Name artifacts by a relative path with forward slashes, like model/weights.bin.");
            }

            var further = Uri.UnescapeDataString(decoded);
            if (further == decoded)
            {
                return string.Join('/', path.Split('/').Where(segment => segment is not ("" or ".")));
            }

            if (round == DecodingLimit)
            {
                return new Invalid("Invalid path: it is percent-encoded many times over. Encode it once.");
            }

            decoded = further;
        }
    }

    private static string? Problem(string path) =>
        path.StartsWith('/') ? "is absolute"
        : path.Contains('\\', StringComparison.Ordinal) ? "contains a backslash"
        : path.Contains('#', StringComparison.Ordinal) ? "contains #"
        : path.Any(char.IsControl) ? "contains a control character"
        : path.Length > 1 && path[1] == ':' && char.IsAsciiLetter(path[0]) ? "starts with a drive letter"
        : path.StartsWith("file:", StringComparison.OrdinalIgnoreCase) ? "is a file address"
        : path.Split('/').Contains("..", StringComparer.Ordinal) ? "leaves its folder with .."
        : null;

    private static string Shown(string path) => string.Concat(path.Select(c => char.IsControl(c) ? '\ufffd' : c));
}
