namespace Slipway.Tracking.Search;

/// <summary>
/// Reads the filter language: comparisons joined by AND, as in <c>metrics.loss &lt; 0.5 AND params.`batch size` = '32'</c>, and what
/// <see cref="SearchGrammar.Extended"/> adds. Keywords in any case; keys in backticks or double quotes, text in single or double quotes; everything else is
/// taken by case.
/// </summary>
internal ref struct SearchFilter
{
    /// <summary>The most comparisons of a filter: each is a look at an index of its own.</summary>
    public const int MostComparisons = 100;

    private const int MostDepth = 50;

    private static readonly SearchCondition.All Everything = new([]);

    private readonly SearchSchema _schema;
    private readonly SearchGrammar _grammar;
    private SearchLexer _lexer;
    private SearchToken _token;
    private int _comparisons;

    private SearchFilter(string filter, SearchSchema schema, SearchGrammar grammar)
    {
        _schema = schema;
        _grammar = grammar;
        _lexer = new(filter);
        _token = _lexer.Next();
    }

    /// <summary>
    /// The condition that a filter states; an empty filter holds everywhere. Refused as <see cref="UnreadableFilter"/>, naming the piece that can't be read.
    /// </summary>
    public static Result<SearchCondition> Parse(string? filter, SearchEntity entity, SearchGrammar grammar = SearchGrammar.Mlflow)
    {
        if (string.IsNullOrWhiteSpace(filter))
        {
            return Everything;
        }

        var reader = new SearchFilter(filter, SearchSchema.Of(entity), grammar);
        var read = reader.Disjunction(0);
        return read.Refusal is not null ? read
            : reader._token.Kind is not SearchTokenKind.End ? reader.RefuseRest()
            : SearchLogic.Simplify(read.Value);
    }

    private readonly bool IsExtended => _grammar is SearchGrammar.Extended;

    private Result<SearchCondition> Disjunction(int depth)
    {
        List<SearchCondition> parts = [];
        do
        {
            if (parts.Count > 0)
            {
                Advance();
            }

            var part = Conjunction(depth);
            if (part.Refusal is not null)
            {
                return part;
            }

            parts.Add(part.Value);
        }
        while (IsExtended && _token.Is("OR"));

        return parts is [var only] ? only : new SearchCondition.Any(parts);
    }

    private Result<SearchCondition> Conjunction(int depth)
    {
        List<SearchCondition> parts = [];
        do
        {
            if (parts.Count > 0)
            {
                Advance();
            }

            var part = IsExtended ? Negation(depth) : Comparison();
            if (part.Refusal is not null)
            {
                return part;
            }

            parts.Add(part.Value);
        }
        while (_token.Is("AND"));

        return parts is [var only] ? only : new SearchCondition.All(parts);
    }

    private Result<SearchCondition> Negation(int depth)
    {
        if (depth > MostDepth)
        {
            return Refuse("it is nested too deeply", $"Parentheses and NOT may stand {MostDepth} deep");
        }

        if (_token.Is("NOT"))
        {
            Advance();
            var part = Negation(depth + 1);
            return part.Refusal is not null ? part : new SearchCondition.Not(part.Value);
        }

        if (_token.Kind is not SearchTokenKind.Open)
        {
            return Comparison();
        }

        Advance();
        var inner = Disjunction(depth + 1);
        if (inner.Refusal is null && _token.Kind is not SearchTokenKind.Close)
        {
            return Refuse(_token.Kind is SearchTokenKind.End ? "a ) is missing at its end" : $"{Shown} stands where AND, OR or ) belongs", "Every ( needs its )");
        }

        Advance();
        return inner;
    }

    private Result<SearchCondition> Comparison()
    {
        if (_token.Kind is not (SearchTokenKind.Word or SearchTokenKind.Name) || _token.Is("AND") || _token.Is("OR") || _token.Is("NOT"))
        {
            return Refuse(
                _token.Kind is SearchTokenKind.End ? "a comparison is missing at its end" : $"{Shown} stands where a name belongs",
                "Write comparisons as name, operator, value, like metrics.loss < 0.5, and put keys with other characters than letters, digits, _ and . in "
                + "backticks, like metrics.`train/loss`");
        }

        if (++_comparisons > MostComparisons)
        {
            return Refuse($"it has more than {MostComparisons} comparisons", "Ask for several values of one key with IN, or search twice");
        }

        if (_token.Take() is not { } name)
        {
            return Refuse($"{Shown} is quoted in part", "Put the whole key in backticks, like tags.`team.name`");
        }

        var field = _schema.Filtered(name);
        if (field.Refusal is { } unknown)
        {
            return new UnreadableFilter(unknown.Message, _token.Start, _token.Written.Length);
        }

        Advance();
        return IsExtended && _token.Is("BETWEEN") ? Between(field.Value, name) : Comparison(field.Value, name);
    }

    private Result<SearchCondition> Comparison(SearchField field, SearchName name)
    {
        var allowed = _schema.OperatorsOf(field, _grammar);
        var at = _token;
        if (Operator() is not { } comparison)
        {
            return Refuse($"{Shown} is no operator", $"'{name.Written}' takes {allowed.Listed()}");
        }

        if (!allowed.Contains(comparison))
        {
            return Refuse(at, $"operator {comparison.Spelled()} doesn't apply to '{name.Written}'", $"It takes {allowed.Listed()}");
        }

        var operand = comparison is SearchOperator.IsNull or SearchOperator.IsNotNull ? SearchOperand.Nothing.Instance
            : comparison is SearchOperator.In or SearchOperator.NotIn ? List(field)
            : Literal(field);

        return operand.Refusal is { } refusal ? refusal : new SearchCondition.Comparison(field, comparison, operand.Value);
    }

    private Result<SearchCondition> Between(SearchField field, SearchName name)
    {
        if (_schema.ValuesOf(field) is SearchValueKind.Text)
        {
            return Refuse($"BETWEEN doesn't apply to '{name.Written}', which is text", $"It takes {_schema.OperatorsOf(field, _grammar).Listed()}");
        }

        Advance();
        var least = Literal(field);
        if (least.Refusal is { } unreadable)
        {
            return unreadable;
        }

        if (!_token.Is("AND"))
        {
            return Refuse($"{Shown} stands where BETWEEN has its AND", "Write it like metrics.loss BETWEEN 0.1 AND 0.5");
        }

        Advance();
        var most = Literal(field);
        return most.Refusal is { } refusal ? refusal : new SearchCondition.All(
        [
            new SearchCondition.Comparison(field, SearchOperator.GreaterOrEqual, least.Value), new SearchCondition.Comparison(field, SearchOperator.LessOrEqual, most.Value),
        ]);
    }

    /// <summary>Null leaves the token that is no operator in place, to be shown.</summary>
    private SearchOperator? Operator()
    {
        var first = _token;
        if (first.Is("NOT") || first.Is("IS"))
        {
            Advance();
            if (first.Is("NOT"))
            {
                return _token.Is("IN") ? Passed(SearchOperator.NotIn)
                    : IsExtended && _token.Is("LIKE") ? Passed(SearchOperator.NotLike)
                    : IsExtended && _token.Is("ILIKE") ? Passed(SearchOperator.NotILike)
                    : null;
            }

            var negated = _token.Is("NOT");
            if (negated)
            {
                Advance();
            }

            return _token.Is("NULL") ? Passed(negated ? SearchOperator.IsNotNull : SearchOperator.IsNull) : null;
        }

        var comparison = first.Kind is SearchTokenKind.Operator ? SearchOperators.Sign(first.Written)
            : first.Is("LIKE") ? SearchOperator.Like
            : first.Is("ILIKE") ? SearchOperator.ILike
            : first.Is("IN") ? SearchOperator.In
            : null;

        return comparison is { } found ? Passed(found) : null;
    }

    private SearchOperator Passed(SearchOperator comparison)
    {
        Advance();
        return comparison;
    }

    private Result<SearchOperand> Literal(SearchField field)
    {
        var literal = SearchLiteral.Read(_token, field, _schema, _grammar);
        if (literal.Operand is not { } operand)
        {
            return Refuse($"'{field.Key}' is compared with {literal.Wanted}, not with {Shown}", literal.Form);
        }

        Advance();
        return operand;
    }

    private Result<SearchOperand> List(SearchField field)
    {
        var isText = _schema.ValuesOf(field) is SearchValueKind.Text;
        var form = isText ? "Write a list of quoted strings, like ('a', 'b')" : "Write a list of numbers, like (1, 2)";
        if (_token.Kind is not SearchTokenKind.Open)
        {
            return Refuse($"{Shown} stands where a list belongs", form);
        }

        List<SearchOperand> values = [];
        do
        {
            Advance();
            if ((isText && !_token.IsText && !IsExtended) || SearchLiteral.Read(_token, field, _schema, _grammar).Operand is not { } value)
            {
                return Refuse($"{Shown} stands in a list where a {(isText ? "quoted string" : "number")} belongs", form);
            }

            values.Add(value);
            Advance();
        }
        while (_token.Kind is SearchTokenKind.Comma);

        if (_token.Kind is not SearchTokenKind.Close)
        {
            return Refuse($"{Shown} stands in a list where a comma or ) belongs", form);
        }

        Advance();
        return SearchLiteral.List(values);
    }

    private void Advance() => _token = _lexer.Next();

    private readonly string Shown => _token.Kind is SearchTokenKind.End ? "nothing" : $"\"{_token.Written}\"";

    private readonly UnreadableFilter RefuseRest() => Refuse(
        $"{Shown} can't follow a comparison",
        $"Join comparisons with AND{(IsExtended ? " or OR" : "; OR, NOT, BETWEEN and parentheses around comparisons are not supported")}");

    private readonly UnreadableFilter Refuse(string problem, string allowed) => Refuse(_token, problem, allowed);

    private static UnreadableFilter Refuse(SearchToken at, string problem, string allowed) => new($"Invalid filter: {problem}. {allowed}.", at.Start, at.Written.Length);
}
