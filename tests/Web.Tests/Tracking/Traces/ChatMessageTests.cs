using Shouldly;
using Xunit;

namespace Slipway.Tracking.Traces;

public sealed class ChatMessageTests
{
    [Theory]
    [InlineData("""{"messages": [{"role": "user", "content": "hi"}]}""", "user: hi")]
    [InlineData("""[{"role": "user", "content": "hi"}, {"role": "assistant", "content": null}]""", "user: hi|assistant: ")]
    [InlineData("""{"choices": [{"message": {"role": "assistant", "content": "yes"}}]}""", "assistant: yes")]
    [InlineData("""{"role": "user", "content": [{"type": "text", "text": "look"}]}""", "user: look")]
    [InlineData("""{"messages": [{"role": "user", "content": "hi"}, 3]}""", "")]
    [InlineData("""{"question": "hi"}""", "")]
    [InlineData("\"hi\"", "")]
    [InlineData("[]", "")]
    public void A_conversation_is_told_from_other_values(string json, string turns) =>
        string.Join('|', ChatMessage.Read(json).Select(turn => $"{turn.Role}: {turn.Text}")).ShouldBe(turns);

    [Theory]
    [InlineData(0, "0 ns")]
    [InlineData(1_500, "1.5 µs")]
    [InlineData(220_000_000, "220 ms")]
    [InlineData(1_140_000_000, "1.14 s")]
    [InlineData(90_000_000_000, "1.5 min")]
    public void A_length_has_the_unit_that_suits_it(long nanoseconds, string text) => TraceText.Length(nanoseconds).ShouldBe(text);
}
