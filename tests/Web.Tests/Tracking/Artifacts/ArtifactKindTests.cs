using System.Text;
using Shouldly;
using Slipway.Foundation.Content;
using Xunit;

namespace Slipway.Tracking.Artifacts;

public sealed class ArtifactKindTests
{
    [Theory]
    [InlineData("a.PNG", "x", ArtifactKind.Image)]
    [InlineData("model/MLmodel", "flavors:", ArtifactKind.Mlmodel)]
    [InlineData("a.ipynb", "{}", ArtifactKind.Notebook)]
    [InlineData("a.jsonl", "{}", ArtifactKind.JsonLines)]
    [InlineData("a.parquet", "PAR1", ArtifactKind.Parquet)]
    [InlineData("a.parquet", "no such thing", ArtifactKind.Text)]
    [InlineData("a.pdf", "<script>", ArtifactKind.Text)]
    [InlineData("no-ending", "%PDF-1.7", ArtifactKind.Pdf)]
    [InlineData("no-ending", "plain words", ArtifactKind.Text)]
    [InlineData("train.py", "import x", ArtifactKind.Text)]
    [InlineData("a.bin", "\0\u0001", ArtifactKind.Binary)]
    [InlineData("a.pkl", "\0", ArtifactKind.Pickle)]
    [InlineData("a.mp4", "\0", ArtifactKind.Video)]
    public void A_name_and_how_a_file_begins_say_what_shows_it(string path, string head, ArtifactKind kind) =>
        ArtifactKinds.Of(File(path, 100), Encoding.Latin1.GetBytes(head)).ShouldBe(kind);

    [Fact]
    public void A_file_without_bytes_is_empty_whatever_its_name() => ArtifactKinds.Of(File("a.png", 0), []).ShouldBe(ArtifactKind.Empty);

    [Fact]
    public void What_the_sender_said_counts_where_the_name_says_nothing()
    {
        ArtifactKinds.Of(File("report", 9, "text/html; charset=utf-8"), "<html>"u8).ShouldBe(ArtifactKind.Html);
        ArtifactKinds.Of(File("table", 9, "text/csv"), "a,b"u8).ShouldBe(ArtifactKind.Table);
    }

    [Fact]
    public void A_pickle_is_known_by_its_protocol_and_a_letter_that_is_cut_is_no_binary()
    {
        ArtifactKinds.Of(File("state", 9), [0x80, 4, 0x95]).ShouldBe(ArtifactKind.Pickle);
        ArtifactKinds.IsText(Encoding.UTF8.GetBytes("grün").AsSpan(0, 3)).ShouldBeTrue();
        ArtifactKinds.IsText([0xff, 0xfe, 0x41]).ShouldBeFalse();
    }

    private static ArtifactFile File(string path, long size, string type = "application/octet-stream") => new(null!, new(path, default(ContentDigest), size, type, 0));
}
