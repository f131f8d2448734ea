using Bunit;
using Shouldly;
using Xunit;

namespace Slipway.Shared.Text;

public sealed class BytesTests : PageTest
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1 KiB")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(104_857_600, "100 MiB")]
    [InlineData(1_048_575, "1 MiB")]
    [InlineData(long.MaxValue, "8 EiB")]
    public void Sizes_read_in_the_largest_unit_that_fits(long bytes, string words) =>
        Render<Bytes>(p => p.Add(b => b.Value, bytes)).Find("span").TextContent.ShouldBe(words);

    [Fact]
    public void The_exact_number_is_on_hover() =>
        Render<Bytes>(p => p.Add(b => b.Value, 1_234_567)).Find("span").GetAttribute("title").ShouldBe("1,234,567 bytes");

    [Fact]
    public void An_unknown_size_is_a_dash() => Render<Bytes>(p => p.Add(b => b.Value, null)).Find("span").TextContent.ShouldBe("–");
}
