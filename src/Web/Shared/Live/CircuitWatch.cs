using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Slipway.Shared.Live;

/// <summary>Tells the components of a circuit when the browser at its other end is lost and found again. The circuit itself waits some minutes for it.</summary>
public sealed class CircuitWatch : CircuitHandler
{
    /// <summary>The connection was lost.</summary>
    public event Action? Lost;

    /// <summary>The connection is there again.</summary>
    public event Action? Found;

    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        Lost?.Invoke();
        return Task.CompletedTask;
    }

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        Found?.Invoke();
        return Task.CompletedTask;
    }
}
