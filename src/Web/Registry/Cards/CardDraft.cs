namespace Slipway.Registry.Cards;

/// <summary>A card that is being written.</summary>
public sealed class CardDraft(ModelCard card)
{
    public string Purpose { get; set; } = card.Purpose;
    public string IntendedUse { get; set; } = card.IntendedUse;
    public string Limits { get; set; } = card.Limits;
    public string Data { get; set; } = card.Data;
    public string Evaluation { get; set; } = card.Evaluation;
    public string Fairness { get; set; } = card.Fairness;
    public CardRisk Risk { get; set; } = card.Risk;
    public string Contacts { get; set; } = card.Contacts;
    public string Notes { get; set; } = card.Notes;

    public ModelCard ToCard() => new(Purpose, IntendedUse, Limits, Data, Evaluation, Fairness, Risk, Contacts, Notes);
}
