using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Slipway.Shared.Code;

public sealed partial class CodeHtmlTests
{
    [Fact]
    public void Words_texts_comments_and_numbers_are_told_apart() =>
        CodeHtml.Lines("def f(x=1):  # one", CodeLanguage.Of("a.py"))
            .ShouldBe("<span class=\"line\"><i class=\"w\">def</i> f(x=<i class=\"n\">1</i>):  <i class=\"c\"># one</i></span>");

    [Fact]
    public void A_text_that_goes_over_lines_is_coloured_on_each()
    {
        var html = CodeHtml.Lines("\"\"\"a\nb\"\"\"\nc", CodeLanguage.Of("a.py"));

        html.Split("<span class=\"line\">", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(3);
        html.ShouldContain("<i class=\"s\">b&quot;&quot;&quot;</i>");
    }

    [Theory]
    [InlineData("<script>alert(1)</script>", "a.html")]
    [InlineData("x = '</span><img src=x onerror=alert(1)>' // \"", "a.js")]
    [InlineData("\"a\": \"<b>\" 😀", "a.json")]
    [InlineData("<img>", "a.unknown")]
    public void Whatever_the_code_says_comes_out_as_text(string code, string name)
    {
        var html = CodeHtml.Lines(code, CodeLanguage.Of(name));

        OurTags().Replace(html, "").ShouldNotContain('<');
        System.Net.WebUtility.HtmlDecode(OurTags().Replace(html, "")).ShouldBe(code);
    }

    [Fact]
    public void A_terminals_colours_stay_and_its_other_commands_go()
    {
        AnsiHtml.Of("\u001b[1;31mE\u001b[0m <b>\u001b[2K\u001b]0;title\u0007ok").ShouldBe("<i class=\"bold ansi-1\">E</i> &lt;b&gt;ok");
        AnsiHtml.Of("plain").ShouldBe("plain");
    }

    [GeneratedRegex("</?(?:i|span)(?: class=\"[a-z]+\")?>")]
    private static partial Regex OurTags();
}
