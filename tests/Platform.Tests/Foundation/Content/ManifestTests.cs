using System.Text;
using Shouldly;
using Slipway.Foundation.Results;
using Xunit;

namespace Slipway.Foundation.Content;

public sealed class ManifestTests
{
    private static readonly ContentDigest Abc = ContentDigest.Of("abc"u8);

    [Fact]
    public void The_form_is_a_header_and_a_line_per_file_sorted_by_bytes()
    {
        var manifest = Manifest.Of([new("b", Abc, 3), new("\U0001F600", Abc, 3), new("\uFFFDx", Abc, 3), new("a/weights with space.bin", Abc, 12), new("B", Abc, 0)]).Value;

        Encoding.UTF8.GetString(manifest.Bytes.Span).ShouldBe(
            $"slipway-manifest 1\n{Abc} 0 B\n{Abc} 12 a/weights with space.bin\n{Abc} 3 b\n{Abc} 3 \uFFFDx\n{Abc} 3 \U0001F600\n");
        manifest.Digest.ShouldBe(ContentDigest.Of(manifest.Bytes.Span));
        manifest.Size.ShouldBe(21);
    }

    [Fact]
    public void The_order_of_the_files_does_not_change_the_digest_and_any_other_change_does()
    {
        var manifest = Manifest.Of([new("a", Abc, 3), new("b", Abc, 3)]).Value;

        Manifest.Of([new("b", Abc, 3), new("a", Abc, 3)]).Value.Digest.ShouldBe(manifest.Digest);
        Manifest.Of([new("a", Abc, 3), new("c", Abc, 3)]).Value.Digest.ShouldNotBe(manifest.Digest);
        Manifest.Of([new("a", Abc, 3), new("b", ContentDigest.Of("x"u8), 3)]).Value.Digest.ShouldNotBe(manifest.Digest);
    }

    [Fact]
    public void A_manifest_is_read_back_only_from_its_canonical_form()
    {
        var manifest = Manifest.Of([new("a", Abc, 3), new("b", Abc, 3)]).Value;

        Manifest.Parse(manifest.Bytes.Span).Value.Entries.ShouldBe(manifest.Entries);
        Manifest.Parse(Manifest.Of([]).Value.Bytes.Span).Value.Entries.ShouldBeEmpty();
        foreach (var text in (string[])["", "slipway-manifest 2\n", $"slipway-manifest 1\n{Abc} 3 b\n{Abc} 3 a\n", $"slipway-manifest 1\n{Abc} 03 a\n", $"slipway-manifest 1\n{Abc} 3 a", $"slipway-manifest 1\n{Abc} -3 a\n", $"slipway-manifest 1\n{Abc} 3 ../a\n"])
        {
            Manifest.Parse(Encoding.UTF8.GetBytes(text)).Refusal.ShouldBeOfType<Invalid>(text);
        }

        Manifest.Parse([.. manifest.Bytes.Span, 0xff]).Refusal.ShouldBeOfType<Invalid>();
    }

    [Theory]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("../a")]
    [InlineData("a/../b")]
    [InlineData("a/./b")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("a\\b")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    public void An_unsafe_path_is_refused(string path) => Manifest.Of([new(path, Abc, 3)]).Refusal.ShouldBeOfType<Invalid>();

    [Fact]
    public void Half_a_character_is_refused() => Manifest.Of([new("a" + '\uD83D', Abc, 3)]).Refusal.ShouldBeOfType<Invalid>();

    [Fact]
    public void A_path_may_come_once_and_as_a_file_or_a_folder()
    {
        Manifest.Of([new("a", Abc, 3), new("a", Abc, 3)]).Refusal.ShouldBeOfType<Invalid>();
        Manifest.Of([new("a/b", Abc, 3), new("a", Abc, 3)]).Refusal.ShouldBeOfType<Invalid>();
        Manifest.Of([new("a/b", Abc, 3), new("a.b", Abc, 3), new("..a/...", Abc, 3)]).Refusal.ShouldBeNull();
    }
}
