using Shouldly;
using Slipway.Demo.Digits;
using Slipway.Demo.Sweeps;
using Slipway.Demo.Training;
using Xunit;

namespace Slipway.Demo;

/// <summary>The demo really learns: by the right gradients, the same way every time, and so that it recognizes what it never saw.</summary>
public sealed class TrainingTests
{
    private static readonly DigitSplit Digits = DigitSet.All.Split(SweepPlan.Seed);

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void Gradients_are_the_slopes_of_the_objective(int hidden)
    {
        const double decay = 0.01;
        const double little = 1e-6;
        int[] batch = [0, 1, 2, 3, 4, 5, 6];
        var network = new Network(hidden, new Random(3));
        double Objective() => network.Learn(Digits.Train, batch, decay).Loss + (decay * network.Penalty);

        Objective();
        var checks = 0;
        foreach (var layer in network.Layers)
        {
            foreach (var (values, gradients) in new[] { (layer.Weights, layer.WeightGradients.ToArray()), (layer.Biases, layer.BiasGradients.ToArray()) })
            {
                for (var i = 0; i < values.Length; i++, checks++)
                {
                    var value = values[i];
                    values[i] = value + little;
                    var above = Objective();
                    values[i] = value - little;
                    var below = Objective();
                    values[i] = value;
                    gradients[i].ShouldBe((above - below) / (2 * little), 1e-5);
                }
            }
        }

        checks.ShouldBe(network.Parameters);
    }

    [Theory]
    [InlineData(0, 0.93)]
    [InlineData(32, 0.95)]
    public void It_recognizes_digits_that_it_never_saw(int hidden, double atLeast)
    {
        var trainer = new Trainer(new(hidden, 0.2, 0.002, 12, SweepPlan.Seed), Digits);

        var steps = trainer.Train().ToList();

        steps.Count.ShouldBe(trainer.Steps);
        steps[^1].Train.Loss.ShouldBeLessThan(steps[0].Train.Loss / 4);
        Evaluation.Of(trainer.Network, Digits.Test).Score.Accuracy.ShouldBeGreaterThan(atLeast);
    }

    [Fact]
    public void The_same_seed_gives_the_same_network_and_another_seed_another()
    {
        static double[] Weights(int seed)
        {
            var trainer = new Trainer(new(8, 0.1, 0, 2, seed), Digits);
            trainer.Train().Count().ShouldBe(trainer.Steps);
            return trainer.Network.Layers[0].Weights;
        }

        var weights = Weights(1);

        Weights(1).ShouldBe(weights);
        Weights(2).ShouldNotBe(weights);
    }

    [Fact]
    public void One_model_of_the_sweep_diverges_and_the_others_learn()
    {
        var ends = SweepPlan.Grid(epochs: 3).Select(plan => new Trainer(plan, Digits).Train().Last()).ToList();

        ends.Count(end => end.HasDiverged).ShouldBe(1);
        ends.Where(end => !end.HasDiverged).ShouldAllBe(end => end.Validation!.Score.Accuracy > 0.8);
    }

    [Fact]
    public void The_parts_share_no_image_and_leave_none_out()
    {
        int[] rows = [.. Digits.Train.Rows, .. Digits.Validation.Rows, .. Digits.Test.Rows];

        rows.Length.ShouldBe(1_797);
        rows.Order().ShouldBe(Enumerable.Range(0, 1_797));
        DigitSet.All.Split(SweepPlan.Seed).Test.Rows.ShouldBe(Digits.Test.Rows);
        Enumerable.Range(0, 1_797).Select(DigitSet.All.Label).Distinct().Order().ShouldBe(Enumerable.Range(0, 10));
    }
}
