using CsCheck;
using Shouldly;
using Slipway.Foundation.Results;
using Xunit;

namespace Slipway.Tracking.Search;

public sealed class SearchFilterTests
{
    [Theory]
    [InlineData("metrics.loss < 1", "Metric loss Less 1")]
    [InlineData("metric.loss<=-1e-3", "Metric loss LessOrEqual -0.001")]
    [InlineData("metrics.`val loss` != 1e+5", "Metric val loss NotEqual 100000")]
    [InlineData("metrics.\"train/loss\" >= .5", "Metric train/loss GreaterOrEqual 0.5")]
    [InlineData("`metrics`.a.b.c > 2.", "Metric a.b.c Greater 2")]
    [InlineData("metrics.0 = 0", "Metric 0 Equal 0")]
    [InlineData("metrics.übung = 1", "Metric übung Equal 1")]
    [InlineData("params.lr = '0.01'", "Param lr Equal 0.01")]
    [InlineData("parameter.lr = \"0.01\"", "Param lr Equal 0.01")]
    [InlineData("param.a ilike '%X_'", "Param a ILike %X_")]
    [InlineData("parameters.a LiKe ''", "Param a Like ")]
    [InlineData("params.a = 'x AND y = ''z'''", "Param a Equal x AND y = ''z''")]
    [InlineData("params.a = 'it\\'s'", "Param a Equal it\\'s")]
    [InlineData("params.path = 'C:\\'", "Param path Equal C:\\")]
    [InlineData("tags.mlflow.runName LIKE '%'", "Tag mlflow.runName Like %")]
    [InlineData("tag.`mlflow.note.content` IS NOT NULL", "Tag mlflow.note.content IsNotNull")]
    [InlineData("tags.a is null", "Tag a IsNull")]
    [InlineData("status = 'running'", "Attribute status Equal running")]
    [InlineData("attributes.status != 'FINISHED'", "Attribute status NotEqual FINISHED")]
    [InlineData("attr.created > 5", "Attribute start_time Greater 5")]
    [InlineData("run.Created > 5", "Attribute start_time Greater 5")]
    [InlineData("attribute.`run name` = 'x'", "Attribute run_name Equal x")]
    [InlineData("`Run Name` = 'x'", "Attribute run_name Equal x")]
    [InlineData("start_time >= 1.7e12", "Attribute start_time GreaterOrEqual 1700000000000")]
    [InlineData("end_time = 9223372036854775807", "Attribute end_time Equal 9223372036854775807")]
    [InlineData("run_id IN ('a','B' , \"c\")", "Attribute run_id In [a|B|c]")]
    [InlineData("run_id not  in ('a')", "Attribute run_id NotIn [a]")]
    [InlineData("dataset.name = 'd'", "Dataset name Equal d")]
    [InlineData("datasets.digest IN ('1', '2')", "Dataset digest In [1|2]")]
    [InlineData("datasets.context ILIKE 'train'", "Dataset context ILike train")]
    [InlineData("  metrics.a > 1  and params.b = 'c'\nAND tags.d != 'e' ", "Metric a Greater 1 & Param b Equal c & Tag d NotEqual e")]
    [InlineData("", "everything")]
    [InlineData(" \t\n", "everything")]
    [InlineData(null, "everything")]
    public void A_filter_of_runs_is_read(string? filter, string expected) => Read(filter, SearchEntity.Runs).ShouldBe(expected);

    [Theory]
    [InlineData("name LIKE 'exp%'", "Attribute name Like exp%")]
    [InlineData("attribute.name ILIKE 'exp%'", "Attribute name ILike exp%")]
    [InlineData("creation_time > 0 AND last_update_time <= 3", "Attribute creation_time Greater 0 & Attribute last_update_time LessOrEqual 3")]
    [InlineData("tags.`team` = 'vision'", "Tag team Equal vision")]
    public void A_filter_of_experiments_is_read(string filter, string expected) => Read(filter, SearchEntity.Experiments).ShouldBe(expected);

    [Theory]
    [InlineData("name = 'model'", "Attribute name Equal model")]
    [InlineData("attributes.model_id IN ('m-1', 'm-2')", "Attribute model_id In [m-1|m-2]")]
    [InlineData("creation_time > 5", "Attribute creation_timestamp Greater 5")]
    [InlineData("last_updated_timestamp_ms > 5", "Attribute last_updated_timestamp Greater 5")]
    [InlineData("metrics.loss > 0.1 AND params.lr = 0.01", "Metric loss Greater 0.1 & Param lr Equal 0.01")]
    [InlineData("tags.a NOT IN ('x')", "Tag a NotIn [x]")]
    public void A_filter_of_logged_models_is_read(string filter, string expected) => Read(filter, SearchEntity.LoggedModels).ShouldBe(expected);

    [Theory]
    [InlineData("metrics.a > 1 OR metrics.b > 1", "\"OR\"")]
    [InlineData("(metrics.a > 1)", "\"(\"")]
    [InlineData("metrics.a BETWEEN 1 AND 2", "\"BETWEEN\"")]
    [InlineData("NOT metrics.a > 1", "\"NOT\"")]
    [InlineData("metrics.a > 1 metrics.b > 2", "\"metrics.b\"")]
    [InlineData("metrics.a > 1 AND", "missing at its end")]
    [InlineData("AND metrics.a > 1", "\"AND\"")]
    [InlineData("metrics.a > 1 AND AND metrics.b > 1", "\"AND\"")]
    [InlineData("metrics.a > 1;", "\";\"")]
    [InlineData("metrics.a", "nothing is no operator")]
    [InlineData("metrics.a >", "with nothing")]
    [InlineData("metrics.a == 1", "\"==\"")]
    [InlineData("metrics.a <> 1", "\"<>\"")]
    [InlineData("metrics.a > '1'", "\"'1'\"")]
    [InlineData("metrics.a > NaN", "\"NaN\"")]
    [InlineData("metrics.a > 0x10", "\"0x10\"")]
    [InlineData("metrics.a > 1e400", "\"1e400\"")]
    [InlineData("metrics.a LIKE 'x'", "operator LIKE doesn't apply to 'metrics.a'")]
    [InlineData("metrics.a IS NULL", "operator IS NULL doesn't apply")]
    [InlineData("metrics.train/loss > 1", "\"metrics.train/loss\"")]
    [InlineData("metrics.a-b > 1", "\"metrics.a-b\"")]
    [InlineData("metrics. > 1", "\"metrics.\"")]
    [InlineData("metrics.`a > 1", "\"metrics.`a\"")]
    [InlineData("metrics.a.`b` > 1", "quoted in part")]
    [InlineData("params.a = 1", "\"1\"")]
    [InlineData("params.a = abc", "\"abc\"")]
    [InlineData("params.a = `abc`", "\"`abc`\"")]
    [InlineData("params.a = 'abc", "\"'abc\"")]
    [InlineData("params.a > 'x'", "operator > doesn't apply")]
    [InlineData("params.a IN ('x')", "operator IN doesn't apply")]
    [InlineData("params.a NOT LIKE 'x'", "\"LIKE\" is no operator")]
    [InlineData("params.a IS 'x'", "\"'x'\" is no operator")]
    [InlineData("status IN ('RUNNING')", "operator IN doesn't apply to 'status'")]
    [InlineData("run_id IN ()", "\")\"")]
    [InlineData("run_id IN ('a',)", "\")\"")]
    [InlineData("run_id IN ('a' 'b')", "\"'b'\"")]
    [InlineData("run_id IN ('a', 1)", "\"1\"")]
    [InlineData("run_id IN 'a'", "\"'a'\"")]
    [InlineData("run_id IN ('a'", "nothing")]
    [InlineData("start_time > 1.5", "\"1.5\"")]
    [InlineData("start_time > 'x'", "\"'x'\"")]
    [InlineData("start_time LIKE 'x'", "operator LIKE doesn't apply")]
    [InlineData("experiment_id = '1'", "Invalid attribute key 'experiment_id'")]
    [InlineData("lifecycle_stage = 'active'", "Invalid attribute key 'lifecycle_stage'")]
    [InlineData("model.a = 'x'", "Invalid entity type 'model'")]
    [InlineData("Metrics.a > 1", "Invalid entity type 'Metrics'")]
    [InlineData("dataset.source = 'x'", "Invalid dataset key 'source'")]
    [InlineData("'status' = 'x'", "\"'status'\"")]
    [InlineData("1 = 1", "\"1\"")]
    public void A_filter_of_runs_is_refused_by_naming_the_piece(string filter, string named) => Refused(filter, SearchEntity.Runs).ShouldContain(named);

    [Theory]
    [InlineData("metrics.a > 1 OR metrics.b > 1", "(Metric a Greater 1 | Metric b Greater 1)")]
    [InlineData("metrics.a > 1 or params.b = 'x' and tags.c = 'y'", "(Metric a Greater 1 | Param b Equal x & Tag c Equal y)")]
    [InlineData("(metrics.a > 1 OR params.b = 'x') AND tags.c = 'y'", "(Metric a Greater 1 | Param b Equal x) & Tag c Equal y")]
    [InlineData("((metrics.a > 1))", "Metric a Greater 1")]
    [InlineData("NOT metrics.a > 1", "!Metric a Greater 1")]
    [InlineData("NOT NOT metrics.a > 1", "Metric a Greater 1")]
    [InlineData("NOT (metrics.a > 1 OR params.b IS NULL)", "!Metric a Greater 1 & Param b IsNotNull")]
    [InlineData("NOT (metrics.a > 1 AND params.b = 'x')", "(!Metric a Greater 1 | !Param b Equal x)")]
    [InlineData("params.a = 'x' OR params.a IN ('y', 'z') OR params.a = 'x'", "Param a In [x|y|z]")]
    [InlineData("status IN ('RUNNING', 'FAILED')", "Attribute status In [RUNNING|FAILED]")]
    [InlineData("metrics.a NOT IN (1, 2.5)", "Metric a NotIn [1|2.5]")]
    [InlineData("metrics.a IS NULL AND end_time IS NOT NULL", "Metric a IsNull & Attribute end_time IsNotNull")]
    [InlineData("metrics.a BETWEEN 1 AND 2 AND tags.b = 'x'", "Metric a GreaterOrEqual 1 & Metric a LessOrEqual 2 & Tag b Equal x")]
    [InlineData("tags.a NOT LIKE '%x%' AND tags.b NOT ILIKE 'y'", "Tag a NotLike %x% & Tag b NotILike y")]
    [InlineData("params.lr = 0.01 OR params.n IN (1, '2')", "(Param lr Equal 0.01 | Param n In [1|2])")]
    [InlineData("start_time > '2026-03-01'", "Attribute start_time Greater 1772323200000")]
    [InlineData("end_time <= '2026-03-01 12:30+01:00'", "Attribute end_time LessOrEqual 1772364600000")]
    [InlineData("duration > '1.5h' OR duration < 500", "(Attribute duration Greater 5400000 | Attribute duration Less 500)")]
    public void Our_own_doors_read_more(string filter, string expected) => Read(filter, SearchEntity.Runs, SearchGrammar.Extended).ShouldBe(expected);

    [Theory]
    [InlineData("metrics.a > 1 OR", 16, 0, "a comparison is missing")]
    [InlineData("metrics.a > 1 OR (metrics.b > 1", 31, 0, ") is missing")]
    [InlineData("metrics.a > 1) AND metrics.b > 1", 13, 1, "can't follow")]
    [InlineData("metrics.a > 1 metrics.b > 2", 14, 9, "AND or OR")]
    [InlineData("tags.x = 'y' AND foo = 'z'", 17, 3, "Invalid attribute key 'foo'")]
    [InlineData("metrics.a LIKE 'x'", 10, 4, "LIKE doesn't apply")]
    [InlineData("metrics.a > 'x'", 12, 3, "a number")]
    [InlineData("metrics.a IN (1, 'x')", 17, 3, "number")]
    [InlineData("status ~ 'x'", 7, 1, "no operator")]
    [InlineData("start_time > 'soon'", 13, 6, "a time")]
    [InlineData("duration > 'long'", 11, 6, "a time span")]
    [InlineData("params.a BETWEEN 'a' AND 'b'", 9, 7, "BETWEEN doesn't apply")]
    [InlineData("metrics.a BETWEEN 1 OR 2", 20, 2, "BETWEEN has its AND")]
    public void What_cannot_be_read_is_marked_where_it_is_wrong(string filter, int start, int length, string says)
    {
        var refusal = SearchFilter.Parse(filter, SearchEntity.Runs, SearchGrammar.Extended).Refusal.ShouldBeOfType<UnreadableFilter>();

        (refusal.Start, refusal.Length).ShouldBe((start, length));
        refusal.Message.ShouldContain(says);
    }

    [Fact]
    public void A_filter_that_is_too_deep_or_too_long_is_refused_and_breaks_nothing()
    {
        SearchFilter.Parse($"{new string('(', 10_000)}status = 'x'{new string(')', 10_000)}", SearchEntity.Runs, SearchGrammar.Extended).Refusal!.Message.ShouldContain("nested too deeply");
        SearchFilter.Parse(string.Join(" OR ", Enumerable.Repeat("tags.a = 'x'", 101)), SearchEntity.Runs, SearchGrammar.Extended).Refusal!.Message.ShouldContain("more than 100 comparisons");
    }

    [Theory]
    [InlineData("metrics.a > 1", "attribute, tag, tags")]
    [InlineData("attr.name = 'x'", "Invalid entity type 'attr'")]
    [InlineData("experiment_id = '1'", "Allowed are name, creation_time, last_update_time.")]
    [InlineData("name IN ('x')", "operator IN")]
    public void A_filter_of_experiments_is_refused_by_saying_what_is_allowed(string filter, string named) => Refused(filter, SearchEntity.Experiments).ShouldContain(named);

    [Fact]
    public void Whatever_is_written_is_read_or_refused_and_never_fails()
    {
        string[] pieces = ["metrics", ".", "a", "`", "\"", "'", "''", "\\'", " ", "=", "!=", "<", "IN", "NOT", "IS", "NULL", "AND", "OR", "BETWEEN", "(", ")", ",", "1", "-", "e5", "status", "\u00e9", "\ud83d\ude00", ";"];
        Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]).Array[0, 12].Sample(written =>
        {
            foreach (var entity in Enum.GetValues<SearchEntity>())
            {
                (SearchFilter.Parse(string.Concat(written), entity).Refusal is null or Invalid).ShouldBeTrue();
                var parsed = SearchFilter.Parse(string.Concat(written), entity, SearchGrammar.Extended);
                (parsed.Refusal is null || parsed.Refusal is UnreadableFilter wrong && wrong.Start + wrong.Length <= string.Concat(written).Length).ShouldBeTrue();
            }
        }, iter: 20_000);
    }

    [Fact]
    public void Any_key_and_text_without_quotes_survives_being_quoted() => Gen.Select(Gen.String[Gen.Char[' ', '~'], 1, 20], Gen.String[Gen.Char[' ', '~'], 0, 20])
        .Where((key, text) => key.IndexOfAny(['`', '"']) < 0 && text.IndexOfAny(['\'', '\\']) < 0)
        .Sample((key, text) => Read($"tags.`{key}` = '{text}'", SearchEntity.Runs).ShouldBe($"Tag {key} Equal {text}"));

    private static string Refused(string filter, SearchEntity entity) => SearchFilter.Parse(filter, entity).Refusal.ShouldBeOfType<UnreadableFilter>().Message;

    private static string Read(string? filter, SearchEntity entity, SearchGrammar grammar = SearchGrammar.Mlflow)
    {
        var parsed = SearchFilter.Parse(filter, entity, grammar);
        parsed.Refusal.ShouldBeNull(parsed.Refusal?.Message);
        return Spell(parsed.Value);
    }

    private static string Spell(SearchCondition condition) => condition switch
    {
        SearchCondition.All { Parts: [] } => "everything",
        SearchCondition.Any any => $"({string.Join(" | ", any.Parts.Select(Spell))})",
        SearchCondition.Not not => $"!{Spell(not.Part)}",
        SearchCondition.All all => string.Join(" & ", all.Parts.Select(Spell)),
        SearchCondition.Comparison leaf => FormattableString.Invariant($"{leaf.Field.Kind} {leaf.Field.Key} {leaf.Operator}") + leaf.Operand switch
        {
            SearchOperand.Text text => $" {text.Value}",
            SearchOperand.Number number => FormattableString.Invariant($" {number.Value}"),
            SearchOperand.Integer integer => FormattableString.Invariant($" {integer.Value}"),
            SearchOperand.NumberList list => FormattableString.Invariant($" [{string.Join('|', list.Values)}]"),
            SearchOperand.TextList list => $" [{string.Join('|', list.Values)}]",
            _ => "",
        },
        _ => throw new InvalidOperationException(),
    };
}
