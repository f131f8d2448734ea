using Shouldly;
using Slipway.Foundation.Results;
using Xunit;

namespace Slipway.Tracking.Artifacts;

public sealed class ArtifactPathTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData(".", "")]
    [InlineData("model/weights.bin", "model/weights.bin")]
    [InlineData("a//b/./c/", "a/b/c")]
    [InlineData("images/img+step+3 x.png", "images/img+step+3 x.png")]
    [InlineData("100%/a%20b", "100%/a%20b")]
    [InlineData("a..b/...", "a..b/...")]
    [InlineData("übung/ё", "übung/ё")]
    [InlineData("ab:c", "ab:c")]
    [InlineData("a#b/c%23d", "a#b/c%23d")]
    [InlineData("images/dog%step%10%timestamp%1716239022%gb1.png", "images/dog%step%10%timestamp%1716239022%gb1.png")]
    public void An_artifact_path_is_accepted(string? path, string expected) => ArtifactPath.Read(path).Value.ShouldBe(expected);

    [Theory]
    [InlineData("..")]
    [InlineData("../a")]
    [InlineData("a/../b")]
    [InlineData("a/..")]
    [InlineData("%2e%2e/a")]
    [InlineData("a/%2E%2e/b")]
    [InlineData("%252e%252e%252fa")]
    [InlineData("%25252525252e%25252525252e/a")]
    [InlineData("/etc/passwd")]
    [InlineData("//host/share")]
    [InlineData("%2fetc/passwd")]
    [InlineData("%252Fetc")]
    [InlineData("a\\b")]
    [InlineData("a%5cb")]
    [InlineData("C:/windows")]
    [InlineData("c:x")]
    [InlineData("c%3a/x")]
    [InlineData("a\0b")]
    [InlineData("a%00b")]
    [InlineData("a\nb")]
    [InlineData("file:///etc")]
    [InlineData("FILE:a")]
    [InlineData("a/C:/b")]
    [InlineData("a ")]
    public void An_artifact_path_is_refused(string path) => ArtifactPath.Read(path).Refusal.ShouldBeOfType<Invalid>().Message.ShouldContain("Invalid path");

    [Fact]
    public void Half_a_character_is_refused() => ArtifactPath.Read("a/" + '\ud800').Refusal.ShouldBeOfType<Invalid>();

    [Fact]
    public void An_artifact_path_is_bounded_in_length_and_encoding()
    {
        ArtifactPath.Read(new string('a', Artifact.PathLimit + 1)).Refusal.ShouldBeOfType<Invalid>();
        var nested = "%";
        for (var i = 0; i < 12; i++)
        {
            nested = Uri.EscapeDataString(nested);
        }

        ArtifactPath.Read(nested + "41").Refusal!.Message.ShouldContain("many times");
    }
}
