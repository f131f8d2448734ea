using System.Text.Json;

namespace Slipway.Tracking.Runs.Media;

/// <summary>A cell as it is shown.</summary>
/// <param name="Text">The value in words; empty for none.</param>
/// <param name="Number">The value when it is a number.</param>
/// <param name="Image">The path of an image below the run, when the cell is one.</param>
public sealed record TableCell(string Text, double? Number = null, string? Image = null);

/// <summary>Some rows of a table.</summary>
/// <param name="Rows">How many rows the whole table has.</param>
public sealed record TablePage(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<TableCell>> Cells, int Rows);

/// <summary>Tables as <c>mlflow.log_table</c> writes them: a JSON object with <c>columns</c> and <c>data</c>, a list for each row.</summary>
public static class LoggedTables
{
    private const int CellLimit = 1_000;

    /// <summary>The paths of the tables that a run's tags name.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<KeyValue> tags)
    {
        if (tags.FirstOrDefault(tag => tag.Key == SystemTags.LoggedArtifacts).Value is not { Length: > 0 } listed)
        {
            return [];
        }

        try
        {
            using var json = JsonDocument.Parse(listed);
            return json.RootElement.ValueKind is not JsonValueKind.Array ? [] :
            [
                .. json.RootElement.EnumerateArray()
                    .Where(item => item.ValueKind is JsonValueKind.Object && Text(item, "type") == "table")
                    .Select(item => Text(item, "path")).OfType<string>().Distinct(StringComparer.Ordinal),
            ];
        }
        catch (JsonException)
        {
            // Tags are anybody's to write.
            return [];
        }
    }

    /// <summary>Some rows of a table's JSON, in the order of a column.</summary>
    /// <param name="sort">The index of the column to order by; null keeps the file's order.</param>
    internal static Result<TablePage> Read(JsonDocument json, int? sort, bool descending, int skip, int take)
    {
        if (json.RootElement.ValueKind is not JsonValueKind.Object
            || !json.RootElement.TryGetProperty("columns", out var columns) || columns.ValueKind is not JsonValueKind.Array
            || !json.RootElement.TryGetProperty("data", out var data) || data.ValueKind is not JsonValueKind.Array)
        {
            return new Invalid("This file is no table as mlflow.log_table writes it: it has no 'columns' and 'data'. Download it to see what it is.");
        }

        IEnumerable<JsonElement> rows = data.EnumerateArray();
        if (sort is >= 0 and var column && column < columns.GetArrayLength())
        {
            var keyed = rows.Select(row => (Row: row, Cell: Cell(row, column)));
            // Numbers by size, before words by letter; what is empty comes last either way.
            var ordered = keyed.OrderBy(row => row.Cell.Text.Length == 0);
            rows = (descending
                ? ordered.ThenByDescending(row => row.Cell.Number ?? double.NegativeInfinity).ThenByDescending(row => row.Cell.Text, StringComparer.OrdinalIgnoreCase)
                : ordered.ThenBy(row => row.Cell.Number ?? double.PositiveInfinity).ThenBy(row => row.Cell.Text, StringComparer.OrdinalIgnoreCase)).Select(row => row.Row);
        }

        var width = columns.GetArrayLength();
        return new TablePage(
            [.. columns.EnumerateArray().Select(name => Words(name))],
            [.. rows.Skip(skip).Take(take).Select(row => (IReadOnlyList<TableCell>)[.. Enumerable.Range(0, width).Select(index => Cell(row, index))])],
            data.GetArrayLength());
    }

    private static TableCell Cell(JsonElement row, int column)
    {
        if (row.ValueKind is not JsonValueKind.Array || column >= row.GetArrayLength())
        {
            return new("");
        }

        var cell = row[column];
        return cell.ValueKind switch
        {
            JsonValueKind.Number => new(cell.GetRawText(), cell.TryGetDouble(out var number) ? number : null),
            JsonValueKind.Object when Text(cell, "type") == "image" => new(
                Text(cell, "filepath") ?? "", null, Text(cell, "compressed_filepath") ?? Text(cell, "filepath")),
            _ => new(Words(cell)),
        };
    }

    private static string Words(JsonElement value) => (value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => "",
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    }).CutTo(CellLimit);

    private static string? Text(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
