using System.Text;

namespace Slipway.Tracking.Runs.Output;

/// <summary>Takes the bytes of a file as they are read, and keeps the lines that have a text, letters of either case alike.</summary>
internal sealed class LineScanner(string text, long from, int mostHits) : Stream
{
    /// <summary>How much of a line is looked at and shown: lines longer than that are data.</summary>
    public const int LineLimit = 4_096;

    private const int ShownLimit = 400;

    private readonly byte[] _line = new byte[LineLimit];
    private int _length;
    private long _at = from;
    private long _start = from;

    public List<OutputHit> Hits { get; } = [];

    /// <summary>Whether enough was found.</summary>
    public bool IsFull => Hits.Count >= mostHits;

    /// <summary>Where the first line begins that wasn't looked at whole.</summary>
    public long Next => _start;

    /// <summary>Looks at what follows the last line end too: at the end of the file it is a line.</summary>
    public void Finish()
    {
        if (_length > 0)
        {
            End();
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0 && !IsFull)
        {
            var end = buffer.IndexOf((byte)'\n');
            var part = end < 0 ? buffer : buffer[..end];
            var kept = part[..Math.Min(part.Length, LineLimit - _length)];
            kept.CopyTo(_line.AsSpan(_length));
            _length += kept.Length;
            _at += part.Length + (end < 0 ? 0 : 1);
            buffer = buffer[(end < 0 ? part.Length : end + 1)..];
            if (end >= 0)
            {
                End();
            }
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    private void End()
    {
        var line = Encoding.UTF8.GetString(_line, 0, _length);
        var found = line.IndexOf(text, StringComparison.OrdinalIgnoreCase);
        if (found >= 0)
        {
            // A little before the place, so that it is seen in its sentence.
            Hits.Add(new(_start, line[(found < ShownLimit / 2 ? 0 : found - (ShownLimit / 4))..].TrimEnd('\r').CutTo(ShownLimit)));
        }

        (_length, _start) = (0, _at);
    }

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override void Flush() { }
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
}
