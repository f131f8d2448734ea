using System.Globalization;
using Slipway.Demo.Sweeps;
using Slipway.Foundation.Access;
using Slipway.Registry.Cards;
using Slipway.Registry.Models;
using Slipway.Registry.Policies;
using Slipway.Registry.Promotions;
using Slipway.Registry.Reviews;
using Slipway.Registry.Versions;
using Slipway.Tracking.Experiments;
using Slipway.Tracking.Runs;

namespace Slipway.Demo;

/// <summary>Registers what the demo trained: the best models of its sweep are versions of one registered model, and reviews ask to make each of them its champion.</summary>
internal sealed class DemoModels(ExperimentService experiments, RunService runs, ModelService models, CardService cards, VersionService versions, ReviewRequestService reviews)
{
    public const string Digits = "digits";
    public const string Champion = "champion";

    /// <summary>What is asked before one of its versions is let in.</summary>
    public static readonly IReadOnlyList<TargetPolicy> Policy =
    [
        new(new(PromotionTarget.Alias, Champion), [new(1, ProjectRole.Reviewer)],
            [new("metric-of-holder", Metric, Threshold.AtLeast), new("discussion")], ExpiresInDays: 30, ReviewAgainInDays: 180),
        new(new(PromotionTarget.Stage, "Production"), [new(1, ProjectRole.Reviewer)], []),
    ];

    private const int Versions = 2;
    private const string Metric = "val/accuracy";

    private const string Description = """
        Recognizes handwritten digits on images of 8×8 pixels, for the mail room's sorting of postcodes.

        - **Goes in:** 64 grey values from 0 to 16, line by line
        - **Comes out:** the digit, and how likely each of the ten is
        - **Not for:** cheques, signatures, or anything that is written joined up
        """;

    private static readonly ModelCard Card = new(
        Purpose: "Reads the digits of postcodes, so that letters are sorted without being read by people.",
        IntendedUse: "The sorting machines of the mail room. What it is less than 90 % sure of goes to a person.",
        Limits: "Not for cheques, signatures, or anything that is written joined up. It knows digits alone: of a letter it makes a digit.",
        Data: "1,797 images of 8×8 pixels (Optical Recognition of Handwritten Digits, UCI). Some are kept for choosing among models, others for the last test.",
        Evaluation: "Accuracy and loss on images that it wasn't trained on; the pictures of its run show what it takes for what.",
        Fairness: "Who wrote the digits isn't known, so it can't be told whose writing it reads worse.",
        Risk: CardRisk.Low,
        Contacts: "Ben Okafor for the model, Ada Moreno for where it is used.");

    /// <summary>Makes the model of the newest sweep's best runs; nothing when nothing was trained, or when there is a model of that name.</summary>
    /// <returns>The numbers of the reviews that were requested, the best version's last.</returns>
    public async Task<IReadOnlyList<int>> RegisterAsync(KnownProject project, CancellationToken ct)
    {
        var experiment = await experiments.FindAsync(project, DigitSweep.Experiment, ct);
        if (experiment.Refusal is not null)
        {
            return [];
        }

        var found = await runs.SearchAsync(project, new RunSearch([experiment.Value.Number], $"metrics.`{Metric}` > 0 AND attributes.status = 'FINISHED'", OrderBy: [$"metrics.`{Metric}` DESC"]), ct);
        var best = found.Refusal is null ? found.Value.Items.Where(run => run.ModelOutputs.Count > 0).Take(Versions).Reverse().ToList() : [];
        if (best.Count == 0 || (await models.RegisterAsync(project, new(Digits, Description), ct)).Refusal is not null)
        {
            return [];
        }

        await cards.WriteAsync(project, Digits, new(Card, Before: 0), ct);
        var requested = new List<int>();
        foreach (var run in best)
        {
            var accuracy = run.Metrics.Where(metric => metric.Key == Metric).Select(metric => metric.Value).FirstOrDefault();
            var notes = string.Create(CultureInfo.InvariantCulture, $"`{run.Info.Name}`: {accuracy:P1} of the images that it wasn't trained on.");
            var version = await versions.RegisterAsync(project, Digits, new($"models:/{run.ModelOutputs[0].ModelId}", run.Info.RunId, Description: notes), ct);
            var review = version.Refusal is null ? await reviews.RequestAsync(project, new(Digits, version.Value.Number, new(PromotionTarget.Alias, Champion), Reason(accuracy)), ct) : version.Refusal;
            if (review.Refusal is null)
            {
                requested.Add(review.Value.Number);
            }
        }

        return requested;
    }

    private static string Reason(double accuracy) => string.Create(
        CultureInfo.InvariantCulture, $"It reads **{accuracy:P1}** of the digits that it wasn't trained on. The mail room would use it as soon as it is `champion`; what it gets wrong is in the run's pictures.");
}
