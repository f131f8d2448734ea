using System.Text.RegularExpressions;
using Slipway.Tracking;

namespace Slipway.Registry.Models;

/// <summary>What models, aliases and tags may be called and carry, and the sentences for what they may not.</summary>
internal static partial class ModelRules
{
    /// <summary>Stands for the newest version and is nobody's to give.</summary>
    public const string Latest = "latest";

    // A name is a part of addresses and of the subjects of events.
    private const int EscapedLimit = 700;

    public static Invalid? CheckName(string name) =>
        string.IsNullOrWhiteSpace(name) ? new Invalid("Registered model name cannot be empty. Give the model a name.")
        : name.Length > RegisteredModel.NameLimit ? new Invalid($"The model's name has {name.Length} characters; it may have {RegisteredModel.NameLimit}.")
        : name.Any(char.IsControl) ? new Invalid("The model's name has a character that can't be shown. Leave it out.")
        : name.AsSpan().IndexOfAny('/', ':') >= 0 ? new Invalid($"Invalid model name: '{name}'. A name can't contain '/' or ':', which part names from versions.")
        : name is "." or ".." ? new Invalid($"Invalid model name: '{name}' means a folder. Choose another one.")
        : Escaped(name) is not { Length: <= EscapedLimit } ? new Invalid("The model's name is too long for an address. Shorten it, or write it with fewer special characters.")
        : null;

    public static Invalid? CheckAlias(string alias) =>
        alias.Length is 0 or > ModelAlias.NameLimit || !AliasForm().IsMatch(alias)
            ? new Invalid($"Invalid alias '{(alias.Length > 60 ? alias[..60] + "…" : alias)}': an alias has 1 to {ModelAlias.NameLimit} letters, digits, underscores and hyphens.")
        : alias.Equals(Latest, StringComparison.OrdinalIgnoreCase) ? new Invalid("'latest' alias name (case insensitive) is reserved: it is always the newest version. Choose another one.")
        : VersionForm().IsMatch(alias) ? new Invalid($"Version alias name '{alias}' is reserved: it reads like a version's number. Choose another one.")
        : null;

    public static Invalid? CheckTag(KeyValue tag) =>
        tag.Key.Length is 0 or > ModelTag.NameLimit ? new Invalid($"A tag's key has 1 to {ModelTag.NameLimit} characters.")
        : tag.Key.Any(char.IsControl) ? new Invalid("The tag's key has a character that can't be shown. Leave it out.")
        : tag.Value.Length > ModelTag.ValueLimit ? new Invalid($"The tag '{tag.Key}' has a value of {tag.Value.Length} characters; it may have {ModelTag.ValueLimit}.")
        : tag.Value.Contains('\0', StringComparison.Ordinal) ? new Invalid($"The tag '{tag.Key}' contains the character NUL. Leave it out.")
        : null;

    public static Invalid? CheckText(string what, string? text, int limit) =>
        text?.Length > limit ? new Invalid($"{what} has {text.Length} characters; it may have {limit}.")
        : text?.Contains('\0', StringComparison.Ordinal) is true ? new Invalid($"{what} contains the character NUL. Leave it out.")
        : null;

    public static AlreadyExists NameTaken(string name) => new($"Registered Model (name={name}) already exists. Choose another name, or register a version of it.");

    public static NotFound NoSuchModel(string name) => new($"Registered Model with name={name} not found. Check the name and that the address is its project's.");

    public static NotFound NoSuchVersion(string name, int number) => new($"Model Version (name={name}, version={number}) not found. Check the number; deleted versions are in the model's trash.");

    public static UnknownAlias NoSuchAlias(string name, string alias) => new($"The model '{name}' has no alias '{alias}'. Its page lists those that it has.");

    /// <summary>The subject of a model's events, which is also where its page is within the organization.</summary>
    public static string Subject(string project, string model) => $"projects/{project}/models/{Uri.EscapeDataString(model)}";

    public static string Subject(string project, string model, int version) => $"{Subject(project, model)}/versions/{version}";

    private static string? Escaped(string name)
    {
        try
        {
            return Uri.EscapeDataString(name);
        }
        catch (UriFormatException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^[\w\-]+\z")]
    private static partial Regex AliasForm();

    [GeneratedRegex(@"^[vV]\d+\z")]
    private static partial Regex VersionForm();
}

/// <summary>The model is there, and nothing has this alias.</summary>
public sealed record UnknownAlias(string Message) : NotFound(Message);
