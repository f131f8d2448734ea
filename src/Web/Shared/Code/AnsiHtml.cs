using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace Slipway.Shared.Code;

/// <summary>Turns what programs write to a terminal into HTML: colours and bold stay, every other command of the terminal is left out.</summary>
internal static partial class AnsiHtml
{
    public static string Of(string text)
    {
        var html = new StringBuilder(text.Length + 64);
        var (colour, isBold, at) = ((int?)null, false, 0);
        foreach (Match command in Command().Matches(text))
        {
            Add(text.AsSpan(at, command.Index - at));
            at = command.Index + command.Length;
            if (command.Groups["style"].Success)
            {
                foreach (var code in command.Groups["style"].Value.Split(';'))
                {
                    (colour, isBold) = code switch
                    {
                        "" or "0" => (null, false),
                        "1" => (colour, true),
                        "22" => (colour, false),
                        "39" => (null, isBold),
                        [('3' or '9'), >= '0' and <= '7' and var shade] => (shade - '0', isBold),
                        _ => (colour, isBold),
                    };
                }
            }
        }

        Add(text.AsSpan(at));
        return html.ToString();

        void Add(ReadOnlySpan<char> part)
        {
            if (part.IsEmpty)
            {
                return;
            }

            var safe = HtmlEncoder.Default.Encode(part.ToString());
            _ = colour is null && !isBold ? html.Append(safe) : html.Append("<i class=\"").Append(isBold ? "bold" : "").Append(colour is null ? "" : " ansi-").Append(colour).Append("\">").Append(safe).Append("</i>");
        }
    }

    [GeneratedRegex(@"\x1b(?:\[(?<style>[0-9;]*)m|\[[0-9;?]*[A-Za-ln-z]|\][^\x07]*\x07|[()][A-Z0-9])")]
    private static partial Regex Command();
}
