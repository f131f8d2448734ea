using Shouldly;
using Xunit;

namespace Slipway.Shared.Layout;

public sealed class PersonTests
{
    [Theory]
    [InlineData("Ada Lovelace", "AL")]
    [InlineData("grace brewster hopper", "GH")]
    [InlineData("Linus", "L")]
    [InlineData("", "")]
    public void The_mark_has_the_first_and_the_last_initial(string name, string initials) => new Person(name, "").Initials.ShouldBe(initials);
}
