namespace Slipway.Tracking.Search;

public enum FilterChoiceKind { Attribute, Metric, Param, Tag, Dataset, Operator, Value, Word }

/// <summary>Something that can be written next.</summary>
/// <param name="Text">As it is put into the filter.</param>
public sealed record FilterChoice(string Text, FilterChoiceKind Kind);

/// <summary>What can be written at a place in a filter, best first.</summary>
/// <param name="Start">From here on the chosen text replaces what stands there,</param>
/// <param name="End">up to here.</param>
public sealed record FilterChoices(int Start, int End, IReadOnlyList<FilterChoice> Choices);

/// <summary>Helps somebody who writes a filter of runs in the extended language.</summary>
public static class FilterHelp
{
    /// <summary>The most choices of one place.</summary>
    public const int Most = 40;

    private static readonly SearchSchema Runs = SearchSchema.Of(SearchEntity.Runs);

    private enum Next { Name, Operator, Value, Values, Joint, Null, Between, Nothing }

    /// <summary>What is wrong in a filter, and where; null when it can be read.</summary>
    public static UnreadableFilter? Check(string filter) => SearchFilter.Parse(filter, SearchEntity.Runs, SearchGrammar.Extended).Refusal as UnreadableFilter;

    /// <summary>Puts a key into the form that filters and orders take.</summary>
    public static string Quoted(string prefix, string key) => key.Length > 0 && key.All(c => char.IsLetterOrDigit(c) || c is '_' or '.') && key[0] != '.' && key[^1] != '.' && !key.Contains("..", StringComparison.Ordinal)
        ? $"{prefix}.{key}"
        : $"{prefix}.`{key}`";

    /// <summary>What can be written at a place.</summary>
    /// <param name="names">Names of values, as filters write them, with their kind; attributes and datasets are known.</param>
    /// <param name="valuesOf">Tells the values of a name, when they are few.</param>
    public static async Task<FilterChoices> CompleteAsync(
        string filter, int caret, IEnumerable<FilterChoice> names, Func<string, Task<IReadOnlyList<string>>> valuesOf)
    {
        caret = Math.Clamp(caret, 0, filter.Length);
        var start = PieceStart(filter, caret);
        var (next, name) = After(filter[..start]);
        var typed = filter[start..caret];
        IEnumerable<FilterChoice> choices = next switch
        {
            Next.Name => Known().Concat(names).Append(new("NOT", FilterChoiceKind.Word)),
            Next.Operator => OperatorsOf(name),
            Next.Value or Next.Values => (name.Length > 0 ? await valuesOf(name) : []).Select(value => new FilterChoice(Text(value), FilterChoiceKind.Value)),
            Next.Joint => Words("AND", "OR"),
            Next.Null => Words("NULL", "NOT NULL"),
            Next.Between => Words("AND"),
            _ => [],
        };

        var end = caret;
        while (end < filter.Length && typed.Length > 0 && IsPart(filter[end]))
        {
            end++;
        }

        return new(start, end, [.. Ranked(choices, Plain(typed)).Take(Most)]);
    }

    private static IEnumerable<FilterChoice> Known() =>
        Runs.AttributeNames.Select(name => new FilterChoice(name, FilterChoiceKind.Attribute))
            .Concat(SearchSchema.DatasetNames.Select(name => new FilterChoice($"dataset.{name}", FilterChoiceKind.Dataset)));

    private static IEnumerable<FilterChoice> OperatorsOf(string name)
    {
        if (new SearchLexer(name).Next().Take() is not { } taken || Runs.Filtered(taken) is not { Refusal: null } field)
        {
            return [];
        }

        var operators = Runs.OperatorsOf(field.Value, SearchGrammar.Extended).Select(SearchOperators.Spelled);
        return (Runs.ValuesOf(field.Value) is SearchValueKind.Text ? operators : operators.Append("BETWEEN")).Select(word => new FilterChoice(word, FilterChoiceKind.Operator));
    }

    private static IEnumerable<FilterChoice> Words(params string[] words) => words.Select(word => new FilterChoice(word, FilterChoiceKind.Word));

    private static string Text(string value) => value.Contains('\'', StringComparison.Ordinal) ? $"\"{value}\"" : $"'{value}'";

    // What begins so comes before what has it somewhere; a key counts without its prefix.
    private static IEnumerable<FilterChoice> Ranked(IEnumerable<FilterChoice> choices, string typed) => typed.Length == 0 ? choices : choices
        .Select(choice => (Choice: choice, Plain: Plain(choice.Text)))
        .Where(each => each.Plain.Contains(typed, StringComparison.OrdinalIgnoreCase) && each.Plain != typed)
        .OrderBy(each => each.Plain.StartsWith(typed, StringComparison.OrdinalIgnoreCase) ? 0
            : each.Plain[(each.Plain.IndexOf('.', StringComparison.Ordinal) + 1)..].StartsWith(typed, StringComparison.OrdinalIgnoreCase) ? 1 : 2)
        .ThenBy(each => each.Choice.Kind)
        .Select(each => each.Choice);

    private static string Plain(string written) => written.Replace("`", "", StringComparison.Ordinal).Trim('\'', '"');

    // Where the piece begins that the caret is in or behind: at an open quote, or where letters began.
    private static int PieceStart(string filter, int caret)
    {
        for (var i = 0; i < caret; i++)
        {
            if (filter[i] is '\'' or '"' or '`')
            {
                var close = filter.IndexOf(filter[i], i + 1);
                if (close < 0 || close >= caret)
                {
                    return filter[i] is '`' or '"' && i > 0 && filter[i - 1] == '.' ? PartStart(filter, i) : i;
                }

                i = close;
            }
        }

        var at = caret;
        while (at > 0 && filter[at - 1] is '=' or '!' or '<' or '>')
        {
            at--;
        }

        return at < caret ? at : PartStart(filter, caret);
    }

    private static int PartStart(string filter, int at)
    {
        while (at > 0 && IsPart(filter[at - 1]))
        {
            at--;
        }

        return at;
    }

    private static bool IsPart(char c) => !char.IsWhiteSpace(c) && c is not ('(' or ')' or ',' or '=' or '!' or '<' or '>' or '\'');

    // What a filter that ends here goes on with, and the name that it is about.
    private static (Next Next, string Name) After(string filter)
    {
        var lexer = new SearchLexer(filter);
        var (next, name, between) = (Next.Name, "", false);
        for (var token = lexer.Next(); token.Kind is not SearchTokenKind.End; token = lexer.Next())
        {
            (next, between) = next switch
            {
                Next.Name when token.Is("NOT") || token.Kind is SearchTokenKind.Open => (Next.Name, false),
                Next.Name => (Named(token.Written), false),
                Next.Operator when token.Is("NOT") => (Next.Operator, false),
                Next.Operator when token.Is("IS") => (Next.Null, false),
                Next.Operator when token.Is("IN") => (Next.Nothing, false),
                Next.Operator => (Next.Value, token.Is("BETWEEN")),
                Next.Nothing when token.Kind is SearchTokenKind.Open => (Next.Values, false),
                Next.Values => (token.Kind is SearchTokenKind.Close ? Next.Joint : Next.Values, false),
                Next.Null => (token.Is("NOT") ? Next.Null : Next.Joint, false),
                Next.Value => (between ? Next.Between : Next.Joint, false),
                Next.Between => (Next.Value, false),
                Next.Joint when token.Is("AND") || token.Is("OR") => (Next.Name, false),
                _ => (next, false),
            };
        }

        return (next, name);

        Next Named(string written)
        {
            name = written;
            return Next.Operator;
        }
    }
}
