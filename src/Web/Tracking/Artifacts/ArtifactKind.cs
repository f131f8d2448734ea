using System.Text;

namespace Slipway.Tracking.Artifacts;

/// <summary>By what a file is shown.</summary>
public enum ArtifactKind
{
    Empty,
    Image,
    Audio,
    Video,
    Pdf,
    Html,
    Markdown,
    Notebook,
    Mlmodel,
    Json,
    JsonLines,
    Table,
    Parquet,
    Array,
    Pickle,
    Text,
    Binary,
}

/// <summary>Tells what shows a file: from its name, from what its sender said of it, and from how it begins.</summary>
internal static class ArtifactKinds
{
    /// <summary>How many bytes of its beginning are looked at.</summary>
    public const int HeadSize = 4_096;

    private static readonly Dictionary<string, ArtifactKind> Endings = new(StringComparer.OrdinalIgnoreCase)
    {
        [".png"] = ArtifactKind.Image, [".jpg"] = ArtifactKind.Image, [".jpeg"] = ArtifactKind.Image, [".gif"] = ArtifactKind.Image, [".webp"] = ArtifactKind.Image,
        [".avif"] = ArtifactKind.Image, [".bmp"] = ArtifactKind.Image, [".svg"] = ArtifactKind.Image, [".ico"] = ArtifactKind.Image,
        [".mp3"] = ArtifactKind.Audio, [".wav"] = ArtifactKind.Audio, [".ogg"] = ArtifactKind.Audio, [".flac"] = ArtifactKind.Audio, [".m4a"] = ArtifactKind.Audio,
        [".mp4"] = ArtifactKind.Video, [".webm"] = ArtifactKind.Video, [".mov"] = ArtifactKind.Video, [".mkv"] = ArtifactKind.Video,
        [".pdf"] = ArtifactKind.Pdf, [".html"] = ArtifactKind.Html, [".htm"] = ArtifactKind.Html, [".md"] = ArtifactKind.Markdown, [".markdown"] = ArtifactKind.Markdown,
        [".ipynb"] = ArtifactKind.Notebook, [".json"] = ArtifactKind.Json, [".geojson"] = ArtifactKind.Json, [".jsonl"] = ArtifactKind.JsonLines, [".ndjson"] = ArtifactKind.JsonLines,
        [".csv"] = ArtifactKind.Table, [".tsv"] = ArtifactKind.Table, [".parquet"] = ArtifactKind.Parquet, [".npy"] = ArtifactKind.Array,
        [".pkl"] = ArtifactKind.Pickle, [".pickle"] = ArtifactKind.Pickle, [".joblib"] = ArtifactKind.Pickle, [".pt"] = ArtifactKind.Pickle, [".pth"] = ArtifactKind.Pickle,
    };

    // Kinds whose format begins with a mark: without it the name is wrong, and the bytes decide.
    private static readonly Dictionary<ArtifactKind, byte[][]> Marks = new()
    {
        [ArtifactKind.Pdf] = ["%PDF-"u8.ToArray()],
        [ArtifactKind.Parquet] = ["PAR1"u8.ToArray()],
        [ArtifactKind.Array] = [[0x93, .. "NUMPY"u8]],
    };

    // The second protocol and later begin with their number.
    private static readonly byte[] PickleMark = [0x80];

    public static ArtifactKind Of(ArtifactFile file, ReadOnlySpan<byte> head)
    {
        if (file.Size == 0)
        {
            return ArtifactKind.Empty;
        }

        if (file.Name == "MLmodel")
        {
            return ArtifactKind.Mlmodel;
        }

        if (Endings.TryGetValue(Path.GetExtension(file.Name), out var named) && !LacksMark(named, head))
        {
            return named;
        }

        foreach (var (kind, marks) in Marks)
        {
            if (StartsWithAny(head, marks))
            {
                return kind;
            }
        }

        return file.MediaType switch
        {
            "text/html" => ArtifactKind.Html,
            "text/markdown" => ArtifactKind.Markdown,
            "text/csv" or "text/tab-separated-values" => ArtifactKind.Table,
            "application/json" => ArtifactKind.Json,
            "image/png" or "image/jpeg" or "image/gif" or "image/webp" or "image/svg+xml" or "image/avif" or "image/bmp" => ArtifactKind.Image,
            var type when type.StartsWith("audio/", StringComparison.Ordinal) => ArtifactKind.Audio,
            var type when type.StartsWith("video/", StringComparison.Ordinal) => ArtifactKind.Video,
            _ => IsPickle(head) ? ArtifactKind.Pickle : IsText(head) ? ArtifactKind.Text : ArtifactKind.Binary,
        };
    }

    /// <summary>Whether bytes read as UTF-8: no NUL, and nothing broken but at the end, where a letter may be cut.</summary>
    internal static bool IsText(ReadOnlySpan<byte> head)
    {
        if (head.Contains((byte)0))
        {
            return false;
        }

        var broken = 0;
        while (!head.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(head, out var rune, out var length);
            broken += status is System.Buffers.OperationStatus.InvalidData || (Rune.IsControl(rune) && rune.Value is not ('\t' or '\n' or '\r' or '\f' or '\u001b' or '\b')) ? 1 : 0;
            head = head[Math.Max(1, length)..];
        }

        return broken == 0;
    }

    private static bool LacksMark(ArtifactKind kind, ReadOnlySpan<byte> head) => Marks.TryGetValue(kind, out var marks) && !StartsWithAny(head, marks);

    private static bool IsPickle(ReadOnlySpan<byte> head) => head.StartsWith(PickleMark) && head.Length > 1 && head[1] is >= 2 and <= 5;

    private static bool StartsWithAny(ReadOnlySpan<byte> head, byte[][] marks)
    {
        foreach (var mark in marks)
        {
            if (head.StartsWith(mark))
            {
                return true;
            }
        }

        return false;
    }
}
