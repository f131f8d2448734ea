namespace Slipway.Foundation.Content;

/// <summary>
/// Keeps what is written synchronously until the next asynchronous write or flush. Closing an entry of a zip writes its few last bytes that way,
/// which a response refuses, since it would hold a thread for as long as its reader is slow.
/// </summary>
internal sealed class DeferredWrites(Stream destination) : Stream
{
    private readonly MemoryStream _kept = new();

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(byte[] buffer, int offset, int count) => _kept.Write(buffer, offset, count);

    public override void Write(ReadOnlySpan<byte> buffer) => _kept.Write(buffer);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await SendKeptAsync(cancellationToken);
        await destination.WriteAsync(buffer, cancellationToken);
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        await SendKeptAsync(cancellationToken);
        await destination.FlushAsync(cancellationToken);
    }

    // What is kept waits for the next asynchronous call.
    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _kept.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask SendKeptAsync(CancellationToken ct)
    {
        if (_kept.Length > 0)
        {
            await destination.WriteAsync(_kept.GetBuffer().AsMemory(0, (int)_kept.Length), ct);
            _kept.SetLength(0);
        }
    }
}
