using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Foundation.Content;

namespace Slipway.Registry.Cards;

/// <summary>How much harm a model could do where it is used, as its owners judge it.</summary>
public enum CardRisk
{
    Unknown,
    Low,
    Medium,
    High,
}

/// <summary>What people have to know of a model before they rely on it. Each part is Markdown and may be empty.</summary>
/// <param name="Purpose">What it is for, in plain words.</param>
/// <param name="IntendedUse">By whom and in which situations it is meant to be used.</param>
/// <param name="Limits">Where it fails, and what it must not be used for.</param>
/// <param name="Data">What it was trained and tested on, and how that came about.</param>
/// <param name="Evaluation">How good it is, measured how, and on what.</param>
/// <param name="Fairness">For whom it works worse, and what was done about it.</param>
/// <param name="Risk">How much harm it could do.</param>
/// <param name="Contacts">Whom to ask, and whom to tell when it fails.</param>
/// <param name="Notes">Everything else.</param>
public sealed record ModelCard(
    [MaxLength(ModelCard.PartLimit)] string Purpose = "",
    [MaxLength(ModelCard.PartLimit)] string IntendedUse = "",
    [MaxLength(ModelCard.PartLimit)] string Limits = "",
    [MaxLength(ModelCard.PartLimit)] string Data = "",
    [MaxLength(ModelCard.PartLimit)] string Evaluation = "",
    [MaxLength(ModelCard.PartLimit)] string Fairness = "",
    CardRisk Risk = CardRisk.Unknown,
    [MaxLength(ModelCard.PartLimit)] string Contacts = "",
    [MaxLength(ModelCard.NotesLimit)] string Notes = "")
{
    /// <summary>The most characters of a part.</summary>
    public const int PartLimit = 20_000;

    /// <summary>The most characters of the notes.</summary>
    public const int NotesLimit = 100_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    /// <summary>Its written parts in the order in which they are read: what each is called, and its text.</summary>
    [JsonIgnore]
    public IReadOnlyList<CardPart> Parts =>
    [
        new("Purpose", Purpose), new("Intended use", IntendedUse), new("Limits", Limits), new("Data", Data), new("Evaluation", Evaluation), new("Fairness", Fairness), new("Contacts", Contacts),
    ];

    /// <summary>What a reader would look for and not find: the names of the parts that are empty. The notes may be.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Missing => [.. Parts.Where(part => part.Text.Length == 0).Select(part => part.Name), .. Risk is CardRisk.Unknown ? ["Risk"] : Array.Empty<string>()];

    internal static ModelCard Read(string text) => JsonSerializer.Deserialize<ModelCard>(text, Json)!;

    internal string Write() => JsonSerializer.Serialize(this, Json);

    /// <summary>The card as the databases can hold it: no NUL, and nothing around the words.</summary>
    internal ModelCard Clean() => new(
        Clean(Purpose), Clean(IntendedUse), Clean(Limits), Clean(Data), Clean(Evaluation), Clean(Fairness), Risk, Clean(Contacts), Clean(Notes));

    private static string Clean(string text) => text.Replace("\0", "", StringComparison.Ordinal).ReplaceLineEndings("\n").Trim();

    internal Invalid? Check() =>
        Parts.FirstOrDefault(part => part.Text.Length > PartLimit) is { } longPart ? new Invalid($"'{longPart.Name}' has {longPart.Text.Length:N0} characters; it may have {PartLimit:N0}. Shorten it, or move some of it to the notes.")
        : Notes.Length > NotesLimit ? new Invalid($"The notes have {Notes.Length:N0} characters; they may have {NotesLimit:N0}. Shorten them.")
        : !Enum.IsDefined(Risk) ? new Invalid("The risk is unknown, low, medium or high.")
        : null;

    /// <summary>Says exactly what the card says: whoever approved a model approved this.</summary>
    internal static ContentDigest DigestOf(string written) => ContentDigest.Of(Encoding.UTF8.GetBytes(written));
}

/// <summary>A written part of a card.</summary>
/// <param name="Name">What it is called, such as «Intended use».</param>
/// <param name="Text">In Markdown.</param>
public sealed record CardPart(string Name, string Text);
