using Shouldly;
using Xunit;

namespace Slipway.Tracking.Runs;

public sealed class MetricTextTests
{
    [Theory]
    [InlineData(null, "–")]
    [InlineData(0d, "0")]
    [InlineData(0.1234567, "0.123457")]
    [InlineData(-12.5, "-12.5")]
    [InlineData(0.00001234, "1.234e-5")]
    [InlineData(123456.78, "123,456.8")]
    [InlineData(12345678d, "1.23457e+7")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.MaxValue, "∞")]
    [InlineData(-double.MaxValue, "−∞")]
    public void Six_digits_are_shown_and_what_is_no_number_has_its_sign(double? value, string text) => MetricText.Short(value).ShouldBe(text);

    [Fact]
    public void The_exact_value_can_be_read_back() => MetricText.Exact(0.1 + 0.2).ShouldBe("0.30000000000000004");
}
