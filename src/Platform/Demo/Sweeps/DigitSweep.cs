using System.Globalization;
using System.Reflection;
using System.Text;
using Slipway.Demo.Digits;
using Slipway.Demo.Explaining;
using Slipway.Demo.Logging;
using Slipway.Demo.Training;

namespace Slipway.Demo.Sweeps;

/// <summary>
/// Trains a grid of small models on handwritten digits, one after the other, and logs them as runs under a parent run. Whatever ends it early leaves no run
/// behind that seems to be running.
/// </summary>
internal sealed class DigitSweep(TrackingClient client, SweepPlan plan, Action<SweepProgress> report)
{
    public const string Experiment = "digits";

    /// <summary>The tag that every run of the demo has; its value is the plan's kind.</summary>
    public const string KindTag = "demo.sweep";

    /// <summary>The tag with the machine on which a run is trained.</summary>
    public const string MachineTag = "demo.machine";

    private const string Source = "src/Platform/Demo/Sweeps/DigitSweep.cs";

    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(8);

    private static readonly string Description = $"""
        Small models that recognize handwritten digits, trained by the server itself in plain C#: softmax regression and a network with one hidden layer, on
        {DigitSet.All.Count:#,0} images of 8×8 pixels (UCI *Optical Recognition of Handwritten Digits*, CC BY 4.0). They are logged over HTTP, as your own runs will be.
        """.ReplaceLineEndings(" ");

    // The build notes the commit behind the version.
    private static readonly string? Commit =
        typeof(DigitSweep).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+') is [_, { Length: > 0 } commit] ? commit : null;

    private readonly DigitSplit _digits = DigitSet.All.Split(SweepPlan.Seed);
    private readonly List<SweepOutcome> _outcomes = [];
    private LoggedRun? _parent;
    private LoggedRun? _child;

    /// <summary>Trains all models. Throws <see cref="TrackingFailure"/> when the server doesn't take part.</summary>
    public async Task<IReadOnlyList<SweepOutcome>> RunAsync(CancellationToken ct)
    {
        try
        {
            var experiment = await client.ExperimentAsync(Experiment,
                [LoggedRun.Tag("mlflow.note.content", Description), LoggedRun.Tag("mlflow.experimentKind", "custom_model_development"),
                 LoggedRun.Tag("mlflow.experiment.primaryMetric.name", "val/accuracy"), LoggedRun.Tag("mlflow.experiment.primaryMetric.greaterIsBetter", "True")], ct);
            _parent = await LoggedRun.StartAsync(client, experiment, $"sweep of {plan.Trainings.Count} models", Tags(), ct);
            await _parent.ParamsAsync(ct, ("models", Text(plan.Trainings.Count)), ("hidden_units", Values(each => each.Hidden)), ("learning_rate", Values(each => each.LearningRate)), ("weight_decay", Values(each => each.WeightDecay)));
            foreach (var (index, training) in plan.Trainings.Index())
            {
                await TrainAsync(_parent, training, index, ct);
            }

            if (Best() is { Network: { } network } best)
            {
                var traces = await new DigitExplainer(client, experiment, best.RunId, network, _digits).ExplainAsync(ct);
                await _parent.SayAsync($"{best.RunName} explained {traces} images: see the project's traces", ct);
            }

            await _parent.WriteAsync("sweep/models.csv", Csv(), "text/csv; charset=utf-8", ct);
            await _parent.TagAsync("mlflow.note.content", Summary(), ct);
            await _parent.EndAsync("FINISHED", ct);
            return _outcomes;
        }
        catch (OperationCanceledException)
        {
            await AbandonAsync("KILLED", "Stopped before it was done.");
            throw;
        }
        catch (Exception exception)
        {
            await AbandonAsync("FAILED", exception.Message);
            throw;
        }
    }

    private async Task TrainAsync(LoggedRun parent, TrainingPlan training, int index, CancellationToken ct)
    {
        var child = _child = await LoggedRun.StartAsync(client, parent.Experiment, SweepPlan.NameOf(training), [.. Tags(), LoggedRun.Tag("mlflow.parentRunId", parent.Id)], ct);
        Report(child, index, 0, $"{index + 1}/{plan.Trainings.Count} {child.Name}");
        var outcome = await new TrainedRun(client, child, training, _digits, plan.Pace, epoch => Report(child, index, epoch, null)).TrainAsync(ct);
        _child = null;
        _outcomes.Add(outcome);
        Report(child, index, training.Epochs, outcome.Test is { } test ? string.Create(CultureInfo.InvariantCulture, $"    finished: {test.Accuracy:P1} of the test images recognized") : "    failed: training diverged, as this learning rate is there to show");
        if (Best() is { Validation: { } best })
        {
            parent.Measure("best/val_accuracy", best.Accuracy, index + 1);
        }

        parent.Measure("models_trained", index + 1, index + 1);
        await parent.SayAsync($"{index + 1}/{plan.Trainings.Count} {child.Name}: {(outcome.Validation is { } score ? Text(score.Accuracy) : "diverged")}", ct);
        await parent.SendAsync(ct);

        void Report(LoggedRun run, int number, int epoch, string? sentence) =>
            report(new(run.Experiment, parent.Id, run.Id, run.Name, number + 1, plan.Trainings.Count, epoch, training.Epochs, sentence));
    }

    // Whoever stopped the sweep waits for this, so it has its own, short time; a server that is gone can't be told anything.
    private async Task AbandonAsync(string status, string sentence)
    {
        using var patience = new CancellationTokenSource(Farewell, client.Time);
        foreach (var run in new[] { _child, _parent }.OfType<LoggedRun>())
        {
            try
            {
                await run.SayAsync(sentence, patience.Token);
                await run.EndAsync(status, patience.Token);
            }
            catch (Exception exception) when (exception is TrackingFailure or OperationCanceledException)
            {
                return;
            }
        }
    }

    private IEnumerable<object> Tags()
    {
        List<object> tags =
        [
            LoggedRun.Tag("mlflow.user", plan.User), LoggedRun.Tag("mlflow.source.name", Source), LoggedRun.Tag("mlflow.source.type", "LOCAL"),
            LoggedRun.Tag(KindTag, plan.Kind), LoggedRun.Tag(MachineTag, Environment.MachineName),
        ];
        if (Commit is not null)
        {
            tags.Add(LoggedRun.Tag("mlflow.source.git.commit", Commit));
        }

        return tags;
    }

    private SweepOutcome? Best() => _outcomes.Where(outcome => outcome.Validation is not null).MaxBy(outcome => outcome.Validation!.Value.Accuracy);

    private string Summary()
    {
        var best = Best();
        var table = new StringBuilder();
        foreach (var outcome in _outcomes.OrderByDescending(outcome => outcome.Validation?.Accuracy ?? -1))
        {
            table.Append(CultureInfo.InvariantCulture, $"| {outcome.RunName} | {Percent(outcome.Validation)} | {Percent(outcome.Test)} |\n");
        }

        return $"**{best?.RunName}** is the best of {plan.Trainings.Count} models by validation accuracy.\n\n| model | validation | test |\n| --- | ---: | ---: |\n{table}";
    }

    private string Csv()
    {
        var csv = new StringBuilder("run_id,model,hidden_units,learning_rate,weight_decay,val_accuracy,test_accuracy\n");
        foreach (var outcome in _outcomes)
        {
            csv.Append(CultureInfo.InvariantCulture, $"{outcome.RunId},{outcome.Plan.Model},{outcome.Plan.Hidden},{outcome.Plan.LearningRate},{outcome.Plan.WeightDecay},{outcome.Validation?.Accuracy},{outcome.Test?.Accuracy}\n");
        }

        return csv.ToString();
    }

    private static string Percent(Score? score) => score is { } known ? known.Accuracy.ToString("P1", CultureInfo.InvariantCulture) : "diverged";

    private string Values<T>(Func<TrainingPlan, T> of)
        where T : IFormattable => string.Join(", ", plan.Trainings.Select(of).Distinct().Select(value => Text(value)));

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
