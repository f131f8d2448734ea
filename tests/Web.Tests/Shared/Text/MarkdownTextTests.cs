using AngleSharp.Html.Parser;
using Shouldly;
using Xunit;

namespace Slipway.Shared.Text;

public sealed class MarkdownTextTests
{
    private const string Files = "/acme/vision/get-artifact?run_id=r1&path=";

    [Theory]
    [InlineData(">", 5_000, "&gt;&gt;")]
    [InlineData("[", 5_000, "[[")]
    [InlineData("<div>", 100_000, "&lt;div&gt;")]
    public void What_is_nested_without_end_is_shown_as_it_was_written(string piece, int times, string shown)
    {
        var html = MarkdownText.ToHtml(string.Concat(Enumerable.Repeat(piece, times)) + " end");

        html.ShouldContain($"{shown}");
        html.ShouldContain("<pre>");
        html.ShouldEndWith("end</pre></div>");
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("<svg onload=alert(1)><script>alert(1)</script></svg>")]
    [InlineData("<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">")]
    [InlineData("<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">")]
    [InlineData("<iframe srcdoc='<script>alert(1)</script>'></iframe><object data=x></object><embed src=x>")]
    [InlineData("<a href=\"jAvAsCrIpT:alert(1)\">x</a> <a href=\"java\nscript:alert(1)\">x</a> <a href=\" &#1;javascript:alert(1)\">x</a>")]
    [InlineData("[x](javascript:alert(1)) [x](JAVASCRIPT&colon;alert(1)) [x](data:text/html;base64,PHNjcmlwdD4=) <vbscript:x>")]
    [InlineData("[x](https://e.example \"\\\" onmouseover=alert(1)\")")]
    [InlineData("<form action=//evil.example><input name=password type=password><button>Sign in</button></form>")]
    [InlineData("<p style=\"position:fixed;inset:0;background:url(//evil.example)\" class=\"app\" id=\"main\" name=\"x\" contenteditable>x</p>")]
    [InlineData("<style>@import url(//evil.example)</style><link rel=stylesheet href=//evil.example><meta http-equiv=refresh content=0><base href=//evil.example>")]
    [InlineData("<template><script>alert(1)</script></template><textarea></textarea><script>alert(1)</script></textarea>")]
    [InlineData("```x\" onmouseover=\"alert(1)\ncode\n```")]
    [InlineData("<table background=//evil.example><td background=\"javascript:alert(1)\">x</table>")]
    [InlineData("<details ontoggle=alert(1) open>x</details><input type=image src=//evil.example onfocus=alert(1) autofocus>")]
    public void Nothing_that_acts_comes_through(string hostile)
    {
        using var page = new HtmlParser().ParseDocument($"<body>{MarkdownText.ToHtml(hostile, Files)}</body>");

        foreach (var element in page.Body!.QuerySelectorAll("*"))
        {
            element.LocalName.ShouldBeOneOf(
                "a", "code", "details", "div", "em", "img", "input", "p", "pre", "span", "strong", "table", "tbody", "td", "tr", "ul", "li", "blockquote", "summary");
            foreach (var attribute in element.Attributes)
            {
                attribute.Name.ShouldBeOneOf("href", "rel", "target", "src", "alt", "loading", "title", "class", "tabindex", "role", "aria-label", "open", "type", "disabled", "checked");
            }

            (element.GetAttribute("class") ?? "wide").ShouldBe("wide");
            (element.GetAttribute("href") ?? "https://").ShouldStartWith("https://");
            (element.GetAttribute("src") ?? Files).ShouldStartWith(Files);
            (element.GetAttribute("type") ?? "checkbox").ShouldBe("checkbox");
        }
    }

    [Theory]
    [InlineData("![a plot](https://evil.example/pixel.png)")]
    [InlineData("![a plot](//evil.example/pixel.png)")]
    [InlineData("<img src=\"/\\evil.example/pixel.png\" alt=\"a plot\">")]
    [InlineData("<img src=\"/&#9;/evil.example/pixel.png\" alt=\"a plot\">")]
    [InlineData("<img srcset=\"//evil.example/pixel.png 2x\" alt=\"a plot\">")]
    public void Images_of_other_hosts_are_named_and_not_loaded(string text)
    {
        var html = MarkdownText.ToHtml(text, Files);

        html.ShouldNotContain("<img");
        html.ShouldContain("a plot");
    }

    [Fact]
    public void Images_come_from_the_runs_files_or_from_this_host()
    {
        var html = MarkdownText.ToHtml("![loss](plots/loss%20curve.png) ![mark](/favicon.svg)", Files);

        html.ShouldContain("src=\"/acme/vision/get-artifact?run_id=r1&amp;path=plots%2Floss%20curve.png\"");
        html.ShouldContain("src=\"/favicon.svg\"");
    }

    [Theory]
    [InlineData("![a plot](/\\\\evil.example/pixel.png)")]
    [InlineData("![a plot](\\\\\\\\evil.example/pixel.png)")]
    public void An_encoded_backslash_stays_on_this_host(string text) => MarkdownText.ToHtml(text, Files).ShouldMatch("src=\"/(%5C|acme/vision/)");

    [Theory]
    [InlineData("../plots/loss.png", "plots%2Floss.png")]
    [InlineData("./loss.png", "docs%2Floss.png")]
    [InlineData("../../../loss.png", "loss.png")]
    public void An_image_is_looked_for_from_the_texts_folder(string source, string path) =>
        MarkdownText.ToHtml($"![loss]({source})", Files, "docs").ShouldContain($"path={path}\"");

    [Fact]
    public void A_relative_image_without_files_is_its_words() => MarkdownText.ToHtml("![loss](plots/loss.png)").ShouldBe("<p>loss</p>\n");

    [Fact]
    public void Links_to_other_hosts_open_beside_and_tell_them_nothing()
    {
        var html = MarkdownText.ToHtml("[paper](https://e.example/p) https://auto.example [here](/acme/vision) [there](#part)");

        html.ShouldContain("<a href=\"https://e.example/p\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">paper</a>");
        html.ShouldContain("<a href=\"https://auto.example\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">");
        html.ShouldContain("<a href=\"/acme/vision\" rel=\"noopener\">here</a>");
        html.ShouldContain("<a>there</a>");
    }

    [Fact]
    public void What_notes_are_made_of_is_shown()
    {
        var html = MarkdownText.ToHtml("# Why\n\n- [x] tuned\n- [ ] deployed\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n```py\nx < 1\n```\n~~old~~ **new**<br>`k`");

        html.ShouldContain("<h3>Why</h3>");
        html.ShouldContain("<input disabled=\"\" type=\"checkbox\" checked=\"checked\" aria-label=\"Done\">");
        html.ShouldContain("aria-label=\"Not done\"");
        html.ShouldContain("<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"Table\"><table>");
        html.ShouldContain("x &lt; 1");
        html.ShouldContain("<del>old</del> <strong>new</strong>");
    }

    [Theory]
    [InlineData("Ask @ada-moreno.", "<p>Ask <span class=\"mention\">@Ada Moreno</span>.</p>")]
    [InlineData("@Ada-Moreno, @ben", "<p><span class=\"mention\">@Ada Moreno</span>, @ben</p>")]
    [InlineData("`@ada-moreno`", "<p><code>@ada-moreno</code></p>")]
    [InlineData("[@ada-moreno](https://example.com)", "@ada-moreno</a>")]
    [InlineData("**@ada-moreno** <b>@evil</b>", "<strong><span class=\"mention\">@Ada Moreno</span></strong> <b>@evil</b>")]
    public void A_name_that_calls_somebody_stands_out_and_is_their_present_one(string text, string html) =>
        MarkdownText.ToHtml(text, mentions: new Dictionary<string, string> { ["ada-moreno"] = "Ada Moreno" }).Trim().ShouldContain(html);

    [Fact]
    public void A_name_is_words_and_never_markup() =>
        MarkdownText.ToHtml("@ada", mentions: new Dictionary<string, string> { ["ada"] = "<img src=x onerror=alert(1)>" }).ShouldContain("@&lt;img src=x onerror=alert(1)&gt;");

    [Fact]
    public void A_line_ends_where_its_writer_ended_it_when_that_is_asked_for()
    {
        MarkdownText.ToHtml("one\ntwo", breaks: true).ShouldContain("<br>");
        MarkdownText.ToHtml("one\ntwo").ShouldNotContain("<br>");
    }
}
