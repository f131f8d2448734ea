using System.Globalization;

namespace Slipway.Tracking.Search;

/// <summary>
/// Reads the filter language of tracking clients: comparisons joined by AND, as in <c>metrics.loss &lt; 0.5 AND params.`batch size` = '32'</c>.
/// Keywords in any case; keys in backticks or double quotes, text in single or double quotes; everything else is taken by case.
/// </summary>
internal ref struct SearchFilter
{
    private static readonly SearchCondition.All Everything = new([]);

    private readonly SearchSchema _schema;
    private SearchLexer _lexer;
    private SearchToken _token;

    private SearchFilter(string filter, SearchSchema schema)
    {
        _schema = schema;
        _lexer = new(filter);
        _token = _lexer.Next();
    }

    /// <summary>The condition that a filter states; an empty filter holds everywhere. Refused as <see cref="Invalid"/>, naming the piece that can't be read.</summary>
    public static Result<SearchCondition> Parse(string? filter, SearchEntity entity) =>
        string.IsNullOrWhiteSpace(filter) ? Everything : new SearchFilter(filter, SearchSchema.Of(entity)).Conjunction();

    private Result<SearchCondition> Conjunction()
    {
        List<SearchCondition> parts = [];
        while (true)
        {
            var part = Comparison();
            if (part.Refusal is not null)
            {
                return part;
            }

            parts.Add(part.Value);
            if (_token.Kind is SearchTokenKind.End)
            {
                return parts is [var only] ? only : new SearchCondition.All(parts);
            }

            if (!_token.Is("AND"))
            {
                return Refuse($"{Shown} can't follow a comparison", "Join comparisons with AND; OR, NOT, BETWEEN and parentheses around comparisons are not supported");
            }

            Advance();
        }
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

        if (_token.Take() is not { } name)
        {
            return Refuse($"{Shown} is quoted in part", "Put the whole key in backticks, like tags.`team.name`");
        }

        var field = _schema.Filtered(name);
        if (field.Refusal is { } unknown)
        {
            return unknown;
        }

        Advance();
        if (Operator() is not { } comparison)
        {
            return Refuse($"{Shown} is no operator", $"'{name.Written}' takes {Listed(_schema.OperatorsOf(field.Value))}");
        }

        if (!_schema.OperatorsOf(field.Value).Contains(comparison))
        {
            return Refuse($"operator {Spelled(comparison)} doesn't apply to '{name.Written}'", $"It takes {Listed(_schema.OperatorsOf(field.Value))}");
        }

        var operand = comparison switch
        {
            SearchOperator.IsNull or SearchOperator.IsNotNull => SearchOperand.Nothing.Instance,
            SearchOperator.In or SearchOperator.NotIn => List(),
            _ => Literal(field.Value),
        };

        return operand.Refusal is { } refusal ? refusal : new SearchCondition.Comparison(field.Value, comparison, operand.Value);
    }

    /// <summary>Null leaves the token that is no operator in place, to be shown.</summary>
    private SearchOperator? Operator()
    {
        var first = _token;
        if (first.Is("NOT") || first.Is("IS"))
        {
            Advance();
            if (first.Is("NOT") && _token.Is("IN"))
            {
                return Passed(SearchOperator.NotIn);
            }

            var negated = first.Is("IS") && _token.Is("NOT");
            if (negated)
            {
                Advance();
            }

            return first.Is("IS") && _token.Is("NULL") ? Passed(negated ? SearchOperator.IsNotNull : SearchOperator.IsNull) : null;
        }

        SearchOperator? comparison = first.Kind is SearchTokenKind.Operator
            ? first.Written switch
            {
                "=" => SearchOperator.Equal,
                "!=" => SearchOperator.NotEqual,
                "<" => SearchOperator.Less,
                "<=" => SearchOperator.LessOrEqual,
                ">" => SearchOperator.Greater,
                ">=" => SearchOperator.GreaterOrEqual,
                _ => null,
            }
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
        var kind = _schema.ValuesOf(field);
        Result<SearchOperand> literal = (kind, _token) switch
        {
            (SearchValueKind.Text, { Kind: SearchTokenKind.Text } or { Kind: SearchTokenKind.Name, Quotes: '"' }) => new SearchOperand.Text(_token.Unquoted),
            (SearchValueKind.Text, { Kind: SearchTokenKind.Number }) when _schema.BareNumbersAreText && field.Kind is not SearchFieldKind.Attribute =>
                new SearchOperand.Text(_token.Written),
            (SearchValueKind.Text, _) => Refuse($"'{field.Key}' is compared with text, not with {Shown}", "Put the value in single quotes, like 'my-value'"),
            (SearchValueKind.Number, { Kind: SearchTokenKind.Number }) when Number(_token.Written) is var number && double.IsFinite(number) =>
                new SearchOperand.Number(number),
            (SearchValueKind.Integer, { Kind: SearchTokenKind.Number }) when Integer(_token.Written) is { } integer => new SearchOperand.Integer(integer),
            (SearchValueKind.Integer, _) => Refuse(
                $"'{field.Key}' is compared with a whole number, not with {Shown}", "Write milliseconds since 1970 without quotes, like 1700000000000"),
            _ => Refuse($"'{field.Key}' is compared with a number, not with {Shown}", "Write a 64-bit number without quotes, like 0.5 or -1e-3"),
        };

        Advance();
        return literal;
    }

    private Result<SearchOperand> List()
    {
        const string Form = "Write a list of quoted strings, like ('a', 'b')";
        if (_token.Kind is not SearchTokenKind.Open)
        {
            return Refuse($"{Shown} stands where a list belongs", Form);
        }

        List<string> values = [];
        do
        {
            Advance();
            if (_token is not ({ Kind: SearchTokenKind.Text } or { Kind: SearchTokenKind.Name, Quotes: '"' }))
            {
                return Refuse($"{Shown} stands in a list where a quoted string belongs", Form);
            }

            values.Add(_token.Unquoted);
            Advance();
        }
        while (_token.Kind is SearchTokenKind.Comma);

        if (_token.Kind is not SearchTokenKind.Close)
        {
            return Refuse($"{Shown} stands in a list where a comma or ) belongs", Form);
        }

        Advance();
        return new SearchOperand.TextList(values);
    }

    private void Advance() => _token = _lexer.Next();

    private readonly string Shown => _token.Kind is SearchTokenKind.End ? "nothing" : $"\"{_token.Written}\"";

    private static Invalid Refuse(string problem, string allowed) => new($"Invalid filter: {problem}. {allowed}.");

    private static double Number(string literal) => double.Parse(literal, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static long? Integer(string literal) =>
        long.TryParse(literal, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) ? integer
        : Number(literal) is var number && double.IsInteger(number) && Math.Abs(number) < long.MaxValue ? (long)number
        : null;

    private static string Listed(IReadOnlyList<SearchOperator> operators) => string.Join(", ", operators.Select(Spelled));

    private static string Spelled(SearchOperator comparison) => comparison switch
    {
        SearchOperator.Equal => "=",
        SearchOperator.NotEqual => "!=",
        SearchOperator.Less => "<",
        SearchOperator.LessOrEqual => "<=",
        SearchOperator.Greater => ">",
        SearchOperator.GreaterOrEqual => ">=",
        SearchOperator.Like => "LIKE",
        SearchOperator.ILike => "ILIKE",
        SearchOperator.In => "IN",
        SearchOperator.NotIn => "NOT IN",
        SearchOperator.IsNull => "IS NULL",
        _ => "IS NOT NULL",
    };
}
