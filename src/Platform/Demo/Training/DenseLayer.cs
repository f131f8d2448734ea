namespace Slipway.Demo.Training;

/// <summary>Outputs that are weighted sums of all inputs and a bias, with the gradients of a batch and the momentum that its steps keep.</summary>
internal sealed class DenseLayer
{
    private readonly double[] _weightSpeed;
    private readonly double[] _biasSpeed;

    /// <param name="spread">The standard deviation of the weights to begin with.</param>
    public DenseLayer(int inputs, int outputs, double spread, Random random)
    {
        (Inputs, Outputs) = (inputs, outputs);
        (Weights, WeightGradients, _weightSpeed) = (new double[inputs * outputs], new double[inputs * outputs], new double[inputs * outputs]);
        (Biases, BiasGradients, _biasSpeed) = (new double[outputs], new double[outputs], new double[outputs]);
        for (var i = 0; i < Weights.Length; i++)
        {
            Weights[i] = spread * Normal(random);
        }
    }

    public int Inputs { get; }

    public int Outputs { get; }

    /// <summary>An output's weights lie side by side, an input's weight at its place.</summary>
    public double[] Weights { get; }

    public double[] Biases { get; }

    public double[] WeightGradients { get; }

    public double[] BiasGradients { get; }

    public void Forward(ReadOnlySpan<double> input, Span<double> output)
    {
        for (var o = 0; o < Outputs; o++)
        {
            var weights = Weights.AsSpan(o * Inputs, Inputs);
            var sum = Biases[o];
            for (var i = 0; i < weights.Length; i++)
            {
                sum += weights[i] * input[i];
            }

            output[o] = sum;
        }
    }

    /// <summary>Adds the gradients of one example.</summary>
    /// <param name="inputGradient">Receives the gradient by the input; empty when nobody asks.</param>
    public void Backward(ReadOnlySpan<double> input, ReadOnlySpan<double> outputGradient, Span<double> inputGradient)
    {
        inputGradient.Clear();
        for (var o = 0; o < Outputs; o++)
        {
            var gradient = outputGradient[o];
            if (gradient == 0)
            {
                continue;
            }

            BiasGradients[o] += gradient;
            var gradients = WeightGradients.AsSpan(o * Inputs, Inputs);
            for (var i = 0; i < gradients.Length; i++)
            {
                gradients[i] += gradient * input[i];
            }

            var weights = Weights.AsSpan(o * Inputs, Inputs);
            for (var i = 0; i < inputGradient.Length; i++)
            {
                inputGradient[i] += gradient * weights[i];
            }
        }
    }

    /// <summary>Forgets the last batch.</summary>
    public void Begin()
    {
        Array.Clear(WeightGradients);
        Array.Clear(BiasGradients);
    }

    /// <summary>Makes the sums over a batch its mean, and adds the penalty's gradient.</summary>
    /// <param name="decay">The objective has half of it times the sum of the squared weights; biases are free.</param>
    public void Finish(int examples, double decay)
    {
        for (var i = 0; i < Weights.Length; i++)
        {
            WeightGradients[i] = (WeightGradients[i] / examples) + (decay * Weights[i]);
        }

        for (var o = 0; o < Outputs; o++)
        {
            BiasGradients[o] /= examples;
        }
    }

    /// <summary>Goes down the gradient.</summary>
    public void Step(double learningRate, double momentum)
    {
        Move(Weights, WeightGradients, _weightSpeed, learningRate, momentum);
        Move(Biases, BiasGradients, _biasSpeed, learningRate, momentum);
    }

    private static void Move(double[] values, double[] gradients, double[] speed, double learningRate, double momentum)
    {
        for (var i = 0; i < values.Length; i++)
        {
            speed[i] = (momentum * speed[i]) - (learningRate * gradients[i]);
            values[i] += speed[i];
        }
    }

    // Box and Muller's way from two uniform numbers to a normal one.
    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
