using System.Data.Common;
using System.Globalization;
using System.Text;
using Slipway.Foundation.Data;

namespace Slipway.Tracking.Search;

/// <summary>A statement being put together: every value that came from outside is a parameter of it. Names are quoted as all three databases read them.</summary>
internal sealed class SqlText(DatabaseProvider provider)
{
    private readonly StringBuilder _text = new();
    private readonly List<object> _values = [];

    public DatabaseProvider Provider { get; } = provider;

    public SqlText Append(string sql)
    {
        _text.Append(sql);
        return this;
    }

    /// <summary>Adds a value and answers the name that stands for it.</summary>
    public string Parameter(object value)
    {
        _values.Add(value is Guid id && Provider is DatabaseProvider.Sqlite ? Conventions.Bytes(id) : value);
        return string.Create(CultureInfo.InvariantCulture, $"@p{_values.Count - 1}");
    }

    /// <summary>A list of numbers for IN; they are written out, since a parameter for each would make every list a statement of its own kind anyway.</summary>
    public static string List(IEnumerable<long> keys) => string.Join(',', keys.Select(key => key.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Equality with one key, or membership in several.</summary>
    public string In(string column, IReadOnlyList<long> keys) => keys.Count == 1 ? $"{column} = {Parameter(keys[0])}" : $"{column} IN ({List(keys)})";

    /// <summary>What goes right after SELECT to answer at most so many rows, where that is its place.</summary>
    public string Top(int rows) => Provider is DatabaseProvider.SqlServer ? string.Create(CultureInfo.InvariantCulture, $"TOP ({rows}) ") : "";

    /// <summary>What goes at the end to answer at most so many rows, where that is its place.</summary>
    public string Limit(int rows) => Provider is DatabaseProvider.SqlServer ? "" : string.Create(CultureInfo.InvariantCulture, $" LIMIT {rows}");

    /// <summary>A join whose left side is read first. SQLite keeps no statistics of its own and has to be told; the servers know better.</summary>
    public string DrivenJoin => Provider is DatabaseProvider.Sqlite ? "CROSS JOIN" : "JOIN";

    /// <summary>A pattern in which only % and _ are special, as in the filter language.</summary>
    public string Like(string column, string pattern, bool ignoreCase)
    {
        var value = Parameter(Provider is DatabaseProvider.SqlServer ? pattern.Replace("[", "[[]", StringComparison.Ordinal) : pattern);
        var suffix = Provider is DatabaseProvider.PostgreSql ? " ESCAPE ''" : "";
        return ignoreCase ? $"LOWER({column}) LIKE LOWER({value}){suffix}" : $"{column} LIKE {value}{suffix}";
    }

    public DbCommand CommandOn(DbConnection connection, DbTransaction? transaction = null)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction ?? command.Transaction;
        command.CommandText = _text.ToString();
        for (var i = 0; i < _values.Count; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@p{i}");
            parameter.Value = _values[i];
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
