using Microsoft.AspNetCore.Components;
using Slipway.Collaboration.Comments;
using Slipway.Foundation.Access;
using Slipway.Shared.Live;
using Slipway.Shared.Session;

namespace Slipway.Collaboration.Presence;

/// <summary>Lets others see that its reader is here, and shows them. A lost connection is an absence until it is back.</summary>
public sealed partial class WhoIsHere(PresenceService presence, Access access, CircuitWatch circuit) : IDisposable
{
    private const int Shown = 5;

    private IReadOnlyList<CommentPerson> _others = [];
    private PresenceStay? _stay;
    private CommentTarget _at;
    private bool _gone;

    [CascadingParameter] public CurrentProject Project { get; set; } = null!;

    /// <summary>The kind of the page's subject, as comments name it.</summary>
    [Parameter, EditorRequired] public string Kind { get; set; } = "";

    /// <summary>The subject's key.</summary>
    [Parameter, EditorRequired] public string Subject { get; set; } = "";

    private CommentTarget Target => new(Kind, Subject);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            circuit.Lost += Pause;
            circuit.Found += Resume;
        }

        if (_at != Target)
        {
            _at = Target;
            _stay?.Dispose();
            _stay = null;
            var entered = await presence.EnterAsync(Project.Known, Target, CancellationToken.None);
            if (entered.Refusal is not null)
            {
                return;
            }

            _stay = entered.Value;
            if (_gone)
            {
                _stay.Dispose();
                return;
            }

            await ReadAsync();
            StateHasChanged();
        }
    }

    private async Task ReadAsync()
    {
        var me = access.Principal.UserId;
        _others = await presence.WhoAsync(Project.Known, Target, CancellationToken.None) is { Refusal: null } read ? [.. read.Value.Where(person => person.Id != me)] : [];
    }

    private void Pause() => _stay?.Pause();

    private void Resume() => _stay?.Resume();

    public void Dispose()
    {
        _gone = true;
        circuit.Lost -= Pause;
        circuit.Found -= Resume;
        _stay?.Dispose();
    }
}
