using Bunit;
using Shouldly;
using Xunit;

namespace Slipway.Shared.Text;

public sealed class StatusBadgeTests : PageTest
{
    [Theory]
    [InlineData("RUNNING", "Running", "running")]
    [InlineData("SCHEDULED", "Scheduled", "scheduled")]
    [InlineData("FINISHED", "Finished", "finished")]
    [InlineData("FAILED", "Failed", "failed")]
    [InlineData("KILLED", "Killed", "killed")]
    public void Each_status_has_its_word_and_its_colour(string status, string word, string colour)
    {
        var badge = Render<StatusBadge>(p => p.Add(b => b.Status, status)).Find(".status");

        badge.TextContent.Trim().ShouldBe(word);
        badge.ClassList.ShouldContain(colour);
    }

    [Fact]
    public void A_status_that_is_not_known_is_shown_as_it_is() =>
        Render<StatusBadge>(p => p.Add(b => b.Status, "PAUSED")).Find(".status").TextContent.Trim().ShouldBe("PAUSED");
}
