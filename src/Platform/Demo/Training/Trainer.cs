using Slipway.Demo.Digits;

namespace Slipway.Demo.Training;

/// <summary>How a network is trained.</summary>
/// <param name="Hidden">Units of the hidden layer; 0 for softmax regression.</param>
/// <param name="LearningRate">The rate at its highest, after a warm-up of one epoch; from there it falls as a cosine does.</param>
/// <param name="WeightDecay">The objective has half of it times the sum of the squared weights.</param>
internal sealed record TrainingPlan(int Hidden, double LearningRate, double WeightDecay, int Epochs, int Seed)
{
    public const int BatchSize = 32;
    public const double Momentum = 0.9;

    /// <summary>What people call the model.</summary>
    public string Model => Hidden == 0 ? "softmax" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"mlp-{Hidden}");
}

/// <summary>What one batch did.</summary>
/// <param name="Step">From 0, over all epochs.</param>
/// <param name="Epoch">From 1.</param>
/// <param name="GradientNorm">Before the step, without clipping.</param>
/// <param name="Validation">How the network does on what it wasn't trained with; after the last batch of an epoch.</param>
internal sealed record TrainingStep(int Step, int Epoch, Score Train, double LearningRate, double GradientNorm, Evaluation? Validation)
{
    /// <summary>The loss of guessing is ln 10, about 2.3: what is so far above learns no more.</summary>
    public const double LossLimit = 50;

    /// <summary>Whether training has failed for good.</summary>
    public bool HasDiverged => !(Train.Loss <= LossLimit) || !double.IsFinite(GradientNorm);
}

/// <summary>Stochastic gradient descent with momentum.</summary>
internal sealed class Trainer
{
    private readonly DigitSplit _digits;
    private readonly Random _random;

    public Trainer(TrainingPlan plan, DigitSplit digits)
    {
        (Plan, _digits, _random) = (plan, digits, new(plan.Seed));
        Network = new(plan.Hidden, _random);
        StepsPerEpoch = digits.Train.Count / TrainingPlan.BatchSize;
    }

    public TrainingPlan Plan { get; }

    public Network Network { get; }

    public int StepsPerEpoch { get; }

    public int Steps => StepsPerEpoch * Plan.Epochs;

    /// <summary>Trains, a step whenever the next is asked for. Ends early when training has diverged.</summary>
    public IEnumerable<TrainingStep> Train()
    {
        var order = Enumerable.Range(0, _digits.Train.Count).ToArray();
        for (var step = 0; step < Steps; step++)
        {
            var batch = step % StepsPerEpoch;
            if (batch == 0)
            {
                _random.Shuffle(order);
            }

            var rate = Rate(step);
            var score = Network.Learn(_digits.Train, order.AsSpan(batch * TrainingPlan.BatchSize, TrainingPlan.BatchSize), Plan.WeightDecay);
            var norm = Network.GradientNorm;
            Network.Step(rate, TrainingPlan.Momentum);
            var made = new TrainingStep(step, (step / StepsPerEpoch) + 1, score, rate, norm, null);
            yield return batch == StepsPerEpoch - 1 && !made.HasDiverged ? made with { Validation = Evaluation.Of(Network, _digits.Validation) } : made;
            if (made.HasDiverged)
            {
                yield break;
            }
        }
    }

    private double Rate(int step) => step < StepsPerEpoch
        ? Plan.LearningRate * (step + 1) / StepsPerEpoch
        : Plan.LearningRate * (1 + Math.Cos(Math.PI * (step - StepsPerEpoch) / (Steps - StepsPerEpoch))) / 2;
}
