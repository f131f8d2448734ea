namespace Slipway.Registry.Cards;

/// <summary>A card that is being written.</summary>
public sealed class CardDraft(ModelCard card)
{
    private static readonly (string Name, Func<ModelCard, string> Read, Action<CardDraft, ModelCard> Take)[] Parts =
    [
        ("Risk", card => card.Risk.ToString(), (draft, card) => draft.Risk = card.Risk),
        ("Purpose", card => card.Purpose, (draft, card) => draft.Purpose = card.Purpose),
        ("Intended use", card => card.IntendedUse, (draft, card) => draft.IntendedUse = card.IntendedUse),
        ("Limits", card => card.Limits, (draft, card) => draft.Limits = card.Limits),
        ("Data", card => card.Data, (draft, card) => draft.Data = card.Data),
        ("Evaluation", card => card.Evaluation, (draft, card) => draft.Evaluation = card.Evaluation),
        ("Fairness", card => card.Fairness, (draft, card) => draft.Fairness = card.Fairness),
        ("Contacts", card => card.Contacts, (draft, card) => draft.Contacts = card.Contacts),
        ("Notes", card => card.Notes, (draft, card) => draft.Notes = card.Notes),
    ];

    public string Purpose { get; set; } = card.Purpose;
    public string IntendedUse { get; set; } = card.IntendedUse;
    public string Limits { get; set; } = card.Limits;
    public string Data { get; set; } = card.Data;
    public string Evaluation { get; set; } = card.Evaluation;
    public string Fairness { get; set; } = card.Fairness;
    public CardRisk Risk { get; set; } = card.Risk;
    public string Contacts { get; set; } = card.Contacts;
    public string Notes { get; set; } = card.Notes;

    /// <summary>Parts that both changed, each still to be decided.</summary>
    public List<CardConflict> Conflicts { get; } = [];

    public ModelCard ToCard() => new(Purpose, IntendedUse, Limits, Data, Evaluation, Fairness, Risk, Contacts, Notes);

    /// <summary>Takes in what somebody else saved: parts that they alone changed at once, and those that both did as <see cref="Conflicts"/>.</summary>
    /// <param name="before">The card that both began with.</param>
    /// <returns>The names of the parts that were taken.</returns>
    public IReadOnlyList<string> Meet(ModelCard before, CardDetails theirs)
    {
        List<string> taken = [];
        var mine = ToCard();
        foreach (var (name, read, take) in Parts)
        {
            var (was, own, other) = (read(before), read(mine), read(theirs.Card));
            var open = Conflicts.Find(conflict => conflict.Part == name);
            if (other == was)
            {
                continue;
            }

            Conflicts.RemoveAll(conflict => conflict.Part == name);
            if (own == was && open is null)
            {
                take(this, theirs.Card);
                taken.Add(name);
            }
            else if (own != other)
            {
                Conflicts.Add(new(name, theirs.By, open?.Before ?? was, other, theirs.Card));
            }
        }

        return taken;
    }

    /// <summary>Decides a part that both changed.</summary>
    public void Decide(CardConflict conflict, bool takeTheirs)
    {
        Conflicts.Remove(conflict);
        if (takeTheirs)
        {
            Parts.Single(part => part.Name == conflict.Part).Take(this, conflict.From);
        }
    }
}

/// <summary>A part of a card that its writer and somebody else changed at the same time.</summary>
/// <param name="By">Who the other is.</param>
/// <param name="Before">What it said when both began.</param>
/// <param name="Theirs">What they made of it.</param>
/// <param name="From">Their card.</param>
public sealed record CardConflict(string Part, string By, string Before, string Theirs, ModelCard From);
