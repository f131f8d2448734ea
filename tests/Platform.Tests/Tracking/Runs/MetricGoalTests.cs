using Shouldly;
using Xunit;

namespace Slipway.Tracking.Runs;

public sealed class MetricGoalTests
{
    [Theory]
    [InlineData("loss", true)]
    [InlineData("val/RMSE", true)]
    [InlineData("error_score", true)]
    [InlineData("eval-f1", false)]
    [InlineData("top1 accuracy", false)]
    [InlineData("lr", null)]
    [InlineData("lossy_frames", null)]
    [InlineData("epoch", null)]
    public void A_goal_is_told_by_whole_words_of_the_name(string metric, bool? lower) => (MetricGoal.Of(metric)?.LowerIsBetter).ShouldBe(lower);

    [Fact]
    public void The_headline_is_rather_on_held_out_data_and_rather_not_on_training_data()
    {
        MetricGoal.Headline(["lr", "train/loss", "accuracy", "val/loss", "test/loss"]).ShouldBe(new("val/loss", LowerIsBetter: true));
        MetricGoal.Headline(["lr", "train/loss", "accuracy"]).ShouldBe(new("accuracy", LowerIsBetter: false));
        MetricGoal.Headline(["lr", "epoch"]).ShouldBeNull();
        MetricGoal.Headline([]).ShouldBeNull();
    }
}
