namespace Slipway.Organizations.Audit;

/// <summary>Reads a stream line by line, one at a time in memory.</summary>
internal sealed class LineReader(Stream stream)
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _atEnd;

    /// <summary>Whether the line read last had its line end.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>The next line without its end, good until the next call; null after the last one.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken ct)
    {
        for (var searched = _start; ;)
        {
            var found = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                var line = _buffer.AsMemory(_start, searched + found - _start);
                (_start, IsEnded) = (searched + found + 1, true);
                return line;
            }

            if (_atEnd)
            {
                var rest = _buffer.AsMemory(_start, _end - _start);
                (_start, IsEnded) = (_end, false);
                // A bare null would become empty memory, by way of an array.
                return rest.Length > 0 ? rest : default(ReadOnlyMemory<byte>?);
            }

            searched = await FillAsync(ct);
        }
    }

    // Answers where the new bytes begin.
    private async ValueTask<int> FillAsync(CancellationToken ct)
    {
        var kept = _end - _start;
        var into = kept > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
        _buffer.AsSpan(_start, kept).CopyTo(into);
        (_buffer, _start, _end) = (into, 0, kept);
        var read = await stream.ReadAsync(_buffer.AsMemory(_end), ct);
        _atEnd = read == 0;
        _end += read;
        return kept;
    }
}
