using System.Text;
using System.Text.Json;

namespace Slipway.Tracking.Artifacts.Viewers;

/// <summary>How a part of a cell's output is shown.</summary>
internal enum OutputKind
{
    Text,
    Error,
    Html,
    Image,
    Hidden,
}

/// <summary>One output of a cell.</summary>
/// <param name="Content">Text, HTML as it was written, or of an image a data address.</param>
internal sealed record NotebookOutput(OutputKind Kind, string Content);

/// <summary>One cell.</summary>
/// <param name="Number">In which place it was run; null when it wasn't.</param>
internal sealed record NotebookCell(string Kind, string Source, int? Number, IReadOnlyList<NotebookOutput> Outputs);

/// <summary>A Jupyter notebook, nbformat 3 and 4, as far as it is read.</summary>
/// <param name="Language">Of its code.</param>
internal sealed record Notebook(string Language, IReadOnlyList<NotebookCell> Cells)
{
    /// <summary>Longer outputs are cut, as a notebook's own program does.</summary>
    private const int MostOutput = 200_000;

    // Of all pictures of a notebook together; a page with more is of no use.
    private const int MostImageLetters = 24 << 20;

    private static readonly string[] Images = ["image/png", "image/jpeg", "image/gif", "image/webp"];

    /// <summary>The notebook; null when the JSON is none.</summary>
    public static Notebook? Of(JsonElement root)
    {
        if (root.ValueKind is not JsonValueKind.Object || CellsOf(root) is not { } cells)
        {
            return null;
        }

        var budget = MostImageLetters;
        return new(LanguageOf(root), [.. cells.Where(cell => cell.ValueKind is JsonValueKind.Object).Select(cell => CellOf(cell, ref budget))]);
    }

    private static NotebookCell CellOf(JsonElement cell, ref int budget)
    {
        List<NotebookOutput> outputs = [];
        if (cell.TryGetProperty("outputs", out var given) && given.ValueKind is JsonValueKind.Array)
        {
            foreach (var output in given.EnumerateArray().Where(output => output.ValueKind is JsonValueKind.Object))
            {
                outputs.Add(OutputOf(output, ref budget));
            }
        }

        var source = TextOf(cell, "source") is { Length: > 0 } text ? text : TextOf(cell, "input");
        return new(TextOf(cell, "cell_type"), source, cell.TryGetProperty("execution_count", out var count) && count.ValueKind is JsonValueKind.Number && count.TryGetInt32(out var number) ? number : null, outputs);
    }

    private static NotebookOutput OutputOf(JsonElement output, ref int budget)
    {
        switch (TextOf(output, "output_type"))
        {
            case "stream":
                return new(TextOf(output, "name") == "stderr" ? OutputKind.Error : OutputKind.Text, Cut(TextOf(output, "text")));
            case "error" or "pyerr":
                var trace = TextOf(output, "traceback", "\n");
                return new(OutputKind.Error, Cut(trace.Length > 0 ? trace : $"{TextOf(output, "ename")}: {TextOf(output, "evalue")}"));
        }

        var data = output.TryGetProperty("data", out var given) && given.ValueKind is JsonValueKind.Object ? given : output;
        foreach (var type in Images)
        {
            if (TextOf(data, type) is { Length: > 0 } image)
            {
                return Image(type, string.Concat(image.Where(letter => !char.IsWhiteSpace(letter))), ref budget);
            }
        }

        if (TextOf(data, "image/svg+xml") is { Length: > 0 } drawing)
        {
            return Image("image/svg+xml", Convert.ToBase64String(Encoding.UTF8.GetBytes(drawing)), ref budget);
        }

        if (TextOf(data, "text/html") is { Length: > 0 and <= MostOutput * 5 } html)
        {
            return new(OutputKind.Html, html);
        }

        return TextOf(data, "text/plain") is { Length: > 0 } plain ? new(OutputKind.Text, Cut(plain)) : new(OutputKind.Hidden, "This output is of a kind that isn't shown here.");
    }

    private static NotebookOutput Image(string type, string base64, ref int budget)
    {
        budget -= base64.Length;
        return budget < 0 ? new(OutputKind.Hidden, "This picture isn't shown: the notebook has too many. Download it.")
            : base64.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '+' or '/' or '=') ? new(OutputKind.Image, $"data:{type};base64,{base64}")
            : new(OutputKind.Hidden, "This picture is damaged.");
    }

    private static IEnumerable<JsonElement>? CellsOf(JsonElement root) =>
        root.TryGetProperty("cells", out var cells) && cells.ValueKind is JsonValueKind.Array ? cells.EnumerateArray()
        : root.TryGetProperty("worksheets", out var sheets) && sheets.ValueKind is JsonValueKind.Array
            ? sheets.EnumerateArray().Where(sheet => sheet.ValueKind is JsonValueKind.Object && sheet.TryGetProperty("cells", out var inside) && inside.ValueKind is JsonValueKind.Array).SelectMany(sheet => sheet.GetProperty("cells").EnumerateArray())
        : null;

    private static string LanguageOf(JsonElement root) =>
        root.TryGetProperty("metadata", out var metadata) && metadata.ValueKind is JsonValueKind.Object && metadata.TryGetProperty("language_info", out var language) && language.ValueKind is JsonValueKind.Object
            && TextOf(language, "name") is { Length: > 0 } name ? name : "python";

    // Texts are one string or a list of its lines.
    private static string TextOf(JsonElement element, string name, string join = "") =>
        !element.TryGetProperty(name, out var value) ? ""
        : value.ValueKind is JsonValueKind.String ? value.GetString()!
        : value.ValueKind is JsonValueKind.Array ? string.Join(join, value.EnumerateArray().Where(line => line.ValueKind is JsonValueKind.String).Select(line => line.GetString()))
        : "";

    private static string Cut(string text) => text.Length > MostOutput ? text[..MostOutput] + "…" : text;
}
