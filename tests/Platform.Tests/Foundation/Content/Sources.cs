namespace Slipway.Foundation.Content;

/// <summary>A sender on a network: its bytes come in odd pieces, and it may break off before the last.</summary>
internal sealed class Trickle(byte[] bytes, bool breaks = false, Func<Task>? atEnd = null) : MemoryStream(bytes)
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        if (Position == Length)
        {
            await (atEnd?.Invoke() ?? Task.CompletedTask);
            cancellationToken.ThrowIfCancellationRequested();
            if (breaks)
            {
                throw new IOException("The sender went away.");
            }
        }

        return Read(buffer.Span[..Math.Min(buffer.Length, 33_333)]);
    }
}

internal sealed class MovableClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = System.GetUtcNow();

    public override DateTimeOffset GetUtcNow() => Now;
}
