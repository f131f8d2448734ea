using Shouldly;
using Xunit;

namespace Slipway.Tracking.Artifacts.Viewers;

public sealed class MlmodelTests
{
    [Fact]
    public void A_model_says_its_flavors_and_its_signature()
    {
        var model = Mlmodel.Of("""
            flavors:
              python_function: &python {loader_module: mlflow.sklearn, python_version: 3.12.3}
              copy: *python
            mlflow_version: 3.1.0
            signature:
              inputs: '[{"type": "double", "name": "width", "required": true}]'
              outputs: null
            """)!;

        model.Facts.ShouldBe([new("mlflow_version", "3.1.0")]);
        model.Flavors.Select(flavor => (flavor.Name, flavor.Facts[0].Value)).ShouldBe([("python_function", "mlflow.sklearn"), ("copy", "mlflow.sklearn")]);
        model.Inputs.ShouldHaveSingleItem().ShouldBe(new SignatureField("width", "double", true, null));
        model.Outputs.ShouldBeNull();
    }

    [Fact]
    public void What_is_nested_without_end_is_no_model()
    {
        Mlmodel.Of(new string('[', 500_000)).ShouldBeNull();
        Mlmodel.Of(string.Concat(Enumerable.Repeat("{a: ", 500_000))).ShouldBeNull();
    }

    [Fact]
    public void Values_that_unfold_to_more_and_more_are_no_model()
    {
        var levels = Enumerable.Range(1, 40).Select(level => $"l{level}: &l{level} [*l{level - 1}, *l{level - 1}]");

        Mlmodel.Of($"l0: &l0 [x, x]\n{string.Join('\n', levels)}\n? *l40\n: bomb").ShouldBeNull();
    }
}
