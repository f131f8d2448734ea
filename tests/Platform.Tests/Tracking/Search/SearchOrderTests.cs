using Shouldly;
using Slipway.Foundation.Results;
using Xunit;

namespace Slipway.Tracking.Search;

public sealed class SearchOrderTests
{
    [Theory]
    [InlineData("metrics.loss", "Metric loss up")]
    [InlineData("metrics.loss DESC", "Metric loss down")]
    [InlineData(" metric.`val loss`  asc ", "Metric val loss up")]
    [InlineData("params.\"a b\" Desc", "Param a b down")]
    [InlineData("tags.mlflow.user", "Tag mlflow.user up")]
    [InlineData("start_time DESC", "Attribute start_time down")]
    [InlineData("attributes.Created DESC", "Attribute start_time down")]
    [InlineData("attribute.run_name", "Attribute run_name up")]
    public void An_order_of_runs_is_read(string clause, string expected)
    {
        var order = SearchOrder.Parse([clause], SearchEntity.Runs).Value.ShouldHaveSingleItem();
        $"{order.Field.Kind} {order.Field.Key} {(order.Ascending ? "up" : "down")}".ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("metrics.loss DOWN")]
    [InlineData("metrics.loss DESC NULLS LAST")]
    [InlineData("metrics.loss, metrics.b")]
    [InlineData("metrics.a/b DESC")]
    [InlineData("'status'")]
    [InlineData("dataset.name")]
    [InlineData("lifecycle_stage")]
    [InlineData("model.x")]
    public void An_order_of_runs_is_refused(string clause) => SearchOrder.Parse([clause], SearchEntity.Runs).Refusal.ShouldBeOfType<Invalid>();

    [Fact]
    public void A_key_is_given_once_whatever_its_spelling() => SearchOrder.Parse(["start_time", "metrics.a", "attribute.created DESC"], SearchEntity.Runs)
        .Refusal.ShouldBeOfType<Invalid>().Message.ShouldContain("'start_time' is given 2 times");

    [Fact]
    public void Experiments_are_ordered_by_their_attributes_only()
    {
        SearchOrder.Parse(["experiment_id DESC", "name"], SearchEntity.Experiments).Value.Count.ShouldBe(2);
        SearchOrder.Parse(["tags.a"], SearchEntity.Experiments).Refusal.ShouldBeOfType<Invalid>();
    }

    [Fact]
    public void A_logged_models_metric_is_ordered_by_its_value_on_a_dataset()
    {
        var orders = SearchOrder.Parse([new("metrics.acc", Ascending: false, "train", "d1"), new("metrics.acc", true, "test"), new("creation_time")]).Value;
        orders[0].ShouldBe(new(new(SearchFieldKind.Metric, "acc"), false, "train", "d1"));
        orders[1].DatasetName.ShouldBe("test");
        orders[2].Field.Key.ShouldBe("creation_timestamp");
    }

    [Fact]
    public void A_logged_models_order_is_refused_where_its_dataset_makes_no_sense()
    {
        SearchOrder.Parse([new("name", true, "train")]).Refusal!.Message.ShouldContain("only metrics");
        SearchOrder.Parse([new("metrics.acc", true, null, "d1")]).Refusal!.Message.ShouldContain("dataset_name");
        SearchOrder.Parse([new("metrics.acc"), new("metrics.acc", false)]).Refusal!.Message.ShouldContain("2 times");
    }
}
