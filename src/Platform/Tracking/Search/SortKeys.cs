using System.Data.Common;
using System.Text;

namespace Slipway.Tracking.Search;

/// <summary>One expression that rows are ordered by; never null in a row, so that a page can go on from its value.</summary>
/// <param name="IsFixed">It is the same in all rows of the statement: it says where the statement stands among others.</param>
internal readonly record struct SortKey(string Sql, bool Ascending, SortValueKind Kind, bool IsFixed = false);

/// <summary>The whole order of a statement, and the places in it that page tokens name.</summary>
internal sealed class SortKeys(IReadOnlyList<SortKey> keys)
{
    public int Count => keys.Count;

    public string Columns => string.Join(", ", keys.Select((key, i) => $"{key.Sql} AS s{i}"));

    public string OrderBy => string.Join(", ", keys.Where(key => !key.IsFixed).Select(key => $"{key.Sql} {(key.Ascending ? "ASC" : "DESC")}"));

    /// <summary>The condition that a row comes after the place, or is there too.</summary>
    public string After(SqlText sql, IReadOnlyList<SortValue> place, bool isIncluded = false)
    {
        var text = new StringBuilder();
        var open = 0;
        var first = true;
        for (var i = 0; i < keys.Count; i++)
        {
            if (keys[i].IsFixed)
            {
                continue;
            }

            var (expression, value) = (keys[i].Sql, sql.Parameter(Value(place[i])));
            var sign = keys[i].Ascending ? ">" : "<";
            if (first)
            {
                // Says the same in a form in which an index can be entered at the place.
                text.Append(expression).Append(' ').Append(sign).Append("= ").Append(value).Append(" AND ");
                first = false;
            }

            if (i == keys.Count - 1)
            {
                text.Append(expression).Append(' ').Append(sign).Append(isIncluded ? "= " : " ").Append(value);
                continue;
            }

            text.Append('(').Append(expression).Append(' ').Append(sign).Append(' ').Append(value).Append(" OR (").Append(expression).Append(" = ").Append(value).Append(" AND ");
            open += 2;
        }

        return text.Append(')', open).ToString();
    }

    /// <summary>Reads the place of a row, whose first sort column is at an ordinal.</summary>
    public SortValue[] Place(DbDataReader row, int from)
    {
        var place = new SortValue[keys.Count];
        for (var i = 0; i < keys.Count; i++)
        {
            place[i] = keys[i].Kind switch
            {
                SortValueKind.Number => SortValue.Of(row.GetDouble(from + i)),
                SortValueKind.Text => SortValue.Of(row.GetString(from + i)),
                _ => SortValue.Of(Convert.ToInt64(row.GetValue(from + i), System.Globalization.CultureInfo.InvariantCulture)),
            };
        }

        return place;
    }

    private static object Value(SortValue value) => value.Kind switch
    {
        SortValueKind.Number => value.Number,
        SortValueKind.Text => value.Text!,
        _ => value.Integer,
    };
}
