using System.Collections.Frozen;

namespace Slipway.Tracking.Search;

/// <summary>The things that can be searched.</summary>
public enum SearchEntity { Runs, Experiments, LoggedModels, Traces, RegisteredModels, ModelVersions }

/// <summary>What a field's values are, which decides the literals and operators it takes.</summary>
internal enum SearchValueKind { Text, Number, Time, Duration, Count }

/// <summary>An attribute that a filter or an order may name.</summary>
/// <param name="Aliases">Other spellings that clients send; the canonical name is the only one that leaves the parser.</param>
internal sealed record SearchAttribute(
    string Name, SearchValueKind Values = SearchValueKind.Text, bool TakesList = false, bool Filters = true, bool Orders = true, params string[] Aliases);

/// <summary>What may be named when searching one kind of thing. A new entity is a new entry here.</summary>
internal sealed class SearchSchema
{
    private static readonly SearchOperator[] NumberOperators =
    [
        SearchOperator.Equal, SearchOperator.NotEqual, SearchOperator.Greater, SearchOperator.GreaterOrEqual, SearchOperator.Less, SearchOperator.LessOrEqual,
    ];

    private static readonly SearchOperator[] TextOperators = [SearchOperator.Equal, SearchOperator.NotEqual, SearchOperator.Like, SearchOperator.ILike];
    private static readonly SearchOperator[] ListOperators = [.. TextOperators, SearchOperator.In, SearchOperator.NotIn];
    private static readonly SearchOperator[] KeyedOperators = [.. TextOperators, SearchOperator.IsNull, SearchOperator.IsNotNull];
    private static readonly SearchOperator[] AnyNumberOperators =
        [.. NumberOperators, SearchOperator.In, SearchOperator.NotIn, SearchOperator.IsNull, SearchOperator.IsNotNull];

    private static readonly SearchOperator[] AnyTextOperators =
        [.. TextOperators, SearchOperator.NotLike, SearchOperator.NotILike, SearchOperator.In, SearchOperator.NotIn, SearchOperator.IsNull, SearchOperator.IsNotNull];

    private static readonly SearchOperator[] KeyedListOperators = [.. ListOperators, SearchOperator.IsNull, SearchOperator.IsNotNull];

    private static readonly SearchAttribute[] DatasetKeys = [new("name"), new("digest"), new("context")];

    private static readonly SearchSchema Runs = new()
    {
        Prefixes = new Dictionary<string, SearchFieldKind>
        {
            ["attribute"] = SearchFieldKind.Attribute,
            ["attributes"] = SearchFieldKind.Attribute,
            ["attr"] = SearchFieldKind.Attribute,
            ["run"] = SearchFieldKind.Attribute,
            ["metric"] = SearchFieldKind.Metric,
            ["metrics"] = SearchFieldKind.Metric,
            ["parameter"] = SearchFieldKind.Param,
            ["parameters"] = SearchFieldKind.Param,
            ["param"] = SearchFieldKind.Param,
            ["params"] = SearchFieldKind.Param,
            ["tag"] = SearchFieldKind.Tag,
            ["tags"] = SearchFieldKind.Tag,
            ["dataset"] = SearchFieldKind.Dataset,
            ["datasets"] = SearchFieldKind.Dataset,
        }.ToFrozenDictionary(StringComparer.Ordinal),
        Attributes =
        [
            new("run_id", TakesList: true),
            new("run_name", Aliases: ["run name", "Run name", "Run Name"]),
            new("user_id"),
            new("status"),
            new("artifact_uri"),
            new("start_time", SearchValueKind.Time, Aliases: ["created", "Created"]),
            new("end_time", SearchValueKind.Time),
            // Ours: milliseconds from start to end, of runs that have ended.
            new("duration", SearchValueKind.Duration),
        ],
        OrderPrefixes = [SearchFieldKind.Attribute, SearchFieldKind.Metric, SearchFieldKind.Param, SearchFieldKind.Tag],
    };

    private static readonly SearchSchema Experiments = new()
    {
        Prefixes = new Dictionary<string, SearchFieldKind>
        {
            ["attribute"] = SearchFieldKind.Attribute,
            ["tag"] = SearchFieldKind.Tag,
            ["tags"] = SearchFieldKind.Tag,
        }.ToFrozenDictionary(StringComparer.Ordinal),
        Attributes =
        [
            new("name"),
            new("creation_time", SearchValueKind.Time),
            new("last_update_time", SearchValueKind.Time),
            new("experiment_id", Filters: false),
        ],
        OrderPrefixes = [SearchFieldKind.Attribute],
    };

    private static readonly SearchSchema LoggedModels = new()
    {
        Prefixes = new Dictionary<string, SearchFieldKind>
        {
            ["attribute"] = SearchFieldKind.Attribute,
            ["attributes"] = SearchFieldKind.Attribute,
            ["metric"] = SearchFieldKind.Metric,
            ["metrics"] = SearchFieldKind.Metric,
            ["param"] = SearchFieldKind.Param,
            ["params"] = SearchFieldKind.Param,
            ["tag"] = SearchFieldKind.Tag,
            ["tags"] = SearchFieldKind.Tag,
        }.ToFrozenDictionary(StringComparer.Ordinal),
        Attributes =
        [
            new("name", TakesList: true),
            new("model_id", TakesList: true),
            new("model_type", TakesList: true),
            new("status", TakesList: true),
            new("source_run_id", TakesList: true),
            new("experiment_id", TakesList: true),
            new("creation_timestamp", SearchValueKind.Time, Aliases: ["creation_time", "creation_timestamp_ms"]),
            new("last_updated_timestamp", SearchValueKind.Time, Aliases: ["last_updated_time", "last_updated_timestamp_ms"]),
        ],
        OrderPrefixes = [SearchFieldKind.Attribute, SearchFieldKind.Metric],
        KeyedLists = true,
        BareNumbersAreText = true,
    };

    private static readonly SearchSchema Traces = new()
    {
        Prefixes = new Dictionary<string, SearchFieldKind>
        {
            ["attribute"] = SearchFieldKind.Attribute,
            ["attributes"] = SearchFieldKind.Attribute,
            ["trace"] = SearchFieldKind.Attribute,
            ["tag"] = SearchFieldKind.Tag,
            ["tags"] = SearchFieldKind.Tag,
            ["metadata"] = SearchFieldKind.Metadata,
            ["request_metadata"] = SearchFieldKind.Metadata,
            ["feedback"] = SearchFieldKind.Feedback,
            ["expectation"] = SearchFieldKind.Expectation,
        }.ToFrozenDictionary(StringComparer.Ordinal),
        Attributes =
        [
            new("request_id", TakesList: true, Aliases: ["trace_id", "id"]),
            new("client_request_id", TakesList: true),
            new("name", TakesList: true),
            new("run_id", Values: SearchValueKind.Text, TakesList: true),
            new("status", TakesList: true, Aliases: ["state"]),
            new("timestamp_ms", SearchValueKind.Time, Aliases: ["timestamp", "request_time"]),
            new("execution_time_ms", SearchValueKind.Duration, Aliases: ["execution_time", "execution_duration"]),
            // Ours: what the client counted over all spans, and what was asked and answered.
            new("tokens", SearchValueKind.Number),
            new("request", Orders: false),
            new("response", Orders: false),
            new("text", Orders: false),
            new("experiment_id", SearchValueKind.Time, Filters: false),
        ],
        OrderPrefixes = [SearchFieldKind.Attribute],
        KeyedLists = true,
        BareNumbersAreText = true,
    };

    private static readonly FrozenDictionary<string, SearchFieldKind> OfRegistry = new Dictionary<string, SearchFieldKind>
    {
        ["attribute"] = SearchFieldKind.Attribute,
        ["attributes"] = SearchFieldKind.Attribute,
        ["attr"] = SearchFieldKind.Attribute,
        ["tag"] = SearchFieldKind.Tag,
        ["tags"] = SearchFieldKind.Tag,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly SearchSchema RegisteredModels = new()
    {
        Prefixes = OfRegistry,
        Attributes =
        [
            new("name"),
            new("last_updated_timestamp", SearchValueKind.Time, Filters: false, Aliases: ["timestamp"]),
            new("creation_timestamp", SearchValueKind.Time, Filters: false),
        ],
        OrderPrefixes = [SearchFieldKind.Attribute],
    };

    private static readonly SearchSchema ModelVersions = new()
    {
        Prefixes = OfRegistry,
        Attributes =
        [
            new("name", TakesList: true),
            new("version_number", SearchValueKind.Count),
            new("run_id", TakesList: true, Orders: false),
            new("source_path", Orders: false),
            new("creation_timestamp", SearchValueKind.Time, Filters: false),
            new("last_updated_timestamp", SearchValueKind.Time, Filters: false),
        ],
        OrderPrefixes = [SearchFieldKind.Attribute],
    };

    private SearchSchema() { }

    private FrozenDictionary<string, SearchFieldKind> Prefixes { get; init; } = FrozenDictionary<string, SearchFieldKind>.Empty;
    private SearchAttribute[] Attributes { get; init; } = [];
    private SearchFieldKind[] OrderPrefixes { get; init; } = [];
    private bool KeyedLists { get; init; }

    /// <summary><c>params.lr = 0.01</c> compares with the text as written; elsewhere an unquoted value is refused.</summary>
    public bool BareNumbersAreText { get; private init; }

    public static SearchSchema Of(SearchEntity entity) => entity switch
    {
        SearchEntity.Runs => Runs,
        SearchEntity.Experiments => Experiments,
        SearchEntity.LoggedModels => LoggedModels,
        SearchEntity.Traces => Traces,
        SearchEntity.RegisteredModels => RegisteredModels,
        SearchEntity.ModelVersions => ModelVersions,
        _ => throw new ArgumentOutOfRangeException(nameof(entity)),
    };

    /// <summary>The attributes that filters may name.</summary>
    public IEnumerable<string> AttributeNames => Attributes.Where(attribute => attribute.Filters).Select(attribute => attribute.Name);

    /// <summary>What filters may ask of a dataset.</summary>
    public static IEnumerable<string> DatasetNames => DatasetKeys.Select(key => key.Name);

    /// <summary>The field that a filter's left-hand side names.</summary>
    public Result<SearchField> Filtered(SearchName name) => Find(name, attribute => attribute.Filters);

    /// <summary>The field that an order names.</summary>
    public Result<SearchField> Ordered(SearchName name)
    {
        var found = Find(name, attribute => attribute.Orders);
        return found.Refusal is null && !OrderPrefixes.Contains(found.Value.Kind)
            ? new Invalid($"Results can't be ordered by '{name.Written}'. Order by {Listed(OrderPrefixes.Select(Plural))}.")
            : found;
    }

    /// <summary>What an attribute's values are.</summary>
    public SearchValueKind ValuesOf(SearchField field) => field.Kind switch
    {
        SearchFieldKind.Metric => SearchValueKind.Number,
        SearchFieldKind.Attribute => Attributes.Single(attribute => attribute.Name == field.Key).Values,
        _ => SearchValueKind.Text,
    };

    public IReadOnlyList<SearchOperator> OperatorsOf(SearchField field, SearchGrammar grammar) => field.Kind switch
    {
        _ when grammar is SearchGrammar.Extended => ValuesOf(field) is SearchValueKind.Text ? AnyTextOperators : AnyNumberOperators,
        SearchFieldKind.Metric => NumberOperators,
        SearchFieldKind.Param or SearchFieldKind.Tag or SearchFieldKind.Metadata or SearchFieldKind.Feedback or SearchFieldKind.Expectation => KeyedLists ? KeyedListOperators : KeyedOperators,
        SearchFieldKind.Dataset => ListOperators,
        _ when ValuesOf(field) is not SearchValueKind.Text => NumberOperators,
        _ => Attributes.Single(attribute => attribute.Name == field.Key).TakesList ? ListOperators : TextOperators,
    };

    private Result<SearchField> Find(SearchName name, Func<SearchAttribute, bool> may)
    {
        var kind = SearchFieldKind.Attribute;
        if (name.Prefix is { } prefix && !Prefixes.TryGetValue(prefix, out kind))
        {
            return new Invalid($"Invalid entity type '{prefix}' in '{name.Written}'. Allowed are {Listed(Prefixes.Keys.Order(StringComparer.Ordinal))}.");
        }

        if (kind is not (SearchFieldKind.Attribute or SearchFieldKind.Dataset))
        {
            return new SearchField(kind, name.Key);
        }

        var known = kind is SearchFieldKind.Dataset ? DatasetKeys : Attributes;
        var match = known.FirstOrDefault(attribute => may(attribute) && (attribute.Name == name.Key || attribute.Aliases.Contains(name.Key, StringComparer.Ordinal)));
        if (match is not null)
        {
            return new SearchField(kind, match.Name);
        }

        var what = kind is SearchFieldKind.Dataset ? "dataset" : "attribute";
        return new Invalid($"Invalid {what} key '{name.Key}' specified. Allowed are {Listed(known.Where(may).Select(attribute => attribute.Name))}.");
    }

    private static string Plural(SearchFieldKind kind) => kind switch
    {
        SearchFieldKind.Attribute => "attributes",
        SearchFieldKind.Metric => "metrics",
        SearchFieldKind.Param => "params",
        SearchFieldKind.Tag => "tags",
        _ => "datasets",
    };

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names);
}
