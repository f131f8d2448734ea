using System.Buffers.Binary;

namespace Slipway.Tracking.Metrics;

/// <summary>Unsigned numbers of one width, 0 to 64 bits, side by side, lowest bit first.</summary>
internal static class BitPacking
{
    public static int Bytes(int count, int width) => (int)(((long)count * width + 7) >> 3);

    /// <summary>Writes <c>values[i] - bias</c>, each of which fits in <paramref name="width"/> bits, into exactly <see cref="Bytes"/> bytes.</summary>
    public static void Pack(ReadOnlySpan<long> values, long bias, int width, Span<byte> packed)
    {
        if (width == 0)
        {
            return;
        }

        ulong pending = 0;
        var filled = 0;
        foreach (var value in values)
        {
            var bits = (ulong)(value - bias);
            pending |= bits << filled;
            filled += width;
            if (filled >= 64)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(packed, pending);
                packed = packed[sizeof(ulong)..];
                filled -= 64;
                pending = filled == 0 ? 0 : bits >> (width - filled);
            }
        }

        for (; filled > 0; filled -= 8)
        {
            packed[0] = (byte)pending;
            packed = packed[1..];
            pending >>= 8;
        }
    }

    /// <summary>Reads what <see cref="Pack"/> wrote and adds the bias again.</summary>
    public static void Unpack(ReadOnlySpan<byte> packed, int width, long bias, Span<long> values)
    {
        if (width == 0)
        {
            values.Fill(bias);
            return;
        }

        // A value may begin in the last bit of a byte, so a 64-bit one touches nine; the tail is read from a padded copy.
        const int Reach = sizeof(ulong) + 1;
        var safe = packed.Length < Reach ? 0 : (int)Math.Min(values.Length, ((long)(packed.Length - Reach) * 8 / width) + 1);
        Unpack(packed, 0, width, bias, values[..safe]);

        var bit = (long)safe * width;
        var start = (int)(bit >> 3);
        Span<byte> tail = stackalloc byte[4 * Reach];
        while (safe < values.Length)
        {
            tail.Clear();
            var rest = packed[start..];
            rest[..Math.Min(rest.Length, 3 * Reach)].CopyTo(tail);
            var offset = (int)(bit & 7);
            var count = Math.Min(values.Length - safe, ((tail.Length - Reach) * 8 - offset) / width);
            Unpack(tail, offset, width, bias, values.Slice(safe, count));
            safe += count;
            bit += (long)count * width;
            start = (int)(bit >> 3);
        }
    }

    private static void Unpack(ReadOnlySpan<byte> packed, int bit, int width, long bias, Span<long> values)
    {
        var mask = ulong.MaxValue >> (64 - width);
        if (width <= 57)
        {
            for (var i = 0; i < values.Length; i++, bit += width)
            {
                values[i] = (long)((BinaryPrimitives.ReadUInt64LittleEndian(packed[(bit >> 3)..]) >> (bit & 7)) & mask) + bias;
            }

            return;
        }

        for (var i = 0; i < values.Length; i++, bit += width)
        {
            var at = bit >> 3;
            var low = BinaryPrimitives.ReadUInt64LittleEndian(packed[at..]) >> (bit & 7);
            // Shifted in two steps: by 64 at once is by 0.
            var high = ((ulong)packed[at + sizeof(ulong)] << (63 - (bit & 7))) << 1;
            values[i] = (long)((low | high) & mask) + bias;
        }
    }
}
