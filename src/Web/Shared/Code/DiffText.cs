namespace Slipway.Shared.Code;

/// <summary>What a line of a diff is.</summary>
internal enum DiffKind
{
    Same,
    Added,
    Removed,
    Place,
    File,
}

/// <summary>A line of a diff.</summary>
internal readonly record struct DiffLine(DiffKind Kind, string Text);

/// <summary>Reads unified diffs, as git writes them.</summary>
internal static class DiffText
{
    private static readonly string[] Heads = ["diff ", "index ", "--- ", "+++ ", "new file", "deleted file", "old mode", "new mode", "similarity", "rename ", "copy ", "Binary files"];

    public static List<DiffLine> Read(string text)
    {
        List<DiffLine> lines = [];
        // A head's lines begin as removed and added ones do; between a place and the next file there are none.
        var inHead = true;
        foreach (var line in text.TrimEnd('\n').Split('\n').Select(line => line.TrimEnd('\r')))
        {
            inHead = line.StartsWith("diff ", StringComparison.Ordinal) || (inHead && Heads.Any(head => line.StartsWith(head, StringComparison.Ordinal)));
            lines.Add(new(
                inHead ? DiffKind.File
                : line.StartsWith("@@", StringComparison.Ordinal) ? DiffKind.Place
                : line.StartsWith('+') ? DiffKind.Added
                : line.StartsWith('-') ? DiffKind.Removed
                : DiffKind.Same, line));
        }

        return lines;
    }

    /// <summary>How many lines came and went.</summary>
    public static (int Added, int Removed) Count(IReadOnlyCollection<DiffLine> lines) => (lines.Count(line => line.Kind is DiffKind.Added), lines.Count(line => line.Kind is DiffKind.Removed));
}
