using Slipway.Tracking.Search;

namespace Slipway.Tracking.Runs;

/// <summary>Writes what a filter says about one run of a statement.</summary>
/// <param name="alias">What the run is called there.</param>
internal sealed class RunConditions(string alias)
{
    /// <summary>About the run that is looked for.</summary>
    public static readonly RunConditions Found = new("r");

    public SearchTable Table { get; } = new(
        $"{alias}.\"Key\"",
        new Dictionary<string, string>
        {
            ["run_id"] = $"{alias}.\"RunId\"",
            ["run_name"] = $"{alias}.\"Name\"",
            ["user_id"] = $"{alias}.\"UserName\"",
            ["status"] = $"CASE {alias}.\"Status\" WHEN 1 THEN 'RUNNING' WHEN 2 THEN 'SCHEDULED' WHEN 3 THEN 'FINISHED' WHEN 4 THEN 'FAILED' ELSE 'KILLED' END",
            ["start_time"] = $"{alias}.\"StartTime\"",
            ["end_time"] = $"{alias}.\"EndTime\"",
            ["duration"] = $"({alias}.\"EndTime\" - {alias}.\"StartTime\")",
            ["artifact_uri"] = $"(SELECT CONCAT(COALESCE(e.\"ArtifactLocation\", CONCAT('mlflow-artifacts:/', e.\"Number\")), '/', {alias}.\"RunId\", '/artifacts') FROM \"Experiments\" e WHERE e.\"Key\" = {alias}.\"ExperimentKey\")",
        },
        new Dictionary<SearchFieldKind, KeyedTable>
        {
            [SearchFieldKind.Metric] = new("MetricSeries", "RunKey", "Name", "LastValue", IsNaN: "LastIsNaN"),
            [SearchFieldKind.Param] = new("RunParams", "RunKey", "Name", "Value", "ValueHead"),
            [SearchFieldKind.Tag] = new("RunTags", "RunKey", "Name", "Value", "ValueHead"),
        });

    /// <summary>The whole condition, in parentheses where it has parts. NOT stands at comparisons only.</summary>
    public string Of(SqlText sql, SearchCondition condition) => condition switch
    {
        SearchCondition.All { Parts: [] } => "1 = 1",
        SearchCondition.All all => $"({string.Join(" AND ", all.Parts.Select(part => Of(sql, part)))})",
        SearchCondition.Any any => $"({string.Join(" OR ", any.Parts.Select(part => Of(sql, part)))})",
        // What isn't there compares as neither true nor false.
        SearchCondition.Not { Part: SearchCondition.Comparison { Field.Kind: SearchFieldKind.Attribute } comparison } =>
            $"({Table.Attributes[comparison.Field.Key]} IS NULL OR NOT ({Of(sql, comparison)}))",
        SearchCondition.Not not => $"NOT ({Of(sql, not.Part)})",
        SearchCondition.Comparison { Field.Kind: SearchFieldKind.Dataset } comparison => OnDataset(sql, comparison),
        SearchCondition.Comparison { Field.Kind: SearchFieldKind.Attribute, Operator: SearchOperator.IsNull or SearchOperator.IsNotNull } comparison => IsSet(comparison),
        SearchCondition.Comparison comparison => Table.Condition(sql, comparison),
        _ => throw new InvalidOperationException($"{condition.GetType().Name} is no condition."),
    };

    // Texts that clients left out are stored empty.
    private string IsSet(SearchCondition.Comparison comparison)
    {
        var column = Table.Attributes[comparison.Field.Key];
        var isSet = comparison.Operator is SearchOperator.IsNotNull;
        return comparison.Field.Key is "start_time" or "end_time" or "duration"
            ? $"{column} {(isSet ? "IS NOT NULL" : "IS NULL")}"
            : $"{column} {(isSet ? "<>" : "=")} ''";
    }

    private string OnDataset(SqlText sql, SearchCondition.Comparison comparison)
    {
        var column = comparison.Field.Key switch { "name" => "v.\"Name\"", "digest" => "v.\"Digest\"", _ => "f.\"Context\"" };
        var used = $"SELECT 1 FROM \"RunDatasets\" f JOIN \"DatasetVersions\" v ON v.\"Key\" = f.\"DatasetKey\" WHERE f.\"RunKey\" = {Table.Key}";
        return comparison.Operator switch
        {
            SearchOperator.IsNull => $"NOT EXISTS ({used} AND {column} <> '')",
            SearchOperator.IsNotNull => $"EXISTS ({used} AND {column} <> '')",
            _ => $"EXISTS ({used} AND {SearchTable.OfValue(sql, column, comparison.Operator, comparison.Operand)})",
        };
    }
}
