namespace Slipway.Tracking.Metrics;

/// <summary>Reads stored bytes front to back; what doesn't fit is an <see cref="InvalidDataException"/>, never a read past the end.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly int Remaining => _rest.Length;

    public byte Byte()
    {
        if (_rest.IsEmpty)
        {
            throw Corrupt("it ends too early");
        }

        var value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    public ReadOnlySpan<byte> Take(int length)
    {
        if ((uint)length > (uint)_rest.Length)
        {
            throw Corrupt("it ends too early");
        }

        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }

    public ulong Unsigned()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            if (shift == 63 && next > 1)
            {
                break;
            }

            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Corrupt("a number has more than 64 bits");
    }

    public long Signed()
    {
        var zigzag = Unsigned();
        return (long)(zigzag >> 1) ^ -(long)(zigzag & 1);
    }

    public int Count(long limit)
    {
        var count = Unsigned();
        return count <= (ulong)Math.Min(limit, int.MaxValue) ? (int)count : throw Corrupt("it claims to hold more than it can");
    }

    public readonly void ExpectEnd()
    {
        if (!_rest.IsEmpty)
        {
            throw Corrupt("bytes are left over");
        }
    }

    public static InvalidDataException Corrupt(string why) => new($"Stored metric data is damaged: {why}.");
}
