using Shouldly;
using Xunit;

namespace Slipway.Shared.Text;

public sealed class FirstWordsTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("# Digits\n\nWhich **small** model\nreads [best](https://x)?\n\n- more", "Which small model reads best?")]
    [InlineData("# Digits", "Digits")]
    public void The_first_words_are_those_below_the_title_without_marks(string text, string words) => MarkdownText.FirstWords(text).ShouldBe(words);

    [Fact]
    public void A_long_beginning_is_cut() => MarkdownText.FirstWords(new string('x', 200), most: 10).ShouldBe("xxxxxxxxxx…");
}
