using Shouldly;
using Xunit;

namespace Slipway.Tracking.Search;

/// <summary>In each filter, | is where somebody writes.</summary>
public sealed class FilterHelpTests
{
    private static readonly FilterChoice[] Names =
    [
        new("metrics.loss", FilterChoiceKind.Metric), new("metrics.`val loss`", FilterChoiceKind.Metric), new("params.lr", FilterChoiceKind.Param), new("tags.`team name`", FilterChoiceKind.Tag),
    ];

    [Theory]
    [InlineData("los|", "metrics.loss, metrics.`val loss`")]
    [InlineData("metrics.v|", "metrics.`val loss`")]
    [InlineData("metrics.`val l|", "metrics.`val loss`")]
    [InlineData("status = 'FAILED' AND te|", "tags.`team name`, dataset.context")]
    [InlineData("(l|", "params.lr, metrics.loss, metrics.`val loss`", true)]
    [InlineData("metrics.loss |", "=, !=, >, >=, <, <=, IN, NOT IN, IS NULL, IS NOT NULL, BETWEEN")]
    [InlineData("metrics.loss <|", "<=")]
    [InlineData("params.lr not|", "NOT LIKE, NOT ILIKE, NOT IN, IS NOT NULL")]
    [InlineData("nothing |", "")]
    [InlineData("params.lr = |", "'0.1', \"it's\"")]
    [InlineData("params.lr = '0|", "'0.1'")]
    [InlineData("params.lr IN ('x', |", "'0.1', \"it's\"")]
    [InlineData("params.lr IN ('x') |", "AND, OR")]
    [InlineData("metrics.loss BETWEEN 1 |", "AND")]
    [InlineData("metrics.loss BETWEEN 1 AND 2 |", "AND, OR")]
    [InlineData("params.lr IS |", "NULL, NOT NULL")]
    [InlineData("params.lr IS NULL a|", "AND")]
    public async Task What_can_be_written_next_is_offered_best_first(string filter, string offered, bool inAnyOrder = false)
    {
        var caret = filter.IndexOf('|', StringComparison.Ordinal);
        var choices = await FilterHelp.CompleteAsync(filter.Remove(caret, 1), caret, Names, name => Task.FromResult<IReadOnlyList<string>>(name == "params.lr" ? ["0.1", "it's"] : []));

        var texts = choices.Choices.Select(choice => choice.Text);
        if (inAnyOrder)
        {
            offered.Split(", ").ShouldBeSubsetOf(texts);
        }
        else
        {
            string.Join(", ", texts).ShouldBe(offered);
        }
    }

    [Theory]
    [InlineData("metrics.lo|ss < 1", 0, 12)]
    [InlineData("status = 'FAILED' AND me|", 22, 24)]
    [InlineData("status = 'FA|", 9, 12)]
    [InlineData("metrics.`val l|", 0, 14)]
    [InlineData("status = |", 9, 9)]
    public async Task What_is_chosen_replaces_the_piece_that_was_begun(string filter, int start, int end)
    {
        var caret = filter.IndexOf('|', StringComparison.Ordinal);
        var choices = await FilterHelp.CompleteAsync(filter.Remove(caret, 1), caret, Names, _ => Task.FromResult<IReadOnlyList<string>>([]));

        (choices.Start, choices.End).ShouldBe((start, end));
    }

    [Theory]
    [InlineData("loss", "metrics.loss")]
    [InlineData("a.b_c", "metrics.a.b_c")]
    [InlineData("val/loss", "metrics.`val/loss`")]
    [InlineData("a..b", "metrics.`a..b`")]
    [InlineData(".", "metrics.`.`")]
    public void A_key_is_quoted_where_it_has_to_be(string key, string written)
    {
        FilterHelp.Quoted("metrics", key).ShouldBe(written);
        FilterHelp.Check($"{written} > 1").ShouldBeNull();
    }
}
