using System.Globalization;
using System.Text;
using Slipway.Demo.Digits;
using Slipway.Demo.Logging;
using Slipway.Demo.Pictures;
using Slipway.Demo.Training;

namespace Slipway.Demo.Sweeps;

/// <summary>Trains one model and logs it to a run that has been started for it: curves while it trains, then what it can do, and the model itself.</summary>
internal sealed class TrainedRun(TrackingClient client, LoggedRun run, TrainingPlan plan, DigitSplit digits, SweepPace pace, Action<int> onEpoch)
{
    private readonly Trainer _trainer = new(plan, digits);
    private readonly ProcessGauge _gauge = new(client.Time);

    /// <summary>Trains to the end. The run is finished then, or failed when training has diverged.</summary>
    public async Task<SweepOutcome> TrainAsync(CancellationToken ct)
    {
        var test = await DescribeAsync(ct);
        TrainingStep? last = null;
        foreach (var step in _trainer.Train())
        {
            last = step;
            Measure(step);
            if (step.Validation is { } validation)
            {
                await EndEpochAsync(step, validation, ct);
            }

            if ((step.Step + 1) % pace.StepsPerUpdate == 0)
            {
                _gauge.MeasureInto(run);
                await run.SendAsync(ct);
                await Task.Delay(pace.Pause, client.Time, ct);
            }
        }

        return last!.HasDiverged ? await FailAsync(last, ct) : await FinishAsync(last, test, ct);
    }

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private async Task<DatasetInput> DescribeAsync(CancellationToken ct)
    {
        await run.ParamsAsync(
            ct, ("model", plan.Model), ("hidden_units", Invariant(plan.Hidden)), ("learning_rate", Invariant(plan.LearningRate)), ("weight_decay", Invariant(plan.WeightDecay)),
            ("epochs", Invariant(plan.Epochs)), ("batch_size", Invariant(TrainingPlan.BatchSize)), ("momentum", Invariant(TrainingPlan.Momentum)), ("optimizer", "sgd"),
            ("schedule", "warm-up, cosine"), ("seed", Invariant(plan.Seed)), ("parameters", Invariant(_trainer.Network.Parameters)));
        var test = DatasetInput.Of(digits.Test, "testing");
        await run.InputsAsync([DatasetInput.Of(digits.Train, "training"), DatasetInput.Of(digits.Validation, "validation"), test], ct);
        await run.SayAsync($"{plan.Model}: {_trainer.Network.Parameters} parameters, {digits.Train.Count} images to train with, {_trainer.Steps} steps", ct);
        return test;
    }

    private void Measure(TrainingStep step)
    {
        run.Measure("train/loss", step.Train.Loss, step.Step);
        run.Measure("train/accuracy", step.Train.Accuracy, step.Step);
        run.Measure("lr", step.LearningRate, step.Step);
        run.Measure("grad_norm", step.GradientNorm, step.Step);
    }

    private async Task EndEpochAsync(TrainingStep step, Evaluation validation, CancellationToken ct)
    {
        run.Measure("val/loss", validation.Score.Loss, step.Step);
        run.Measure("val/accuracy", validation.Score.Accuracy, step.Step);
        run.Measure("epoch", step.Epoch, step.Step);
        await run.SayAsync(
            $"epoch {step.Epoch,2}/{plan.Epochs}  train loss {Number(step.Train.Loss)}  val loss {Number(validation.Score.Loss)}  val accuracy {Number(validation.Score.Accuracy)}  lr {Number(step.LearningRate)}", ct);
        // Weights change most in the first epochs.
        if (int.IsPow2(step.Epoch) || step.Epoch == plan.Epochs)
        {
            await run.ImageAsync("weights", step.Step, DigitPictures.Weights(_trainer.Network), ct);
        }

        onEpoch(step.Epoch);
    }

    private async Task<SweepOutcome> FinishAsync(TrainingStep last, DatasetInput testSet, CancellationToken ct)
    {
        var test = Evaluation.Of(_trainer.Network, digits.Test);
        var model = await LogModelAsync(ct);
        await run.MeasureAsync(model, testSet, last.Step, ct, ("test/loss", test.Score.Loss), ("test/accuracy", test.Score.Accuracy));
        await run.WriteAsync("evaluation/confusion_matrix.png", DigitPictures.Confusion(test.Confusion()), "image/png", ct);
        await run.WriteAsync("evaluation/predictions.csv", Csv(test.Predictions), "text/csv; charset=utf-8", ct);
        await run.TableAsync(
            "evaluation/mistakes.json", ["row", "digit", "predicted", "confidence"],
            test.Predictions.Where(each => !each.IsRight).OrderByDescending(each => each.Confidence).Select(each => new object[] { each.Row, each.Digit, each.Predicted, Math.Round(each.Confidence, 4) }), ct);
        await run.SayAsync($"recognizes {Number(100 * test.Score.Accuracy)} % of {digits.Test.Count} images that it never saw", ct);
        await run.EndAsync("FINISHED", ct);
        return new(plan, run.Id, run.Name, last.Validation?.Score, test.Score, model, _trainer.Network);
    }

    private async Task<SweepOutcome> FailAsync(TrainingStep last, CancellationToken ct)
    {
        var sentence = $"Training diverged at step {last.Step}: the loss is {Number(last.Train.Loss)} and guessing would be 2.3. A learning rate of {Number(plan.LearningRate)} is too high; others of this sweep learn with 0.2.";
        await run.SayAsync($"ERROR {sentence}", ct);
        await run.TagAsync("mlflow.note.content", sentence, ct);
        await run.EndAsync("FAILED", ct);
        return new(plan, run.Id, run.Name, null, null, null, null);
    }

    // Logged as a model of its own, and under the run as older clients look for it; the same bytes are kept once.
    private async Task<string> LogModelAsync(CancellationToken ct)
    {
        var made = await client.PostAsync("logged-models", new
        {
            experiment_id = run.Experiment,
            name = plan.Model,
            source_run_id = run.Id,
            model_type = "onnx",
            @params = new[] { LoggedRun.Tag("hidden_units", Invariant(plan.Hidden)), LoggedRun.Tag("learning_rate", Invariant(plan.LearningRate)), LoggedRun.Tag("weight_decay", Invariant(plan.WeightDecay)) },
        }, ct);
        var info = made["model"]!["info"]!;
        var model = info["model_id"]!.GetValue<string>();
        await client.PostAsync("runs/outputs", new { run_id = run.Id, models = new[] { new { model_id = model, step = 0 } } }, ct);
        foreach (var (path, bytes, type) in ModelFiles.Of(_trainer.Network, run, model, digits.Test, client.Time.GetUtcNow()))
        {
            await client.WriteAsync(info["artifact_uri"]!.GetValue<string>(), path, bytes, type, ct);
            await run.WriteAsync($"model/{path}", bytes, type, ct);
        }

        await client.SendAsync(HttpMethod.Patch, $"logged-models/{model}", new { model_id = model, status = "LOGGED_MODEL_READY" }, ct);
        return model;
    }

    private static string Csv(IEnumerable<Prediction> predictions)
    {
        var csv = new StringBuilder("row,digit,predicted,confidence,right\n");
        foreach (var each in predictions)
        {
            csv.Append(CultureInfo.InvariantCulture, $"{each.Row},{each.Digit},{each.Predicted},{each.Confidence:0.####},{(each.IsRight ? "yes" : "no")}\n");
        }

        return csv.ToString();
    }

    private static string Invariant(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
