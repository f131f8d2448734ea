namespace Slipway.Tracking.Search;

/// <summary>What a comparison or an order is about: a column of the thing itself, or one of its keyed values.</summary>
internal enum SearchFieldKind { Attribute, Metric, Param, Tag, Dataset, Metadata, Feedback, Expectation }

/// <summary>One searchable value. <paramref name="Key"/> is the metric, param or tag key as logged, or an attribute's canonical name (aliases are resolved).</summary>
internal readonly record struct SearchField(SearchFieldKind Kind, string Key);

internal enum SearchOperator { Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual, Like, ILike, NotLike, NotILike, In, NotIn, IsNull, IsNotNull }

/// <summary>The right-hand side of a comparison.</summary>
internal abstract record SearchOperand
{
    private SearchOperand() { }

    /// <summary>A string, or for LIKE and ILIKE a pattern in which <c>%</c> stands for any text and <c>_</c> for one character; there is no escape character.</summary>
    internal sealed record Text(string Value) : SearchOperand;

    /// <summary>Always finite.</summary>
    internal sealed record Number(double Value) : SearchOperand;

    /// <summary>For attributes that count: milliseconds since 1970.</summary>
    internal sealed record Integer(long Value) : SearchOperand;

    /// <summary>At least one string.</summary>
    internal sealed record TextList(IReadOnlyList<string> Values) : SearchOperand;

    /// <summary>At least one number, all finite.</summary>
    internal sealed record NumberList(IReadOnlyList<double> Values) : SearchOperand;

    /// <summary>At least one count.</summary>
    internal sealed record IntegerList(IReadOnlyList<long> Values) : SearchOperand;

    /// <summary>IS NULL and IS NOT NULL have nothing on their right.</summary>
    internal sealed record Nothing : SearchOperand
    {
        public static readonly Nothing Instance = new();
    }
}

/// <summary>A parsed filter: a tree whose leaves are comparisons.</summary>
internal abstract record SearchCondition
{
    private SearchCondition() { }

    /// <summary>True where every part is; without parts it is true everywhere.</summary>
    internal sealed record All(IReadOnlyList<SearchCondition> Parts) : SearchCondition;

    /// <summary>True where at least one of its parts is; it has two or more.</summary>
    internal sealed record Any(IReadOnlyList<SearchCondition> Parts) : SearchCondition;

    /// <summary>True where its part isn't: so it also finds what lacks the key that the part names.</summary>
    internal sealed record Not(SearchCondition Part) : SearchCondition;

    /// <summary>
    /// True only where the field has a value: <c>!=</c> and NOT IN don't find what lacks the key. Text compares ordinally, LIKE by case, ILIKE without;
    /// a metric compares by its latest value.
    /// </summary>
    internal sealed record Comparison(SearchField Field, SearchOperator Operator, SearchOperand Operand) : SearchCondition;
}
