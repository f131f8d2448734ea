namespace Slipway.Foundation.Data;

/// <summary>
/// Lets one writer at a time into a database that has only one (SQLite); others wait without holding a thread, where the driver
/// would sleep and retry. On a server database it is always open.
/// </summary>
public sealed class WriteGate(DatabaseSettings settings) : IDisposable
{
    private readonly SemaphoreSlim? _turn = settings.Provider is DatabaseProvider.Sqlite ? new(1, 1) : null;

    internal async ValueTask<Turn> EnterAsync(CancellationToken ct)
    {
        if (_turn is not null)
        {
            await _turn.WaitAsync(ct);
        }

        return new(_turn);
    }

    /// <summary>As <see cref="EnterAsync"/>, holding the thread.</summary>
    internal Turn Enter()
    {
        _turn?.Wait();
        return new(_turn);
    }

    public void Dispose() => _turn?.Dispose();

    internal readonly struct Turn(SemaphoreSlim? turn) : IDisposable
    {
        public void Dispose() => turn?.Release();
    }
}
