using Shouldly;
using Xunit;

namespace Slipway.Shared.Palette;

public sealed class PaletteEntryTests
{
    private static readonly PaletteEntry Overview = new("Pages", "Overview", "/acme/vision", "");
    private static readonly PaletteEntry Vision = new("Projects", "Vision", "/acme/vision", "", "vision-2");
    private static readonly PaletteEntry[] All = [Overview, Vision];

    [Fact]
    public void Everything_is_offered_before_anything_is_typed() => PaletteEntry.Matching(All, "").ShouldBe(All);

    [Theory]
    [InlineData("VIEW")]
    [InlineData("over view")]
    public void Every_word_is_looked_for_in_the_name_whatever_the_capitals(string typed) => PaletteEntry.Matching(All, typed).ShouldBe([Overview]);

    [Fact]
    public void A_slug_is_as_good_as_a_name() => PaletteEntry.Matching(All, "vision-2").ShouldBe([Vision]);

    [Fact]
    public void A_thousand_projects_leave_room_for_the_rest()
    {
        var projects = Enumerable.Range(0, 1_000).Select(number => new PaletteEntry("Projects", $"Viewer {number}", $"/acme/{number}", ""));

        var shown = PaletteEntry.Matching([.. projects, Overview], "view");

        shown.Count.ShouldBeLessThan(20);
        shown.ShouldContain(Overview);
    }
}
