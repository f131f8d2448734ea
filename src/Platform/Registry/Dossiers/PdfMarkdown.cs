using System.Globalization;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Extensions.TaskLists;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Slipway.Foundation.Print;

namespace Slipway.Registry.Dossiers;

/// <summary>Sets Markdown in a document: its words and their order. HTML in it, which only a browser understands, is left out; pictures become their words.</summary>
internal static class PdfMarkdown
{
    private const double Step = 16;

    // Deeper than people write, and flat enough for the stack.
    private const int Deepest = 12;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseTaskLists().UseAutoLinks().UseEmphasisExtras().Build();

    /// <param name="flow">Where it goes.</param>
    /// <param name="text">In Markdown.</param>
    /// <param name="headings">How many levels headings go down.</param>
    public static void Set(PdfFlow flow, string text, int headings) => Blocks(flow, Markdown.Parse(text, Pipeline), headings, 0);

    private static void Blocks(PdfFlow flow, ContainerBlock blocks, int headings, int depth)
    {
        foreach (var block in blocks)
        {
            switch (block)
            {
                case HeadingBlock heading:
                    flow.Heading(heading.Level + headings, string.Concat(Words(heading.Inline).Select(word => word.Text)));
                    break;
                case ParagraphBlock paragraph:
                    flow.Paragraph(Words(paragraph.Inline), depth * Step);
                    break;
                case ListBlock list when depth < Deepest:
                    List(flow, list, headings, depth);
                    break;
                case Table table:
                    Rows(flow, table);
                    break;
                case CodeBlock code:
                    flow.Paragraph([new(code.Lines.ToString().ReplaceLineEndings("\n"), Quiet: true)], (depth + 1) * Step);
                    break;
                case ThematicBreakBlock:
                    flow.Rule();
                    break;
                case ContainerBlock inner when depth < Deepest:
                    Blocks(flow, inner, headings, depth + 1);
                    break;
            }
        }
    }

    private static void List(PdfFlow flow, ListBlock list, int headings, int depth)
    {
        var number = int.TryParse(list.OrderedStart, NumberStyles.None, CultureInfo.InvariantCulture, out var start) ? start : 1;
        foreach (var item in list.OfType<ListItemBlock>())
        {
            var mark = list.IsOrdered ? string.Create(CultureInfo.InvariantCulture, $"{number++}.") : "•";
            var first = item.Count > 0 ? item[0] as ParagraphBlock : null;
            flow.Item(mark, first is null ? [] : Words(first.Inline), depth * Step);
            if (first is not null)
            {
                item.RemoveAt(0);
            }

            Blocks(flow, item, headings, depth + 1);
        }
    }

    private static void Rows(PdfFlow flow, Table table)
    {
        var rows = table.OfType<TableRow>().Select(row => (row.IsHeader, Cells: row.OfType<TableCell>().Select(Text).ToList())).Where(row => row.Cells.Count > 0).ToList();
        var columns = rows.Count == 0 ? 0 : rows.Max(row => row.Cells.Count);
        if (columns == 0)
        {
            return;
        }

        foreach (var row in rows)
        {
            row.Cells.AddRange(Enumerable.Repeat("", columns - row.Cells.Count));
        }

        flow.Table(
            rows.FirstOrDefault(row => row.IsHeader).Cells ?? [], rows.Where(row => !row.IsHeader).Select(row => (IReadOnlyList<string>)row.Cells),
            [.. Enumerable.Repeat(1.0 / columns, columns)]);
    }

    private static string Text(TableCell cell) => string.Join('\n', cell.OfType<ParagraphBlock>().Select(paragraph => string.Concat(Words(paragraph.Inline).Select(word => word.Text))));

    private static List<PdfText> Words(ContainerInline? inlines, bool strong = false, int depth = 0)
    {
        List<PdfText> words = [];
        foreach (var inline in depth < Deepest ? inlines ?? [] : [])
        {
            switch (inline)
            {
                case LiteralInline literal:
                    words.Add(new(literal.Content.ToString(), strong));
                    break;
                case CodeInline code:
                    words.Add(new(code.Content, strong));
                    break;
                case LineBreakInline line:
                    words.Add(new(line.IsHard ? "\n" : " ", strong));
                    break;
                case AutolinkInline address:
                    words.Add(new(address.Url, strong));
                    break;
                case TaskList task:
                    words.Add(new(task.Checked ? "[x] " : "[ ] ", strong));
                    break;
                case HtmlEntityInline entity:
                    words.Add(new(entity.Transcoded.ToString(), strong));
                    break;
                case LinkInline link:
                    var said = Words(link, strong, depth + 1);
                    words.AddRange(said);
                    // On paper an address that isn't written can't be followed.
                    if (link is { IsImage: false, Url: { Length: > 0 } url } && string.Concat(said.Select(word => word.Text)) != url)
                    {
                        words.Add(new($" ({url})", Quiet: true));
                    }

                    break;
                case ContainerInline container:
                    words.AddRange(Words(container, strong || container is EmphasisInline { DelimiterCount: 2 }, depth + 1));
                    break;
            }
        }

        return words;
    }
}
