using System.Globalization;
using Slipway.Demo.Training;

namespace Slipway.Demo.Sweeps;

/// <summary>How fast a sweep logs: a server's first runs are there at once, later ones can be watched.</summary>
/// <param name="StepsPerUpdate">How many steps are sent together.</param>
/// <param name="Pause">Between two updates.</param>
internal sealed record SweepPace(int StepsPerUpdate, TimeSpan Pause)
{
    /// <summary>As fast as the machine and the server can.</summary>
    public static readonly SweepPace Fast = new(33, TimeSpan.Zero);

    /// <summary>About half a minute for each model.</summary>
    public static readonly SweepPace Watchable = new(3, TimeSpan.FromMilliseconds(115));
}

/// <summary>Which models a sweep trains.</summary>
/// <param name="Kind">What the runs are tagged with: <c>first</c>, <c>watched</c> or <c>remote</c>.</param>
internal sealed record SweepPlan(string Kind, SweepPace Pace, IReadOnlyList<TrainingPlan> Trainings, string User)
{
    public const int Seed = 7;

    private const int Epochs = 24;
    private const double TooHigh = 40;

    private static readonly int[] HiddenUnits = [0, 32];
    private static readonly double[] LearningRates = [0.02, 0.2];
    private static readonly double[] WeightDecays = [0, 0.002];

    /// <summary>Learning rate × hidden units × weight decay, and one learning rate that is far too high: some runs fail, and the demo has one that says why.</summary>
    public static IReadOnlyList<TrainingPlan> Grid(int epochs = Epochs, int seed = Seed)
    {
        List<TrainingPlan> grid =
            [.. from hidden in HiddenUnits from rate in LearningRates from decay in WeightDecays select new TrainingPlan(hidden, rate, decay, epochs, seed)];
        grid.Insert(grid.Count - 2, new TrainingPlan(32, TooHigh, 0, epochs, seed));
        return grid;
    }

    public static string NameOf(TrainingPlan plan) => string.Create(CultureInfo.InvariantCulture, $"{plan.Model} lr={plan.LearningRate} wd={plan.WeightDecay}");
}

/// <summary>How far a sweep is.</summary>
/// <param name="SweepRun">The id of the parent run.</param>
/// <param name="Run">The id of the run that is trained now.</param>
/// <param name="Number">Which of the models it is, from 1.</param>
/// <param name="Sentence">What just happened, for a console; null when that is only one more epoch.</param>
internal sealed record SweepProgress(string Experiment, string SweepRun, string Run, string RunName, int Number, int Total, int Epoch, int Epochs, string? Sentence)
{
    /// <summary>The share of the work that is done, 0 to 1.</summary>
    public double Share => (Number - 1 + (Epoch / (double)Epochs)) / Total;
}

/// <summary>What became of one training of a sweep.</summary>
/// <param name="Validation">How the model did at last on what it is chosen by; null when training diverged.</param>
/// <param name="ModelId">The logged model; null when there is none to keep.</param>
/// <param name="Network">What was trained; null when training diverged.</param>
internal sealed record SweepOutcome(TrainingPlan Plan, string RunId, string RunName, Score? Validation, Score? Test, string? ModelId, Network? Network);
