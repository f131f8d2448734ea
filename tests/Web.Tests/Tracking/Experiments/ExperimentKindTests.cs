using Shouldly;
using Xunit;

namespace Slipway.Tracking.Experiments;

public sealed class ExperimentKindTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("no_inferred_type", null)]
    [InlineData("custom_model_development_inferred", "Model training")]
    [InlineData("GENAI_DEVELOPMENT", "GenAI")]
    [InlineData("time_series", "Time series")]
    public void A_kind_is_said_in_words_and_an_unknown_one_stands_for_itself(string? kind, string? words) => ExperimentKind.Of(kind).ShouldBe(words);
}
