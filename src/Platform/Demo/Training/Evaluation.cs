using Slipway.Demo.Digits;

namespace Slipway.Demo.Training;

/// <summary>What a network said of one image.</summary>
/// <param name="Row">The image's line in the data set's file, from 0.</param>
/// <param name="Confidence">How likely it took the answer to be.</param>
internal readonly record struct Prediction(int Row, int Digit, int Predicted, double Confidence)
{
    public bool IsRight => Digit == Predicted;
}

/// <summary>How a network does on a set of images.</summary>
internal sealed record Evaluation(Score Score, IReadOnlyList<Prediction> Predictions)
{
    /// <summary>How many images of each digit (first) were taken for each digit (second).</summary>
    public int[,] Confusion()
    {
        var counts = new int[DigitSet.Classes, DigitSet.Classes];
        foreach (var prediction in Predictions)
        {
            counts[prediction.Digit, prediction.Predicted]++;
        }

        return counts;
    }

    public static Evaluation Of(Network network, DigitSet digits)
    {
        var predictions = new Prediction[digits.Count];
        var loss = 0d;
        for (var index = 0; index < digits.Count; index++)
        {
            var label = digits.Label(index);
            var chances = network.Recognize(digits, index);
            var best = Network.Best(chances);
            loss -= Math.Log(Math.Max(chances[label], double.Epsilon));
            predictions[index] = new(digits.Rows[index], label, best, chances[best]);
        }

        return new(new(loss / digits.Count, predictions.Count(prediction => prediction.IsRight) / (double)digits.Count), predictions);
    }
}
