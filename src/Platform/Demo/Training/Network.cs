using Slipway.Demo.Digits;

namespace Slipway.Demo.Training;

/// <summary>What one batch, or one set, was found to be.</summary>
/// <param name="Loss">The mean cross-entropy, in nats, without the penalty on weights.</param>
/// <param name="Accuracy">The share of images that were recognized.</param>
internal readonly record struct Score(double Loss, double Accuracy);

/// <summary>
/// Recognizes digits: softmax regression, or with hidden units a network of one hidden layer of rectifiers. Plain arithmetic in one order, so the same
/// seed gives the same weights again.
/// </summary>
internal sealed class Network
{
    private readonly double[] _input = new double[DigitSet.Pixels];
    private readonly double[] _hidden;
    private readonly double[] _hiddenGradient;
    private readonly double[] _output = new double[DigitSet.Classes];

    /// <param name="hidden">How many units the hidden layer has; 0 for softmax regression.</param>
    public Network(int hidden, Random random)
    {
        Hidden = hidden;
        (_hidden, _hiddenGradient) = (new double[hidden], new double[hidden]);
        // Rectifiers halve the variance: He's initialization makes up for it.
        Layers = hidden == 0
            ? [new(DigitSet.Pixels, DigitSet.Classes, 0.01, random)]
            : [new(DigitSet.Pixels, hidden, Math.Sqrt(2d / DigitSet.Pixels), random), new(hidden, DigitSet.Classes, Math.Sqrt(1d / hidden), random)];
    }

    public int Hidden { get; }

    public IReadOnlyList<DenseLayer> Layers { get; }

    /// <summary>How many numbers it learns.</summary>
    public int Parameters => Layers.Sum(layer => layer.Weights.Length + layer.Biases.Length);

    /// <summary>The square root of the sum of all squared gradients of the last batch.</summary>
    public double GradientNorm => Math.Sqrt(Layers.Sum(layer => layer.WeightGradients.Sum(Square) + layer.BiasGradients.Sum(Square)));

    /// <summary>Half the sum of squared weights: what weight decay adds to the objective, times its factor.</summary>
    public double Penalty => Layers.Sum(layer => layer.Weights.Sum(Square)) / 2;

    /// <summary>How likely the image shows each digit. The answer is overwritten by the next one.</summary>
    public ReadOnlySpan<double> Recognize(DigitSet digits, int index)
    {
        digits.Read(index, _input);
        if (Hidden == 0)
        {
            Layers[0].Forward(_input, _output);
        }
        else
        {
            Layers[0].Forward(_input, _hidden);
            for (var h = 0; h < _hidden.Length; h++)
            {
                _hidden[h] = Math.Max(_hidden[h], 0);
            }

            Layers[1].Forward(_hidden, _output);
        }

        Softmax(_output);
        return _output;
    }

    /// <summary>Finds the gradients of the mean loss of some images, and of the penalty.</summary>
    public Score Learn(DigitSet digits, ReadOnlySpan<int> batch, double decay)
    {
        foreach (var layer in Layers)
        {
            layer.Begin();
        }

        var (loss, right) = (0d, 0);
        foreach (var index in batch)
        {
            var label = digits.Label(index);
            var chances = Recognize(digits, index);
            loss -= Math.Log(Math.Max(chances[label], double.Epsilon));
            right += Best(chances) == label ? 1 : 0;
            Backward(label);
        }

        foreach (var layer in Layers)
        {
            layer.Finish(batch.Length, decay);
        }

        return new(double.IsNaN(_output[0]) ? double.NaN : loss / batch.Length, right / (double)batch.Length);
    }

    /// <summary>Goes down the gradients found last.</summary>
    public void Step(double learningRate, double momentum)
    {
        foreach (var layer in Layers)
        {
            layer.Step(learningRate, momentum);
        }
    }

    /// <summary>The digit that is most likely.</summary>
    public static int Best(ReadOnlySpan<double> chances)
    {
        var best = 0;
        for (var c = 1; c < chances.Length; c++)
        {
            best = chances[c] > chances[best] ? c : best;
        }

        return best;
    }

    // Of softmax and cross-entropy together, the gradient is the difference of what was said and what is.
    private void Backward(int label)
    {
        _output[label] -= 1;
        if (Hidden == 0)
        {
            Layers[0].Backward(_input, _output, []);
            return;
        }

        Layers[1].Backward(_hidden, _output, _hiddenGradient);
        for (var h = 0; h < _hidden.Length; h++)
        {
            _hiddenGradient[h] = _hidden[h] > 0 ? _hiddenGradient[h] : 0;
        }

        Layers[0].Backward(_input, _hiddenGradient, []);
    }

    private static void Softmax(Span<double> values)
    {
        var most = double.NegativeInfinity;
        foreach (var value in values)
        {
            most = Math.Max(most, value);
        }

        var sum = 0d;
        for (var c = 0; c < values.Length; c++)
        {
            values[c] = Math.Exp(values[c] - most);
            sum += values[c];
        }

        for (var c = 0; c < values.Length; c++)
        {
            values[c] /= sum;
        }
    }

    private static double Square(double value) => value * value;
}
