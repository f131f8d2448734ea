using Shouldly;
using Xunit;

namespace Slipway.Tracking.Runs.Inputs;

public sealed class DatasetFactsTests
{
    [Theory]
    [InlineData("""{"uri": "s3://bucket/train.parquet"}""", "s3://bucket/train.parquet", null)]
    [InlineData("""{"url": "https://data.example/iris.csv"}""", "https://data.example/iris.csv", "https://data.example/iris.csv")]
    [InlineData("""{"url": "javascript:alert(1)"}""", "javascript:alert(1)", null)]
    [InlineData("""{"url": "https://ada:secret@data.example/iris.csv"}""", "https://ada:secret@data.example/iris.csv", null)]
    [InlineData("""{"tags": {}}""", """{"tags": {}}""", null)]
    [InlineData("/data/train.csv", "/data/train.csv", null)]
    public void A_source_is_shown_by_its_address_and_linked_when_a_browser_can_open_it(string source, string shown, string? href)
    {
        DatasetFacts.SourceOf(source).ShouldBe(shown);
        DatasetFacts.HrefOf(source).ShouldBe(href);
    }

    [Fact]
    public void Columns_and_tensors_have_names_and_types()
    {
        DatasetFacts.ColumnsOf("""{"mlflow_colspec": [{"type": "double", "name": "x", "required": true}, {"type": "long"}]}""").ShouldBe([new("x", "double"), new("1", "long")]);
        DatasetFacts.ColumnsOf("""{"mlflow_tensorspec": {"features": [{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 28]}}]}}""").ShouldBe([new("features.0", "float32 [-1, 28]")]);
        DatasetFacts.ColumnsOf("no json").ShouldBeEmpty();
        DatasetFacts.ColumnsOf(null).ShouldBeEmpty();
    }
}
