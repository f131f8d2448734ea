using Shouldly;
using Slipway.Tracking.Search;
using Xunit;

namespace Slipway.Tracking.Runs;

public sealed class RunChoiceTests
{
    private static readonly RunSearch Search = new([3], "metrics.loss < 1", LifecycleView.DeletedOnly);

    [Fact]
    public void Some_runs_are_taken_by_their_ids()
    {
        var choice = new RunChoice();
        choice.Set("a", true);
        choice.Set("b", true);
        choice.Set("a", false);

        choice.Count(10).ShouldBe(1);
        (choice.Contains("a"), choice.Contains("b"), choice.IsEmpty).ShouldBe((false, true, false));
        choice.Of(Search).Runs.ShouldBe(["b"]);
    }

    [Fact]
    public void All_that_the_search_finds_are_taken_by_the_search_but_for_those_left_out()
    {
        var choice = new RunChoice();
        choice.Set("a", true);
        choice.All();
        choice.Set("b", false);

        choice.Count(10).ShouldBe(9);
        (choice.Contains("a"), choice.Contains("b"), choice.Contains("never seen")).ShouldBe((true, false, true));
        var taken = choice.Of(Search);
        taken.Runs.ShouldBeNull();
        (taken.Filter, taken.View).ShouldBe((Search.Filter, Search.View));
        taken.Experiments.ShouldBe([3]);
        taken.Except.ShouldBe(["b"]);
    }

    [Fact]
    public void Nothing_is_left_when_it_is_cleared()
    {
        var choice = new RunChoice();
        choice.All();
        choice.Clear();

        choice.IsEmpty.ShouldBeTrue();
        choice.Count(10).ShouldBe(0);
        choice.Of(Search).Runs.ShouldBeEmpty();
    }
}
