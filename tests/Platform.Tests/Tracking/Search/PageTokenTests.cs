using CsCheck;
using Shouldly;
using Slipway.Foundation.Results;
using Xunit;

namespace Slipway.Tracking.Search;

public sealed class PageTokenTests
{
    private static readonly Gen<SortValue> Values = Gen.OneOf(
        Gen.Const(SortValue.Null),
        Gen.Long.Select(value => SortValue.Of(value)),
        Gen.Double.Select(value => SortValue.Of(value)),
        Gen.Double.Special.Select(value => SortValue.Of(value)),
        Gen.String[Gen.Char['\u0001', '\u07ff'], 0, 40].Select(value => SortValue.Of(value)));

    [Fact]
    public void What_a_page_ended_with_comes_back_bit_for_bit() => Gen.Select(Values.Array[0, 6], Gen.String[Gen.Char.AlphaNumeric, 0, 40]).Sample((values, key) =>
    {
        var text = new PageToken(values, key).Encode("filter", null, "order");
        Uri.EscapeDataString(text).ShouldBe(text);
        var token = PageToken.Decode(text, values.Length, "filter", null, "order").Value.ShouldNotBeNull();
        token.Values.ShouldBe(values);
        token.Key.ShouldBe(key);
    });

    [Fact]
    public void No_token_is_the_first_page()
    {
        PageToken.Decode(null, 1, "f").Value.ShouldBeNull();
        PageToken.Decode("", 1, "f").Value.ShouldBeNull();
    }

    [Fact]
    public void A_token_is_good_for_its_own_query_only()
    {
        var text = new PageToken([SortValue.Of(1)], "k").Encode("ab", "c");
        PageToken.Decode(text, 1, "ab", "c").Refusal.ShouldBeNull();
        PageToken.Decode(text, 1, "a", "bc").Refusal!.Message.ShouldContain("another search");
        PageToken.Decode(text, 1, "ab", "c", null).Refusal!.Message.ShouldContain("another search");
    }

    [Theory]
    [InlineData("!")]
    [InlineData("eyJvZmZzZXQiOiAxMDB9")]
    [InlineData("AQ")]
    [InlineData("%2e%2e")]
    public void Text_that_is_no_token_is_refused(string text) => PageToken.Decode(text, 1, "f").Refusal.ShouldBeOfType<Invalid>().Message.ShouldContain("Invalid page_token");

    [Fact]
    public void A_token_with_another_number_of_values_is_refused() =>
        PageToken.Decode(new PageToken([], "k").Encode("f"), 1, "f").Refusal.ShouldBeOfType<Invalid>();

    [Fact]
    public void A_damaged_token_is_refused_or_read_and_never_fails() => Gen.Select(Values.Array[0, 4], Gen.Int[0, 200], Gen.Byte).Sample((values, at, put) =>
    {
        var text = new PageToken(values, "key").Encode("f").ToCharArray();
        text[at % text.Length] = (char)('0' + (put % 75));
        _ = PageToken.Decode(new string(text), values.Length, "f").Refusal;
    });
}
