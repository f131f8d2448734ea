using System.Collections.Frozen;

namespace Slipway.Shared.Code;

/// <summary>What has to be known of a language to colour it: enough for reading, far from a grammar.</summary>
/// <param name="Name">As people call it.</param>
/// <param name="LineComment">What begins a comment that ends with the line; null when there is none.</param>
/// <param name="BlockComment">What begins and ends one that may go over lines.</param>
/// <param name="Quotes">The characters that begin and end a text.</param>
/// <param name="Words">The language's own words.</param>
internal sealed record CodeLanguage(string Name, string? LineComment, (string Begin, string End)? BlockComment, string Quotes, FrozenSet<string> Words)
{
    /// <summary>Whether three quotes begin a text that may go over lines.</summary>
    public bool HasLongTexts { get; init; }

    /// <summary>Whether what stands before a colon is a name, as in JSON and YAML.</summary>
    public bool HasKeys { get; init; }

    /// <summary>Whether words in angle brackets are tags.</summary>
    public bool HasTags { get; init; }

    private static readonly (string, string) C = ("/*", "*/");

    private static readonly CodeLanguage Python = new("Python", "#", null, "\"'", Set(
        "and as assert async await break case class continue def del elif else except finally for from global if import in is lambda match nonlocal not or pass raise return self try while with yield True False None"))
        { HasLongTexts = true };

    private static readonly CodeLanguage R = new("R", "#", null, "\"'`", Set("function if else for while repeat in next break return library TRUE FALSE NULL NA NaN Inf"));

    private static readonly CodeLanguage Json = new("JSON", null, null, "\"", Set("true false null NaN Infinity")) { HasKeys = true };

    private static readonly CodeLanguage Yaml = new("YAML", "#", null, "\"'", Set("true false null yes no on off True False")) { HasKeys = true };

    private static readonly CodeLanguage Settings = new("settings", "#", null, "\"'", Set("true false"));

    private static readonly CodeLanguage Script = new("JavaScript", "//", C, "\"'`", Set(
        "abstract any as async await boolean break case catch class const continue declare default delete do else enum export extends false finally for from function get if implements import in instanceof interface let new null number of private protected public readonly return set static string super switch this throw true try type typeof undefined var void while yield"));

    private static readonly CodeLanguage Curly = new("C-like", "//", C, "\"'", Set(
        "abstract as async auto await base bool boolean break byte case catch char class const constexpr continue crate default defer delegate delete do double else enum event explicit extends extern false final finally float fn for foreach func go goto if impl implements import in include init inline instanceof int interface internal is let lock long match mod mut namespace new nil null nullptr object operator out override package params private protected pub public readonly record ref return sealed self short sizeof static string struct super switch template this throw throws trait true try type typedef typename typeof uint ulong union unsafe use using value var virtual void volatile when where while with yield"));

    private static readonly CodeLanguage Sql = new("SQL", "--", C, "'\"", Set(
        "all and as asc between by case count create delete desc distinct drop else end exists false from full group having in index inner insert into is join left like limit not null offset on or order outer over partition primary key references right select set table then true union unique update using values view when where with"));

    private static readonly CodeLanguage Shell = new("shell", "#", null, "\"'", Set("case do done elif else esac exit export fi for function if in local return set then until while echo cd source"));

    private static readonly CodeLanguage Container = new("Dockerfile", "#", null, "\"'", Set("FROM AS RUN CMD LABEL EXPOSE ENV ADD COPY ENTRYPOINT VOLUME USER WORKDIR ARG ONBUILD STOPSIGNAL HEALTHCHECK SHELL"));

    private static readonly CodeLanguage Markup = new("markup", null, ("<!--", "-->"), "\"'", Set("")) { HasTags = true };

    private static readonly CodeLanguage Style = new("CSS", null, C, "\"'", Set("important"));

    private static readonly FrozenDictionary<string, CodeLanguage> ByEnding = new Dictionary<string, CodeLanguage>(StringComparer.OrdinalIgnoreCase)
    {
        [".py"] = Python, [".pyi"] = Python, [".ipynb"] = Json, [".r"] = R, [".rmd"] = R, [".json"] = Json, [".jsonl"] = Json, [".geojson"] = Json, [".yaml"] = Yaml, [".yml"] = Yaml,
        [".toml"] = Settings, [".ini"] = Settings, [".cfg"] = Settings, [".conf"] = Settings, [".env"] = Settings, [".properties"] = Settings,
        [".js"] = Script, [".mjs"] = Script, [".cjs"] = Script, [".jsx"] = Script, [".ts"] = Script, [".tsx"] = Script,
        [".cs"] = Curly, [".java"] = Curly, [".c"] = Curly, [".h"] = Curly, [".cc"] = Curly, [".cpp"] = Curly, [".hpp"] = Curly, [".cu"] = Curly, [".go"] = Curly, [".rs"] = Curly, [".kt"] = Curly,
        [".swift"] = Curly, [".scala"] = Curly, [".proto"] = Curly, [".sql"] = Sql, [".sh"] = Shell, [".bash"] = Shell, [".zsh"] = Shell, [".xml"] = Markup, [".html"] = Markup, [".htm"] = Markup,
        [".svg"] = Markup, [".css"] = Style, [".scss"] = Style,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, CodeLanguage> ByName = new Dictionary<string, CodeLanguage>(StringComparer.OrdinalIgnoreCase)
    {
        ["MLmodel"] = Yaml, ["MLproject"] = Yaml, ["Dockerfile"] = Container, ["Makefile"] = Shell, [".env"] = Settings, [".gitignore"] = Settings, ["python"] = Python, ["r"] = R, ["julia"] = Python,
        ["javascript"] = Script, ["bash"] = Shell, ["sql"] = Sql, ["json"] = Json,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The language of a file of this name, or of this name itself; null when none is known.</summary>
    public static CodeLanguage? Of(string name) =>
        ByName.TryGetValue(name, out var named) || ByEnding.TryGetValue(Path.GetExtension(name), out named) ? named : null;

    private static FrozenSet<string> Set(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
