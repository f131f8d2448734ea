namespace Slipway.Tracking.Metrics;

/// <summary>Writes into a span that the caller made large enough.</summary>
internal ref struct ByteWriter(Span<byte> bytes)
{
    /// <summary>The most bytes that one variable-length number takes.</summary>
    public const int LongestNumber = 10;

    private readonly Span<byte> _bytes = bytes;

    public int Position { get; private set; }

    public readonly Span<byte> Written => _bytes[..Position];

    public void Byte(byte value) => _bytes[Position++] = value;

    public void Unsigned(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            Byte((byte)(value | 0x80));
        }

        Byte((byte)value);
    }

    public void Signed(long value) => Unsigned((ulong)(value << 1) ^ (ulong)(value >> 63));

    public Span<byte> Take(int length)
    {
        var taken = _bytes.Slice(Position, length);
        Position += length;
        return taken;
    }

    /// <summary>Puts the length of everything written since <paramref name="start"/> in front of it.</summary>
    public void PrefixLength(int start)
    {
        var length = Position - start;
        Span<byte> number = stackalloc byte[LongestNumber];
        var prefix = new ByteWriter(number);
        prefix.Unsigned((ulong)length);
        _bytes.Slice(start, length).CopyTo(_bytes[(start + prefix.Position)..]);
        prefix.Written.CopyTo(_bytes[start..]);
        Position += prefix.Position;
    }
}
