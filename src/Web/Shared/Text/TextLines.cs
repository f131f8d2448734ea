using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace Slipway.Shared.Text;

/// <summary>What became of a line between two texts.</summary>
public enum TextChange
{
    Same,
    Added,
    Removed,

    /// <summary>Stands for lines that are the same in both and aren't shown.</summary>
    Skipped,
}

/// <summary>A line of two texts that are compared.</summary>
public readonly record struct TextLine(TextChange Change, string Text);

/// <summary>Compares what people wrote, line by line.</summary>
public static class TextLines
{
    /// <summary>How many lines that are the same are shown around one that isn't.</summary>
    private const int Around = 2;

    /// <summary>The lines of both texts in their order, without long stretches that are the same.</summary>
    public static IReadOnlyList<TextLine> Between(string before, string after)
    {
        var lines = InlineDiffBuilder.Diff(before, after).Lines.Select(line => new TextLine(line.Type switch
        {
            ChangeType.Inserted => TextChange.Added,
            ChangeType.Deleted => TextChange.Removed,
            _ => TextChange.Same,
        }, line.Text ?? "")).ToList();
        var near = new bool[lines.Count];
        for (var index = 0; index < lines.Count; index++)
        {
            if (lines[index].Change is not TextChange.Same)
            {
                near.AsSpan(Math.Max(0, index - Around), Math.Min(lines.Count, index + Around + 1) - Math.Max(0, index - Around)).Fill(true);
            }
        }

        List<TextLine> shown = [];
        for (var index = 0; index < lines.Count; index++)
        {
            if (near[index])
            {
                shown.Add(lines[index]);
            }
            else if (shown is not [.., { Change: TextChange.Skipped }])
            {
                shown.Add(new(TextChange.Skipped, "…"));
            }
        }

        return shown;
    }
}
