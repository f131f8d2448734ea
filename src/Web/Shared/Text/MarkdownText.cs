using System.Text.Encodings.Web;
using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Ganss.Xss;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Slipway.Collaboration.Comments.Mentions;

namespace Slipway.Shared.Text;

/// <summary>
/// Turns what people write in Markdown into HTML that may stand on a page: the one place that does. What could run, load something from another
/// host, or look like a part of the page is taken out, whether it was written as Markdown or as HTML in it.
/// </summary>
internal static class MarkdownText
{
    /// <summary>The smallest heading that HTML has.</summary>
    private const int Smallest = 6;

    /// <summary>The most elements of a text that is rendered. Nested in each other, many more would take the sanitizer minutes, and its stack.</summary>
    private const int MostElements = 10_000;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables().UseTaskLists().UseAutoLinks().UseEmphasisExtras().UseFootnotes().UseListExtras().Build();

    private static readonly HtmlSanitizer Sanitizer = new(new HtmlSanitizerOptions
    {
        AllowedTags = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
        {
            "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "details", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i",
            "img", "input", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp", "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td",
            "tfoot", "th", "thead", "tr", "u", "ul", "var",
        },
        AllowedAttributes = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
        {
            "align", "alt", "checked", "colspan", "disabled", "height", "href", "open", "reversed", "rowspan", "scope", "src", "start", "title", "type", "width",
        },
        AllowedSchemes = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "http", "https", "mailto" },
        UriAttributes = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "href", "src" },
        AllowedCssProperties = new HashSet<string>(),
        AllowedAtRules = new HashSet<AngleSharp.Css.Dom.CssRuleType>(),
    });

    /// <summary>The first words of a text below its title, without marks: what there is room for in a line.</summary>
    /// <param name="most">The most characters.</param>
    public static string FirstWords(string text, int most = 160)
    {
        var parsed = Markdig.Markdown.Parse(text, Pipeline);
        var first = parsed.OfType<ParagraphBlock>().FirstOrDefault() ?? parsed.FirstOrDefault();
        var line = first is null ? "" : Markdig.Markdown.ToPlainText(text.Substring(first.Span.Start, first.Span.Length), Pipeline).ReplaceLineEndings(" ").Trim();
        return line.Length <= most ? line : $"{line[..most].TrimEnd()}…";
    }

    /// <summary>The HTML of a text.</summary>
    /// <param name="text">Markdown; HTML in it is kept as far as it is harmless.</param>
    /// <param name="imageBase">What relative addresses of images begin with, such as the address of a run's files; null leaves them out.</param>
    /// <param name="imageFolder">The folder that relative addresses start from, where that isn't the whole; they may climb out of it and no further.</param>
    /// <param name="headings">How many levels headings go down, so that a text's title doesn't compete with the page's.</param>
    /// <param name="mentions">Whom names with an @ call: what stands for them by their handles. Null where nobody is called.</param>
    /// <param name="breaks">Whether a line's end is one, as in a letter, and not only a blank.</param>
    public static string ToHtml(
        string text, string? imageBase = null, string imageFolder = "", int headings = 2, IReadOnlyDictionary<string, string>? mentions = null, bool breaks = false)
    {
        using var document = Sanitizer.SanitizeDom(Unsafe(text, headings, breaks) ?? $"<pre>{HtmlEncoder.Default.Encode(text)}</pre>");
        var body = document.Body!;
        foreach (var link in body.QuerySelectorAll<IHtmlAnchorElement>("a"))
        {
            Send(link);
        }

        foreach (var image in body.QuerySelectorAll<IHtmlImageElement>("img").ToList())
        {
            Show(document, image, imageBase, imageFolder);
        }

        foreach (var input in body.QuerySelectorAll<IHtmlInputElement>("input").ToList())
        {
            Freeze(input);
        }

        if (mentions is { Count: > 0 })
        {
            foreach (var words in body.Descendants<IText>().Where(words => words.Ancestors<IElement>().All(around => around.LocalName is not ("a" or "code" or "pre"))).ToList())
            {
                Call(document, words, mentions);
            }
        }

        // What is wider than the page scrolls by itself, and those without a mouse get there too.
        foreach (var wide in body.QuerySelectorAll("table, pre").ToList())
        {
            var frame = document.CreateElement("div");
            frame.ClassName = "wide";
            frame.SetAttribute("tabindex", "0");
            frame.SetAttribute("role", "group");
            frame.SetAttribute("aria-label", wide.LocalName == "pre" ? "Code" : "Table");
            wide.Replace(frame);
            frame.AppendChild(wide);
        }

        return body.InnerHtml;
    }

    // The HTML as it was written; null when it is made so that the text itself is the better sight.
    private static string? Unsafe(string text, int headings, bool breaks)
    {
        try
        {
            var parsed = Markdig.Markdown.Parse(text, Pipeline);
            foreach (var heading in parsed.Descendants<HeadingBlock>())
            {
                heading.Level = Math.Min(Smallest, heading.Level + headings);
            }

            foreach (var end in breaks ? parsed.Descendants<LineBreakInline>() : [])
            {
                end.IsHard = true;
            }

            var html = parsed.ToHtml(Pipeline);
            return html.Index().Count(letter => letter.Item == '<' && letter.Index + 1 < html.Length && char.IsAsciiLetter(html[letter.Index + 1])) > MostElements ? null : html;
        }
        catch (ArgumentException)
        {
            // How the parser refuses what is nested deeper than anybody writes.
            return null;
        }
    }

    // 'see @ada-moreno.' becomes words, the name, words.
    private static void Call(IHtmlDocument document, IText words, IReadOnlyDictionary<string, string> mentions)
    {
        var text = words.Data;
        var done = 0;
        List<INode> parts = [];
        foreach (var match in MentionText.Pattern.Matches(text).Where(match => mentions.ContainsKey(MentionText.HandleOf(match.Groups[1].Value))))
        {
            var name = document.CreateElement("span");
            name.ClassName = "mention";
            name.TextContent = $"@{mentions[MentionText.HandleOf(match.Groups[1].Value)]}";
            parts.AddRange([document.CreateTextNode(text[done..match.Index]), name]);
            done = match.Index + match.Length;
        }

        if (parts.Count > 0)
        {
            words.Replace([.. parts, document.CreateTextNode(text[done..])]);
        }
    }

    // Links within this host stay in the tab; others open beside it and learn nothing of where they were followed from.
    private static void Send(IHtmlAnchorElement link)
    {
        if (link.GetAttribute("href") is not { } address)
        {
            return;
        }

        if (IsElsewhere(address))
        {
            link.SetAttribute("rel", "noopener noreferrer nofollow");
            link.SetAttribute("target", "_blank");
        }
        else if (address.StartsWith('#'))
        {
            // Within a text there is nothing to go to, since it may not name places on the page; the page's base would make it a way home.
            link.RemoveAttribute("href");
        }
        else
        {
            link.SetAttribute("rel", "noopener");
        }
    }

    // '../plots/loss.png' in 'docs' is 'plots/loss.png'.
    private static string Below(string folder, string path)
    {
        List<string> steps = [];
        foreach (var step in $"{folder}/{path}".Split('/').Where(step => step is not ("" or ".")))
        {
            if (step != "..")
            {
                steps.Add(step);
            }
            else if (steps.Count > 0)
            {
                steps.RemoveAt(steps.Count - 1);
            }
        }

        return string.Join('/', steps);
    }

    private static void Show(IHtmlDocument document, IHtmlImageElement image, string? imageBase, string imageFolder)
    {
        var source = image.GetAttribute("src") ?? "";
        if (IsElsewhere(source) || source.Length == 0)
        {
            // The reader's address would be told to whoever wrote the text.
            var instead = document.CreateElement(source.Length == 0 ? "span" : "a");
            instead.TextContent = image.AlternativeText is { Length: > 0 } words ? words : source;
            if (source.Length > 0)
            {
                instead.SetAttribute("href", source);
                instead.SetAttribute("rel", "noopener noreferrer nofollow");
                instead.SetAttribute("target", "_blank");
            }

            image.Replace(instead);
            return;
        }

        if (!source.StartsWith('/'))
        {
            if (imageBase is null)
            {
                image.Replace(document.CreateTextNode(image.AlternativeText is { Length: > 0 } words ? words : source));
                return;
            }

            // The writer may have encoded it already, as Markdown asks for blanks.
            image.SetAttribute("src", imageBase + Uri.EscapeDataString(Below(imageFolder, Uri.UnescapeDataString(source))));
        }

        image.SetAttribute("alt", image.AlternativeText ?? "");
        image.SetAttribute("loading", "lazy");
    }

    // The only input is a task's box, and it says what it is.
    private static void Freeze(IHtmlInputElement input)
    {
        if (input.GetAttribute("type") is not "checkbox")
        {
            input.Remove();
            return;
        }

        input.SetAttribute("disabled", "");
        input.SetAttribute("aria-label", input.HasAttribute("checked") ? "Done" : "Not done");
    }

    // Browsers read a backslash as a slash, and skip blanks and control characters: what isn't plainly here is taken for elsewhere.
    private static bool IsElsewhere(string address)
    {
        var start = address.TrimStart().Replace('\\', '/');
        return start.StartsWith("//", StringComparison.Ordinal) || start.Any(char.IsControl)
            || start.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon && start.AsSpan(0, colon).IndexOfAny('/', '?', '#') < 0;
    }
}
