using System.Globalization;
using System.Text.Json.Serialization;
using Slipway.Demo.Digits;
using Slipway.Demo.Logging;
using Slipway.Demo.Training;

namespace Slipway.Demo.Explaining;

/// <summary>What a network says of an image, and why.</summary>
internal sealed record Explanation(int Digit, double Confidence, string Sentence);

/// <summary>An image from the training set that looks like the one in question.</summary>
/// <param name="Content">The image, as text. The names are MLflow's for what a retriever finds.</param>
internal sealed record SimilarImage([property: JsonPropertyName("page_content")] string Content, [property: JsonPropertyName("metadata")] IReadOnlyDictionary<string, object> Metadata);

/// <summary>
/// A small application on a trained network: asked about an image, it says which digit that is and which images it has seen before look like it. Each
/// question is logged as a trace and judged against what is known, so that there are traces to look at.
/// </summary>
internal sealed class DigitExplainer(TrackingClient client, string experiment, string run, Network network, DigitSplit digits)
{
    private const string Shades = " .:-=+*#@";
    private const int Similar = 3;
    private const int MostMistakes = 3;

    /// <summary>Explains one image of each digit, some that are taken for another digit, and one that doesn't exist. Answers how many traces that are.</summary>
    public async Task<int> ExplainAsync(CancellationToken ct)
    {
        var predictions = Evaluation.Of(network, digits.Test).Predictions.Index().ToList();
        int[] images =
        [
            .. predictions.Where(each => each.Item.IsRight).DistinctBy(each => each.Item.Digit).Select(each => each.Index),
            .. predictions.Where(each => !each.Item.IsRight).Take(MostMistakes).Select(each => each.Index),
            digits.Test.Count,
        ];
        foreach (var image in images)
        {
            var trace = new LoggedTrace(client.Time);
            var said = Try(trace, image);
            await trace.SendAsync(client, experiment, run, ct);
            if (said is not null)
            {
                await JudgeAsync(trace.Id, said, digits.Test.Label(image), ct);
            }
        }

        return images.Length;
    }

    private Explanation? Try(LoggedTrace trace, int image)
    {
        try
        {
            return Explain(trace, image);
        }
        catch (ArgumentOutOfRangeException)
        {
            // The trace says so: that is what it is there for.
            return null;
        }
    }

    private Explanation Explain(LoggedTrace trace, int image) => trace.Span("explain digit", "CHAIN", new { image }, () =>
    {
        var drawing = trace.Span("read image", "TOOL", new { image }, () => image < digits.Test.Count
            ? Draw(digits.Test.Image(image))
            : throw new ArgumentOutOfRangeException(nameof(image), $"There are {digits.Test.Count} images, and none has the number {image}."));
        var chances = trace.Span("recognize", "TOOL", new { image = drawing }, () => network.Recognize(digits.Test, image).ToArray().Select(chance => Math.Round(chance, 4)).ToArray());
        var similar = trace.Span("find similar images", "RETRIEVER", new { image = drawing, most = Similar }, () => FindSimilar(image));
        return trace.Span("explain", "PARSER", new { chances, similar = similar.Select(each => each.Metadata["digit"]) }, () => Word(chances, [.. similar.Select(each => (int)each.Metadata["digit"])]));
    });

    private static Explanation Word(double[] chances, int[] similar)
    {
        var digit = Network.Best(chances);
        var alike = similar.Count(each => each == digit);
        var second = Enumerable.Range(0, chances.Length).Where(each => each != digit).MaxBy(each => chances[each]);
        return new(digit, chances[digit], string.Create(
            CultureInfo.InvariantCulture,
            $"It is a {digit}, with {chances[digit]:P1}; the next guess is {second} with {chances[second]:P1}. Of the {similar.Length} most similar training images {alike} {(alike == 1 ? "is" : "are")} a {digit}."));
    }

    // One by one: at some thousands of images that takes a millisecond.
    private SimilarImage[] FindSimilar(int image)
    {
        var sought = digits.Test.Image(image).ToArray();
        return
        [
            .. Enumerable.Range(0, digits.Train.Count).Select(index => (index, distance: Distance(digits.Train.Image(index), sought))).OrderBy(each => each.distance).Take(Similar)
                .Select(each => new SimilarImage(Draw(digits.Train.Image(each.index)), new Dictionary<string, object>
                {
                    ["digit"] = digits.Train.Label(each.index),
                    ["row"] = digits.Train.Rows[each.index],
                    ["distance"] = Math.Round(Math.Sqrt(each.distance), 2),
                })),
        ];
    }

    private async Task JudgeAsync(string trace, Explanation said, int digit, CancellationToken ct)
    {
        var source = new { source_type = "CODE", source_id = "digits explainer" };
        await AssessAsync(new { assessment_name = "expected digit", source, expectation = new { value = digit } });
        await AssessAsync(new
        {
            assessment_name = "correct",
            source,
            feedback = new { value = said.Digit == digit },
            rationale = said.Digit == digit ? "The data set says the same." : $"The data set says that it is a {digit}.",
        });

        Task AssessAsync(object assessment) => client.SendAsync(HttpMethod.Post, $"traces/{trace}/assessments", new { assessment }, ct, version: "3.0");
    }

    private static int Distance(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        var sum = 0;
        for (var i = 0; i < one.Length; i++)
        {
            var apart = one[i] - other[i];
            sum += apart * apart;
        }

        return sum;
    }

    private static string Draw(ReadOnlySpan<byte> image)
    {
        var lines = new string[DigitSet.Side];
        for (var y = 0; y < DigitSet.Side; y++)
        {
            var row = image.Slice(y * DigitSet.Side, DigitSet.Side).ToArray();
            lines[y] = string.Concat(row.Select(grey => Shades[grey * (Shades.Length - 1) / DigitSet.Brightest]));
        }

        return string.Join('\n', lines);
    }
}
