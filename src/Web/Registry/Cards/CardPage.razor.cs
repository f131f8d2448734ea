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
    private CardDetails? _began;
    private string? _theirs;
    private IReadOnlyList<string> _taken = [];
    private CardDraft? _draft;
    private string? _refusal;
    private string? _unsaved;
    private bool _mayWrite;
    private bool _history;

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
        if (_draft is not null && _card is { } newest && newest.Revision != _began!.Revision)
        {
            Meet(newest);
        }
    }

    private void Edit() => (_draft, _began) = (new CardDraft(_card!.Card), _card);

    private void Stop() => (_draft, _began, _theirs, _taken, _unsaved) = (null, null, null, [], null);

    // Saving goes on from theirs: what only they changed is in it, and what both did is the writer's to decide.
    private void Meet(CardDetails theirs)
    {
        var taken = _draft!.Meet(_began!.Card, theirs);
        (_taken, _theirs) = ([.. _taken.Union(taken)], theirs.By);
        (_began, _card) = (theirs, theirs);
    }

    private async Task SaveAsync()
    {
        var written = await cards.WriteAsync(Current.Known, Model, new WriteCard(_draft!.ToCard(), _began!.Revision), CancellationToken.None);
        if (written.Refusal is CardChanged changed)
        {
            Meet(changed.Theirs);
        }
        else if (written.Refusal is { } refusal)
        {
            _unsaved = refusal.Message;
        }
        else
        {
            _card = written.Value;
            Stop();
            notices.Add($"Saved revision {_card.Revision}.", Severity.Normal);
        }
    }
}
