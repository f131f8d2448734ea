namespace Slipway.Tracking.Artifacts;

/// <summary>The paths that artifacts are named by: relative, with forward slashes, safe to join to a folder on every client's system.</summary>
internal static class ArtifactPath
{
    // Nobody nests percent-encoding by accident; whoever does it wants to get past a check.
    private const int MostDecodings = 8;

    /// <summary>The path in its shortest form: <c>a//b/./c/</c> is <c>a/b/c</c>. Empty text is the root.</summary>
    /// <returns>The path, or <see cref="Invalid"/> when it, or anything it decodes to, leaves its folder or means something else elsewhere.</returns>
    public static Result<string> Read(string? path)
    {
        path ??= "";
        var decoded = path;
        for (var round = 0; round <= MostDecodings; round++)
        {
            if (Problem(decoded, isWritten: round == 0) is { } problem)
            {
                return new Invalid($"Invalid path: {Shown(path)} {problem}. Name artifacts by relative paths with forward slashes, such as model/weights.bin.");
            }

            var further = Uri.UnescapeDataString(decoded);
            if (further == decoded)
            {
                var shortest = string.Join('/', path.Split('/').Where(segment => segment is not ("" or ".")));
                return shortest.Length <= Artifact.PathLimit
                    ? shortest
                    : new Invalid($"The path of an artifact has at most {Artifact.PathLimit} characters, its run's folder included; this one has {shortest.Length}. Shorten it.");
            }

            decoded = further;
        }

        return new Invalid("Invalid path: it is percent-encoded many times over. Encode it once.");
    }

    /// <summary>What a path below a folder is called from the project's root.</summary>
    public static string Join(string folder, string path) => folder.Length == 0 ? path : path.Length == 0 ? folder : $"{folder}/{path}";

    /// <summary>The folder that a path lies in; empty for the root.</summary>
    public static string FolderOf(string path) => path.LastIndexOf('/') is >= 0 and var slash ? path[..slash] : "";

    /// <summary>The folders that a path lies in, the nearest first.</summary>
    public static IEnumerable<string> FoldersOf(string path)
    {
        for (var folder = FolderOf(path); folder.Length > 0; folder = FolderOf(folder))
        {
            yield return folder;
        }
    }

    /// <summary>The last segment.</summary>
    public static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    // Clients name images 'dog%step%10%timestamp%17…': read as an encoding that is a control character, and harmless.
    private static string? Problem(string path, bool isWritten) =>
        path.StartsWith('/') ? "is absolute"
        : path.Contains('\\', StringComparison.Ordinal) ? "has a backslash"
        : path.Any(c => isWritten ? char.IsControl(c) : c == 0) || !IsUnicode(path) ? "has a character that can't be shown"
        : path.StartsWith("file:", StringComparison.OrdinalIgnoreCase) ? "is a file's address"
        : StartsWithDrive(path) || path.Split('/').Any(segment => segment.Length == 2 && StartsWithDrive(segment)) ? "names a drive"
        : path.Split('/').Contains("..") ? "leaves its folder with .."
        // SQL Server takes texts that differ only in blanks at the end for the same.
        : path.EndsWith(' ') ? "ends with a blank"
        : null;

    private static bool StartsWithDrive(string path) => path.Length > 1 && path[1] == ':' && char.IsAsciiLetter(path[0]);

    // A surrogate without its other half has no bytes of its own, and no database takes it.
    private static bool IsUnicode(string path) => !path.EnumerateRunes().Contains(System.Text.Rune.ReplacementChar) || path.Contains('\uFFFD', StringComparison.Ordinal);

    private static string Shown(string path)
    {
        var start = path.Length > 100 ? path[..100] + "…" : path;
        return $"'{string.Concat(start.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '\uFFFD' : c))}'";
    }
}
