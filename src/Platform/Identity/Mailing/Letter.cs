using System.Net;
using System.Text;

namespace Slipway.Identity.Mailing;

/// <summary>What a mail says; one form for all of them, as plain text and as HTML.</summary>
/// <param name="Kind">What it is about, such as <c>password-reset</c>.</param>
/// <param name="Name">Whom it greets.</param>
/// <param name="Paragraphs">What is said, one sentence or two each.</param>
/// <param name="Button">What there is to do, and its address.</param>
/// <param name="Closing">What to know or do when the reader didn't expect it.</param>
internal sealed record Letter(string Kind, string Subject, string Name, IReadOnlyList<string> Paragraphs, (string Words, string Address)? Button, string Closing)
{
    private const string Signature = "Slipway";

    public string Text()
    {
        var text = new StringBuilder().Append("Hello ").Append(Name).Append(",\n");
        foreach (var paragraph in Paragraphs)
        {
            text.Append('\n').Append(paragraph).Append('\n');
        }

        if (Button is var (words, address))
        {
            text.Append('\n').Append(words).Append(":\n").Append(address).Append('\n');
        }

        return text.Append('\n').Append(Closing).Append("\n\n-- \n").Append(Signature).Append('\n').ToString();
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

        if (Button is var (words, address))
        {
            var target = WebUtility.HtmlEncode(address);
            html.Append("<p style=\"margin:24px 0\"><a href=\"").Append(target).Append("\" style=\"display:inline-block;padding:10px 20px;border-radius:6px;background:#0b5a78;color:#fff;text-decoration:none;font-weight:500\">")
                .Append(WebUtility.HtmlEncode(words)).Append("</a></p><p style=\"margin:0 0 16px;font-size:13px;color:#5a6d7b;word-break:break-all\">Or open this address: ").Append(target).Append("</p>");
        }

        return html.Append("<p style=\"margin:20px 0 0;font-size:13px;color:#5a6d7b\">").Append(WebUtility.HtmlEncode(Closing)).Append("</p></div></body></html>").ToString();
    }

    private static void Paragraph(StringBuilder html, string text) =>
        html.Append("<p style=\"margin:0 0 14px\">").Append(WebUtility.HtmlEncode(text)).Append("</p>");
}
