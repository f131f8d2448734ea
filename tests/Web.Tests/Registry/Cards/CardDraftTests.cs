using Shouldly;
using Xunit;

namespace Slipway.Registry.Cards;

public sealed class CardDraftTests
{
    private static readonly ModelCard Before = new(Purpose: "Finds fraud.", Limits: "None known.", Risk: CardRisk.Low);

    [Fact]
    public void What_only_the_other_changed_is_taken_and_what_only_the_writer_changed_stays()
    {
        var draft = new CardDraft(Before) { Purpose = "Finds fraud in cards." };

        draft.Meet(Before, Saved(Before with { Limits = "Fails on cash.", Risk = CardRisk.High })).ShouldBe(["Risk", "Limits"]);

        draft.ToCard().ShouldBe(new(Purpose: "Finds fraud in cards.", Limits: "Fails on cash.", Risk: CardRisk.High));
        draft.Conflicts.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true, "Theirs.")]
    [InlineData(false, "Mine.")]
    public void What_both_changed_is_the_writers_to_decide(bool takeTheirs, string kept)
    {
        var draft = new CardDraft(Before) { Purpose = "Mine." };

        draft.Meet(Before, Saved(Before with { Purpose = "Theirs." })).ShouldBeEmpty();

        var conflict = draft.Conflicts.ShouldHaveSingleItem();
        (conflict.Part, conflict.By, conflict.Before, conflict.Theirs).ShouldBe(("Purpose", "Vera", "Finds fraud.", "Theirs."));
        draft.Decide(conflict, takeTheirs);
        (draft.Purpose, draft.Conflicts.Count).ShouldBe((kept, 0));
    }

    [Fact]
    public void The_same_change_of_both_is_no_conflict()
    {
        var draft = new CardDraft(Before) { Purpose = "The same." };

        draft.Meet(Before, Saved(Before with { Purpose = "The same." })).ShouldBeEmpty();

        draft.Conflicts.ShouldBeEmpty();
    }

    [Fact]
    public void Another_save_while_one_decides_shows_its_words_against_the_common_beginning()
    {
        var draft = new CardDraft(Before) { Purpose = "Mine." };
        var first = Saved(Before with { Purpose = "Theirs." });
        draft.Meet(Before, first);

        draft.Meet(first.Card, Saved(first.Card with { Purpose = "Theirs, better." }));

        var conflict = draft.Conflicts.ShouldHaveSingleItem();
        (conflict.Before, conflict.Theirs).ShouldBe(("Finds fraud.", "Theirs, better."));
    }

    private static CardDetails Saved(ModelCard card) => new(2, card, "Vera", DateTime.UnixEpoch, null, [], 1);
}
