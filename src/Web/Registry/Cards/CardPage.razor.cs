using Microsoft.AspNetCore.Components;
using MudBlazor;
using Slipway.Foundation.Access;
using Slipway.Shared.Session;

namespace Slipway.Registry.Cards;

/// <summary>A model's card: read, written, and compared with what it said before. What somebody else saves while one writes isn't written over.</summary>
public sealed partial class CardPage(CardService cards, Access access, ISnackbar notices)
{
    private CardDetails? _card;
    private CardDetails? _shown;
    private CardDetails? _theirs;
    private CardDraft? _draft;
    private string? _refusal;
    private string? _unsaved;
    private bool _mayWrite;
    private bool _history;
    private int _before;

    [CascadingParameter] public CurrentProject Current { get; set; } = null!;
    [Parameter] public string Organization { get; set; } = "";
    [Parameter] public string Project { get; set; } = "";
    [Parameter] public string Name { get; set; } = "";
    [SupplyParameterFromQuery] private int? Revision { get; set; }
    [SupplyParameterFromQuery(Name = "history")] private bool? History { get; set; }

    private string Model => Name;

    private string Address => Current.Href($"models/{Uri.EscapeDataString(Model)}");

    protected override async Task OnParametersSetAsync()
    {
        _history = History is true || Revision is not null;
        _mayWrite = await access.AllowsAsync(Permission.ModelsWrite, Current.Id, CancellationToken.None);
        await RefreshAsync();
        _shown = Revision is { } wanted && await cards.GetAsync(Current.Known, Model, wanted, CancellationToken.None) is { Refusal: null } read ? read.Value : null;
        _refusal ??= Revision is not null && _shown is null ? $"The card of '{Model}' has no revision {Revision}." : null;
    }

    private async Task RefreshAsync()
    {
        var read = await cards.GetAsync(Current.Known, Model, null, CancellationToken.None);
        (_card, _refusal) = read.Refusal is { } refusal ? (_card, refusal.Message) : (read.Value, (string?)null);
        if (_draft is not null && _card is { } newest && newest.Revision != _before)
        {
            _theirs = newest;
        }
    }

    private void Edit() => (_draft, _before) = (new CardDraft(_card!.Card), _card.Revision);

    private async Task SaveAsync()
    {
        var written = await cards.WriteAsync(Current.Known, Model, new WriteCard(_draft!.ToCard(), _before), CancellationToken.None);
        if (written.Refusal is CardChanged changed)
        {
            _theirs = changed.Theirs;
        }
        else if (written.Refusal is { } refusal)
        {
            _unsaved = refusal.Message;
        }
        else
        {
            (_card, _draft, _theirs, _unsaved) = (written.Value, null, null, null);
            notices.Add($"Saved revision {_card.Revision}.", Severity.Normal);
        }
    }

    // What both changed is the writer's to decide: theirs is seen as a difference, and saving goes on from it.
    private void TakeTheirs() => (_before, _card, _theirs) = (_theirs!.Revision, _theirs, null);
}
