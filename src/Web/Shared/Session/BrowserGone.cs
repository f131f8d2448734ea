using Microsoft.JSInterop;

namespace Slipway.Shared.Session;

internal static class BrowserGone
{
    /// <summary>Whether a script couldn't be asked because its browser went away: the circuit knows already, or finds out while it waits for the answer.</summary>
    public static bool IsBrowserGone(this Exception exception) => exception is JSDisconnectedException or OperationCanceledException;
}
