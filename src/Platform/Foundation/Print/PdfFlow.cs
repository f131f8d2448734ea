using System.Globalization;
using PdfSharp.Drawing;
using PdfSharp.Pdf;

namespace Slipway.Foundation.Print;

/// <summary>Words in one look.</summary>
internal readonly record struct PdfText(string Text, bool Strong = false, bool Quiet = false);

/// <summary>Sets text on A4 pages from top to bottom, and begins another page where one is full.</summary>
internal sealed class PdfFlow : IDisposable
{
    private const double Margin = 56;
    private const double Leading = 1.45;
    private const double Size = 10;
    private const double Small = 8.5;
    private static readonly XBrush Ink = new XSolidBrush(XColor.FromArgb(0x1c, 0x24, 0x30));
    private static readonly XBrush Grey = new XSolidBrush(XColor.FromArgb(0x5b, 0x66, 0x75));
    private static readonly XPen Line = new(XColor.FromArgb(0xd5, 0xda, 0xe1), 0.6);

    private readonly PdfDocument _document = new();
    private readonly PdfFonts _fonts = new();
    private XGraphics _page = null!;
    private double _y;

    public PdfFlow(string title)
    {
        (_document.Info.Title, _document.Info.Creator) = (title, "Slipway");
        BeginPage();
    }

    private double Width => _document.Pages[^1].Width.Point - (2 * Margin);

    private double Bottom => _document.Pages[^1].Height.Point - Margin;

    /// <summary>A heading; never the last line of a page.</summary>
    /// <param name="level">1 for the document's title, 2 for its parts, and so on.</param>
    public void Heading(int level, string text)
    {
        var size = level switch { 1 => 20, 2 => 14, 3 => 11.5, _ => Size };
        Space(level == 1 ? 0 : size);
        Need(size * Leading * 2.5);
        Write([new(text, Strong: true)], size, 0);
        Space(level <= 2 ? 4 : 2);
    }

    public void Paragraph(IReadOnlyList<PdfText> words, double indent = 0)
    {
        Write(words, Size, indent);
        Space(5);
    }

    public void Note(string text)
    {
        Write([new(text, Quiet: true)], Small, 0);
        Space(4);
    }

    /// <summary>An entry of a list: its mark stands before the words.</summary>
    public void Item(string mark, IReadOnlyList<PdfText> words, double indent)
    {
        Need(Size * Leading);
        _page.DrawString(mark, _fonts.Of(Size), Ink, new XPoint(Margin + indent, _y + Size));
        Write(words, Size, indent + 16);
        Space(2);
    }

    /// <summary>Names and values, a line each and more where a value is long.</summary>
    public void Facts(IEnumerable<(string Name, string Value)> facts) => Table([], facts.Select(fact => (IReadOnlyList<string>)[fact.Name, fact.Value]), [0.3, 0.7]);

    /// <summary>Rows of cells. A row isn't parted by the end of a page unless it is longer than one.</summary>
    /// <param name="heads">Empty for none.</param>
    /// <param name="shares">How much of the width each column takes; together 1.</param>
    public void Table(IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows, IReadOnlyList<double> shares)
    {
        if (heads.Count > 0)
        {
            Row(heads, shares, strong: true);
        }

        foreach (var row in rows)
        {
            Row(row, shares, strong: false);
        }

        Space(6);
    }

    public void Rule()
    {
        Need(8);
        _page.DrawLine(Line, Margin, _y + 3, Margin + Width, _y + 3);
        Space(8);
    }

    /// <summary>Puts the pages' numbers below them and writes the file.</summary>
    public void Save(Stream to)
    {
        _page.Dispose();
        for (var number = 1; number <= _document.PageCount; number++)
        {
            using var page = XGraphics.FromPdfPage(_document.Pages[number - 1]);
            page.DrawString(_document.Info.Title, _fonts.Of(7.5), Grey, new XPoint(Margin, Bottom + 24));
            page.DrawString(string.Create(CultureInfo.InvariantCulture, $"{number} of {_document.PageCount}"), _fonts.Of(7.5), Grey, new XPoint(Margin + Width, Bottom + 24), XStringFormats.BaseLineRight);
        }

        _document.Save(to, closeStream: false);
    }

    public void Dispose()
    {
        _page.Dispose();
        _document.Dispose();
    }

    private void Row(IReadOnlyList<string> cells, IReadOnlyList<double> shares, bool strong)
    {
        var lines = cells.Select((cell, column) => Wrap([new(cell, strong, Quiet: !strong && column == 0 && shares.Count == 2)], Small + 0.5, (Width * shares[column]) - 8)).ToList();
        var height = Small * Leading;
        Need(Math.Min((lines.Max(cell => cell.Count) * height) + 6, Bottom - Margin));
        for (var index = 0; index < lines.Max(cell => cell.Count); index++)
        {
            Need(height);
            var left = Margin;
            for (var column = 0; column < lines.Count; column++)
            {
                if (index < lines[column].Count)
                {
                    Draw(lines[column][index], Small + 0.5, left);
                }

                left += Width * shares[column];
            }

            _y += height;
        }

        _page.DrawLine(Line, Margin, _y + 2, Margin + Width, _y + 2);
        Space(6);
    }

    private void Write(IReadOnlyList<PdfText> words, double size, double indent)
    {
        foreach (var line in Wrap(words, size, Width - indent))
        {
            Need(size * Leading);
            Draw(line, size, Margin + indent);
            _y += size * Leading;
        }
    }

    private void Draw(List<PdfText> line, double size, double left)
    {
        foreach (var part in line)
        {
            var font = _fonts.Of(size, part.Strong);
            _page.DrawString(part.Text, font, part.Quiet ? Grey : Ink, new XPoint(left, _y + size));
            left += _page.MeasureString(part.Text, font).Width;
        }
    }

    /// <summary>Breaks words into lines of at most this width; a word that is wider is broken within.</summary>
    private List<List<PdfText>> Wrap(IReadOnlyList<PdfText> words, double size, double width)
    {
        List<List<PdfText>> lines = [[]];
        var at = 0.0;
        foreach (var part in words)
        {
            var font = _fonts.Of(size, part.Strong);
            foreach (var piece in Pieces(part.Text))
            {
                if (piece == "\n")
                {
                    lines.Add([]);
                    at = 0;
                    continue;
                }

                foreach (var word in Fit(piece, font, width))
                {
                    var wide = _page.MeasureString(word, font).Width;
                    if (at > 0 && at + _page.MeasureString(word.TrimEnd(), font).Width > width)
                    {
                        lines.Add([]);
                        at = 0;
                    }

                    lines[^1].Add(part with { Text = word });
                    at += wide;
                }
            }
        }

        return lines;
    }

    /// <summary>Words with the space after them, and ends of lines by themselves.</summary>
    private static IEnumerable<string> Pieces(string text)
    {
        var start = 0;
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] == '\n')
            {
                if (index > start)
                {
                    yield return text[start..index];
                }

                yield return "\n";
                start = index + 1;
            }
            else if (text[index] == ' ')
            {
                yield return text[start..(index + 1)];
                start = index + 1;
            }
        }

        if (start < text.Length)
        {
            yield return text[start..];
        }
    }

    private IEnumerable<string> Fit(string word, XFont font, double width)
    {
        while (word.Length > 1 && _page.MeasureString(word.TrimEnd(), font).Width > width)
        {
            var fits = (int)Math.Max(1, word.Length * width / _page.MeasureString(word, font).Width);
            yield return word[..fits];
            word = word[fits..];
        }

        yield return word;
    }

    private void Space(double points) => _y += points;

    private void Need(double points)
    {
        if (_y + points > Bottom)
        {
            _page.Dispose();
            BeginPage();
        }
    }

    private void BeginPage()
    {
        var page = _document.AddPage();
        page.Size = PdfSharp.PageSize.A4;
        (_page, _y) = (XGraphics.FromPdfPage(page), Margin);
    }
}
