using System.Text;

namespace Slipway.Tracking.Runs;

/// <summary>What a column of runs shows.</summary>
public enum RunFieldKind { Attribute, Metric, Param, Tag }

/// <summary>One value of a run that can stand in a column.</summary>
/// <param name="Key">The metric's, param's or tag's key as logged, or one of <see cref="Attributes"/>.</param>
public readonly record struct RunField(RunFieldKind Kind, string Key)
{
    /// <summary>The attributes that can be asked for, in the order of a table.</summary>
    public static readonly IReadOnlyList<string> Attributes = ["run_id", "run_name", "experiment_id", "status", "start_time", "end_time", "duration", "user_id"];

    /// <summary>The most columns of one table.</summary>
    public const int Most = 500;

    /// <summary>How filters and orders name it; keys have no backticks in them.</summary>
    public string SearchName => Kind switch
    {
        RunFieldKind.Metric => $"metrics.`{Key}`",
        RunFieldKind.Param => $"params.`{Key}`",
        RunFieldKind.Tag => $"tags.`{Key}`",
        _ => $"attributes.{Key}",
    };

    /// <summary>The short form that addresses carry: a letter for the kind, the key, and commas between fields: <c>a.status,m.val/loss,p.lr</c>.</summary>
    public static string Write(IEnumerable<RunField> fields) => string.Join(',', fields.Select(field =>
        $"{Letter(field.Kind)}.{field.Key.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal)}"));

    /// <summary>Reads the short form; a field that is named twice counts once. Refused when a part of it is none.</summary>
    public static Result<IReadOnlyList<RunField>> Read(string text)
    {
        List<RunField> fields = [];
        foreach (var part in Split(text))
        {
            RunFieldKind? kind = part.Length > 2 && part[1] == '.' ? part[0] switch { 'a' => RunFieldKind.Attribute, 'm' => RunFieldKind.Metric, 'p' => RunFieldKind.Param, 't' => RunFieldKind.Tag, _ => null } : null;
            if (kind is not { } known || (known is RunFieldKind.Attribute && !Attributes.Contains(part[2..], StringComparer.Ordinal)))
            {
                return new Invalid($"'{part}' names no column. Write a. for an attribute ({string.Join(", ", Attributes)}), m. for a metric, p. for a param or t. for a tag before its key, like m.loss,p.lr.");
            }

            fields.Add(new(known, part[2..]));
        }

        var distinct = fields.Distinct().ToList();
        return distinct.Count <= Most ? distinct : new Invalid($"{distinct.Count} columns are too many for one table: ask for {Most} at most.");
    }

    /// <summary>What has to be read of runs so that these fields can be shown.</summary>
    public static RunColumns Wanted(IReadOnlyCollection<RunField> fields) => new(Keys(fields, RunFieldKind.Param), Keys(fields, RunFieldKind.Tag), Keys(fields, RunFieldKind.Metric), Inputs: false);

    private static List<string> Keys(IEnumerable<RunField> fields, RunFieldKind kind) => [.. fields.Where(field => field.Kind == kind).Select(field => field.Key)];

    private static char Letter(RunFieldKind kind) => kind switch { RunFieldKind.Metric => 'm', RunFieldKind.Param => 'p', RunFieldKind.Tag => 't', _ => 'a' };

    private static IEnumerable<string> Split(string text)
    {
        var part = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == ',')
            {
                yield return part.ToString();
                part.Clear();
                continue;
            }

            i += text[i] == '\\' && i + 1 < text.Length ? 1 : 0;
            part.Append(text[i]);
        }

        if (part.Length > 0)
        {
            yield return part.ToString();
        }
    }
}
