using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Shouldly;
using Slipway.Demo.Digits;
using Slipway.Demo.Onnx;
using Slipway.Demo.Sweeps;
using Slipway.Demo.Training;
using Xunit;

namespace Slipway.Demo;

public sealed class OnnxModelTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    public void A_runtime_that_knows_nothing_of_us_loads_the_file_and_answers_the_same(int hidden)
    {
        var digits = DigitSet.All.Split(SweepPlan.Seed);
        var trainer = new Trainer(new(hidden, 0.1, 0.001, 3, 5), digits);
        trainer.Train().Count().ShouldBe(trainer.Steps);
        var test = digits.Test;
        var pixels = new DenseTensor<float>([test.Count, DigitSet.Pixels]);
        for (var index = 0; index < test.Count; index++)
        {
            for (var pixel = 0; pixel < DigitSet.Pixels; pixel++)
            {
                pixels[index, pixel] = test.Image(index)[pixel];
            }
        }

        using var session = new InferenceSession(OnnxModel.Of(trainer.Network));
        using var answers = session.Run([NamedOnnxValue.CreateFromTensor(OnnxModel.Input, pixels)]);

        var chances = answers.Single(answer => answer.Name == OnnxModel.Chances).AsTensor<float>();
        var answered = answers.Single(answer => answer.Name == OnnxModel.Digit).AsTensor<long>();
        for (var index = 0; index < test.Count; index++)
        {
            var ours = trainer.Network.Recognize(test, index);
            answered[index].ShouldBe(Network.Best(ours));
            for (var digit = 0; digit < DigitSet.Classes; digit++)
            {
                chances[index, digit].ShouldBe((float)ours[digit], 1e-4f);
            }
        }
    }
}
