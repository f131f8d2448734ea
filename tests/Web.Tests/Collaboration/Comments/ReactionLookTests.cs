using Shouldly;
using Xunit;

namespace Slipway.Collaboration.Comments;

public sealed class ReactionLookTests
{
    [Fact]
    public void Every_reaction_is_drawn_and_named_in_a_way_of_its_own()
    {
        ReactionLook.All.Select(look => look.Reaction).ShouldBe(Enum.GetValues<Reaction>());
        ReactionLook.All.Select(look => look.Name).ShouldBeUnique();
        ReactionLook.All.Select(look => look.Icon).ShouldBeUnique();
    }
}
