using Shouldly;
using Slipway.Tracking.Search;
using Xunit;

namespace Slipway.Tracking.Runs;

public sealed class RunColumnChoiceTests
{
    [Fact]
    public void Metrics_that_say_most_come_first_and_the_machines_own_last()
    {
        var keys = Keys(["epoch", "system/cpu", "train/loss", "val/loss"], []);

        Metrics(RunColumnChoice.None.With(keys, null)).ShouldBe(["val/loss", "train/loss", "epoch", "system/cpu"]);
    }

    [Fact]
    public void A_metric_of_few_runs_does_not_push_aside_what_all_have()
    {
        var keys = new LoggedKeys([new("epoch", 50, 0), new("lr", 49, 0), new("val/loss", 3, 0)], []);

        Metrics(RunColumnChoice.None.With(keys, null)).ShouldBe(["epoch", "lr", "val/loss"]);
    }

    [Fact]
    public void Params_that_tell_runs_apart_come_before_those_that_are_the_same_everywhere()
    {
        var keys = new LoggedKeys([], [new("data", 50, 1), new("lr", 50, 7), new("seed", 40, 40)]);

        RunColumnChoice.None.With(keys, null).Params.Select(column => column.Name).ShouldBe(["lr", "seed", "data"]);
    }

    [Fact]
    public void A_column_that_is_shown_stays_in_its_place_when_others_come()
    {
        var first = RunColumnChoice.None.With(Keys(["epoch"], []), null);

        Metrics(first.With(Keys(["val/loss", "epoch"], []), null)).ShouldBe(["epoch", "val/loss"]);
    }

    [Fact]
    public void There_are_only_so_many_but_for_the_one_that_the_table_is_ordered_by()
    {
        var keys = Keys([.. Enumerable.Range(0, 40).Select(i => $"m{i}")], []);

        var columns = RunColumnChoice.None.With(keys, new TableOrder("metrics.`far/off`", Descending: true));

        columns.Metrics.Count.ShouldBe(RunColumnChoice.MostMetrics + 1);
        columns.Metrics[^1].OrderKey.ShouldBe("metrics.`far/off`");
    }

    [Fact]
    public void What_a_run_logged_comes_before_how_long_it_took_and_whose_it_is()
    {
        var columns = RunColumnChoice.None.With(Keys(["loss"], ["lr"]), null);

        columns.All.Select(column => column.Name).ShouldBe(["status", "start_time", "loss", "lr", "duration", "user_id"]);
    }

    [Fact]
    public void Only_what_is_shown_is_asked_for()
    {
        var wanted = RunField.Wanted([.. RunColumnChoice.None.With(Keys(["loss"], ["lr"]), null).All.Select(column => column.Field)]);

        wanted.Metrics.ShouldBe(["loss"]);
        wanted.Params.ShouldBe(["lr"]);
        wanted.Tags.ShouldBe([]);
        wanted.Inputs.ShouldBeFalse();
    }

    [Fact]
    public void Less_loss_and_more_accuracy_come_first()
    {
        RunColumn.Metric("val/loss").DescendingFirst.ShouldBeFalse();
        RunColumn.Metric("val/accuracy").DescendingFirst.ShouldBeTrue();
    }

    private static LoggedKeys Keys(string[] metrics, string[] values) => new([.. metrics.Select(name => new LoggedKey(name, 50, 0))], [.. values.Select(name => new LoggedKey(name, 50, 5))]);

    private static IEnumerable<string> Metrics(RunColumnChoice choice) => choice.Metrics.Select(column => column.Name);
}
