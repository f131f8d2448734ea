using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Slipway.Foundation.Content;

/// <summary>One file of a manifest.</summary>
/// <param name="Path">Relative, with '/'; see <see cref="ContentPath"/>.</param>
/// <param name="Size">In bytes.</param>
public sealed record ManifestEntry(string Path, ContentDigest Digest, long Size);

/// <summary>
/// What a folder holds, in exactly one form, so that the same files always have the same digest.
/// <para>
/// The form is UTF-8 text: the line <c>slipway-manifest 1</c>, then one line per file, sorted by the bytes of the path (as LC_ALL=C sort does):
/// 64 lower-case hex digits, a space, the size in decimal digits, a space, the path. Every line ends with a line feed. The digest is the
/// SHA-256 of this text, which is also how the manifest is stored as a blob.
/// </para>
/// </summary>
public sealed class Manifest
{
    private const string Header = "slipway-manifest 1";

    private readonly byte[] _bytes;

    private Manifest(IReadOnlyList<ManifestEntry> entries)
    {
        Entries = entries;
        _bytes = Encoding.UTF8.GetBytes(entries.Aggregate(new StringBuilder(Header).Append('\n'), (text, entry) =>
            text.Append(CultureInfo.InvariantCulture, $"{entry.Digest} {entry.Size} {entry.Path}\n")).ToString());
        Digest = ContentDigest.Of(_bytes);
    }

    /// <summary>Sorted by the bytes of their paths.</summary>
    public IReadOnlyList<ManifestEntry> Entries { get; }

    /// <summary>The name of this list: files, contents and places.</summary>
    public ContentDigest Digest { get; }

    /// <summary>What all files have together, in bytes.</summary>
    public long Size => Entries.Sum(entry => entry.Size);

    /// <summary>The canonical form.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>Lists files.</summary>
    /// <param name="entries">In any order.</param>
    /// <returns>The manifest, or <see cref="Invalid"/> when a path is unsafe, comes twice, or is a file and a folder at once.</returns>
    public static Result<Manifest> Of(IEnumerable<ManifestEntry> entries)
    {
        var sorted = new SortedDictionary<string, ManifestEntry>(ByteOrder.Instance);
        foreach (var entry in entries)
        {
            if (ContentPath.Check(entry.Path) is { } refusal)
            {
                return refusal;
            }

            ArgumentOutOfRangeException.ThrowIfNegative(entry.Size, nameof(entries));
            if (!sorted.TryAdd(entry.Path, entry))
            {
                return new Invalid($"The path '{entry.Path}' is listed twice. List each file once.");
            }
        }

        foreach (var path in sorted.Keys)
        {
            for (var slash = path.IndexOf('/'); slash >= 0; slash = path.IndexOf('/', slash + 1))
            {
                if (sorted.ContainsKey(path[..slash]))
                {
                    return new Invalid($"'{path[..slash]}' is listed as a file and as a folder. Rename one of them.");
                }
            }
        }

        return new Manifest([.. sorted.Values]);
    }

    /// <summary>Reads the canonical form.</summary>
    /// <returns>The manifest, or <see cref="Invalid"/> when the text isn't exactly what <see cref="Bytes"/> would be.</returns>
    public static Result<Manifest> Parse(ReadOnlySpan<byte> bytes)
    {
        var broken = new Invalid("This is no manifest in its canonical form. Upload the files again to make a new one.");
        if (!Utf8.IsValid(bytes))
        {
            return broken;
        }

        var entries = new List<ManifestEntry>();
        foreach (var line in Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1))
        {
            if (line.Split(' ', 3) is not [var hex, var number, var path]
                || !ContentDigest.TryParse(hex, null, out var digest)
                || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var size))
            {
                return broken;
            }

            entries.Add(new(path, digest, size));
        }

        var manifest = Of(entries);
        return manifest.Refusal is null && manifest.Value.Bytes.Span.SequenceEqual(bytes) ? manifest : broken;
    }

    private sealed class ByteOrder : IComparer<string>
    {
        public static readonly ByteOrder Instance = new();

        // Ordinal order of UTF-16 puts surrogates before U+E000 to U+FFFF; UTF-8 doesn't, and it is what other tools sort by.
        public int Compare(string? x, string? y)
        {
            var left = x.AsSpan();
            var right = y.AsSpan();
            var common = left.CommonPrefixLength(right);
            if (common == left.Length || common == right.Length)
            {
                return left.Length - right.Length;
            }

            var (a, b) = (left[common], right[common]);
            return char.IsSurrogate(a) == char.IsSurrogate(b) ? a - b : char.IsSurrogate(a) ? 1 : -1;
        }
    }
}

/// <summary>Which paths files may have: relative, with '/', and the same on every system they are unpacked on.</summary>
public static class ContentPath
{
    /// <summary>The longest path, in UTF-16 code units.</summary>
    public const int Limit = 1_024;

    /// <returns>Why a path isn't taken; null when it is.</returns>
    public static Invalid? Check(string path) => path switch
    {
        "" => new("A path is empty. Give every file a name."),
        { Length: > Limit } => new($"A path is longer than {Limit:N0} characters. Shorten it."),
        _ when path.Contains('\\') => new($"The path '{path}' has a backslash. Separate folders by '/'."),
        _ when path.Any(char.IsControl) || !IsUnicode(path) => new("A path has a character that can't be shown. Rename the file."),
        _ when path.StartsWith('/') => new($"The path '{path}' begins at the root. Give it relative to the folder that is uploaded."),
        _ when path.Split('/').Any(segment => segment is "" or "." or "..") => new($"The path '{path}' has an empty segment, '.' or '..'. Write it out."),
        _ => null,
    };

    // A surrogate without its other half has no bytes of its own: two such paths would have the same canonical form.
    private static bool IsUnicode(ReadOnlySpan<char> path)
    {
        while (Rune.DecodeFromUtf16(path, out _, out var length) is OperationStatus.Done)
        {
            path = path[length..];
        }

        return path.IsEmpty;
    }
}
