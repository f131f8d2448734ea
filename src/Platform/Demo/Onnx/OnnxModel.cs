using Slipway.Demo.Digits;
using Slipway.Demo.Training;

namespace Slipway.Demo.Onnx;

/// <summary>
/// A trained network as an ONNX file, which any runtime of that format loads: grey values 0 to 16 in, the likelihood of each digit and the likeliest one out. Field
/// numbers are those of <c>onnx.proto</c>, operators those of the set named here. https://github.com/onnx/onnx/blob/main/docs/IR.md
/// </summary>
internal static class OnnxModel
{
    public const string Input = "pixels";
    public const string Chances = "probabilities";
    public const string Digit = "digit";

    private const int IrVersion = 8;
    private const int OperatorSet = 13;
    private const int Float = 1;
    private const int Int64 = 7;
    private const int IntegerAttribute = 2;

    public static byte[] Of(Network network)
    {
        List<ProtocolBuffer> nodes = [Node("Mul", [Input, "scale"], "scaled")];
        List<ProtocolBuffer> constants = [Tensor("scale", [1], [1f / DigitSet.Brightest])];
        var last = "scaled";
        foreach (var (index, layer) in network.Layers.Index())
        {
            var (weights, biases, sum) = ($"weights{index + 1}", $"biases{index + 1}", $"sum{index + 1}");
            constants.Add(Tensor(weights, [layer.Outputs, layer.Inputs], layer.Weights));
            constants.Add(Tensor(biases, [layer.Outputs], layer.Biases));
            nodes.Add(Node("Gemm", [last, weights, biases], sum, ("transB", 1)));
            last = sum;
            if (index < network.Layers.Count - 1)
            {
                nodes.Add(Node("Relu", [sum], last = $"hidden{index + 1}"));
            }
        }

        nodes.Add(Node("Softmax", [last], Chances, ("axis", 1)));
        nodes.Add(Node("ArgMax", [Chances], Digit, ("axis", 1), ("keepdims", 0)));
        var graph = new ProtocolBuffer()
            .Messages(1, nodes).Text(2, "digits").Messages(5, constants)
            .Message(11, Value(Input, Float, DigitSet.Pixels)).Message(12, Value(Chances, Float, DigitSet.Classes)).Message(12, Value(Digit, Int64, null));
        return new ProtocolBuffer()
            .Integer(1, IrVersion).Text(2, "slipway-demo").Message(7, graph).Message(8, new ProtocolBuffer().Text(1, "").Integer(2, OperatorSet))
            .ToArray();
    }

    private static ProtocolBuffer Node(string kind, IEnumerable<string> inputs, string output, params (string Name, long Value)[] attributes)
    {
        var node = new ProtocolBuffer();
        foreach (var input in inputs)
        {
            node.Text(1, input);
        }

        return node.Text(2, output).Text(3, output).Text(4, kind)
            .Messages(5, attributes.Select(attribute => new ProtocolBuffer().Text(1, attribute.Name).Integer(3, attribute.Value).Integer(20, IntegerAttribute)));
    }

    private static ProtocolBuffer Tensor(string name, IEnumerable<int> shape, IEnumerable<double> values)
    {
        var tensor = new ProtocolBuffer();
        foreach (var size in shape)
        {
            tensor.Integer(1, size);
        }

        return tensor.Integer(2, Float).Text(8, name).Floats(9, [.. values.Select(value => (float)value)]);
    }

    // The first dimension is as long as whoever asks wants it: many images at once.
    private static ProtocolBuffer Value(string name, int kind, int? width)
    {
        var shape = new ProtocolBuffer().Message(1, new ProtocolBuffer().Text(2, "images"));
        if (width is { } each)
        {
            shape.Message(1, new ProtocolBuffer().Integer(1, each));
        }

        return new ProtocolBuffer().Text(1, name).Message(2, new ProtocolBuffer().Message(1, new ProtocolBuffer().Integer(1, kind).Message(2, shape)));
    }
}
