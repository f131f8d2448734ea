using Microsoft.AspNetCore.Components;
using Slipway.Foundation.Access;

namespace Slipway.Shared.Session;

/// <summary>Asks its page to look again whenever somebody's access changed, so that an open page notices by itself. Renders nothing, and is for interactive pages.</summary>
public sealed class AccessWatch(AccessMemory memory) : ComponentBase, IDisposable
{
    // Another replica's changes aren't announced to circuits; services refuse at once all the same.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private Timer? _timer;
    private bool _isAsking;
    private bool _isDue;

    /// <summary>Looks again. Not called a second time before it is done.</summary>
    [Parameter, EditorRequired] public EventCallback OnChanged { get; set; }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            memory.Changed += Ask;
            _timer = new(_ => Ask(), null, Patience, Patience);
        }
    }

    private void Ask() => _ = InvokeAsync(AskAsync);

    private async Task AskAsync()
    {
        _isDue = true;
        if (_isAsking)
        {
            return;
        }

        _isAsking = true;
        try
        {
            // What is heard while it asks may be newer than the answer.
            while (_isDue)
            {
                _isDue = false;
                await OnChanged.InvokeAsync();
            }
        }
        finally
        {
            _isAsking = false;
        }
    }

    public void Dispose()
    {
        memory.Changed -= Ask;
        _timer?.Dispose();
    }
}
