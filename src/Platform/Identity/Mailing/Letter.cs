using System.Net;
using System.Text;

namespace Slipway.Identity.Mailing;

/// <summary>What a mail says; one form for all of them, as plain text and as HTML.</summary>
/// <param name="Kind">What it is about, such as <c>password-reset</c>.</param>
/// <param name="Name">Whom it greets.</param>
/// <param name="Paragraphs">What is said, one sentence or two each.</param>
/// <param name="Button">What there is to do, and its address.</param>
/// <param name="Closing">What to know or do when the reader didn't expect it.</param>
public sealed record Letter(string Kind, string Subject, string Name, IReadOnlyList<string> Paragraphs, (string Words, string Address)? Button, string Closing)
{
    private const string Signature = "Slipway";

    /// <summary>What is told of, one thing after the other, between the paragraphs and the button.</summary>
    public IReadOnlyList<LetterItem> Items { get; init; } = [];

    /// <summary>Small links at the foot.</summary>
    public IReadOnlyList<(string Words, string Address)> Links { get; init; } = [];

    /// <summary>Where the reader's mail program can end mails of this kind by itself.</summary>
    public string? Unsubscribe { get; init; }

    public string Text()
    {
        var text = new StringBuilder().Append("Hello ").Append(Name).Append(",\n");
        foreach (var paragraph in Paragraphs)
        {
            text.Append('\n').Append(paragraph).Append('\n');
        }

        foreach (var item in Items)
        {
            text.Append("\n* ").Append(item.Title).Append('\n');
            foreach (var line in item.Lines)
            {
                text.Append("  ").Append(line).Append('\n');
            }

            text.Append("  ").Append(item.Address).Append('\n');
        }

        if (Button is var (words, address))
        {
            text.Append('\n').Append(words).Append(":\n").Append(address).Append('\n');
        }

        text.Append('\n').Append(Closing).Append("\n\n-- \n").Append(Signature).Append('\n');
        foreach (var (link, target) in Links)
        {
            text.Append(link).Append(": ").Append(target).Append('\n');
        }

        return text.ToString();
    }

    public string Html()
    {
        var html = new StringBuilder("""
            <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"></head>
            <body style="margin:0;padding:32px 16px;background:#f2f5f7;color:#14242f;font:16px/1.55 system-ui,sans-serif">
            <div style="max-width:520px;margin:0 auto;padding:28px 32px;background:#fff;border:1px solid #d8e0e5;border-radius:8px">
            <p style="margin:0 0 20px;font-weight:600;color:#0b5a78">Slipway</p>
            """);
        Paragraph(html, $"Hello {Name},");
        foreach (var paragraph in Paragraphs)
        {
            Paragraph(html, paragraph);
        }

        foreach (var item in Items)
        {
            Item(html, item);
        }

        if (Button is var (words, address))
        {
            var target = WebUtility.HtmlEncode(address);
            html.Append("<p style=\"margin:24px 0\"><a href=\"").Append(target).Append("\" style=\"display:inline-block;padding:10px 20px;border-radius:6px;background:#0b5a78;color:#fff;text-decoration:none;font-weight:500\">")
                .Append(WebUtility.HtmlEncode(words)).Append("</a></p><p style=\"margin:0 0 16px;font-size:13px;color:#5a6d7b;word-break:break-all\">Or open this address: ").Append(target).Append("</p>");
        }

        html.Append("<p style=\"margin:20px 0 0;font-size:13px;color:#5a6d7b\">").Append(WebUtility.HtmlEncode(Closing)).Append("</p>");
        foreach (var (link, at) in Links)
        {
            html.Append("<p style=\"margin:6px 0 0;font-size:13px\"><a href=\"").Append(WebUtility.HtmlEncode(at)).Append("\" style=\"color:#5a6d7b\">").Append(WebUtility.HtmlEncode(link)).Append("</a></p>");
        }

        return html.Append("</div></body></html>").ToString();
    }

    private static void Item(StringBuilder html, LetterItem item)
    {
        html.Append("<div style=\"margin:0 0 14px;padding:0 0 0 12px;border-left:3px solid #d8e0e5\"><a href=\"").Append(WebUtility.HtmlEncode(item.Address)).Append("\" style=\"color:#0b5a78;font-weight:600\">")
            .Append(WebUtility.HtmlEncode(item.Title)).Append("</a>");
        foreach (var line in item.Lines)
        {
            html.Append("<br>").Append(WebUtility.HtmlEncode(line));
        }

        html.Append("</div>");
    }

    private static void Paragraph(StringBuilder html, string text) =>
        html.Append("<p style=\"margin:0 0 14px\">").Append(WebUtility.HtmlEncode(text)).Append("</p>");
}

/// <summary>One thing that a letter tells of.</summary>
/// <param name="Title">What it is called; leads to the address.</param>
/// <param name="Lines">What is said about it.</param>
public sealed record LetterItem(string Title, string Address, IReadOnlyList<string> Lines);
