using System.Text.Json;
using Shouldly;
using Xunit;

namespace Slipway.Foundation.Content;

public sealed class ContentDigestTests
{
    private const string OfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [Fact]
    public void A_digest_is_the_SHA_256_and_reads_as_64_hex_digits()
    {
        var digest = ContentDigest.Of("abc"u8);

        digest.ToString().ShouldBe(OfAbc);
        ContentDigest.Parse(OfAbc.ToUpperInvariant(), null).ShouldBe(digest);
        new ContentDigest(digest.ToBytes()).ShouldBe(digest);
        JsonSerializer.Deserialize<ContentDigest>(JsonSerializer.Serialize(digest)).ShouldBe(digest);
        JsonSerializer.Serialize(digest).ShouldBe($"\"{OfAbc}\"");
    }

    [Theory]
    [InlineData("")]
    [InlineData("ba7816bf")]
    [InlineData("za7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad00")]
    [InlineData(null)]
    public void Anything_else_is_no_digest(string? text)
    {
        ContentDigest.TryParse(text, null, out _).ShouldBeFalse();
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<ContentDigest>(JsonSerializer.Serialize(text)));
    }
}
