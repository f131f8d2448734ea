using System.Numerics;

namespace Slipway.Tracking.Metrics;

/// <summary>
/// Up to <see cref="PointBlock.Length"/> 64-bit integers as they are, as differences or as differences of differences, whichever
/// spans the fewest bits, packed at that width above the smallest. Arithmetic wraps, so any integers fit.
/// </summary>
internal static class IntegerBlock
{
    public const int MaxOrder = 2;
    private const int Widths = 65;

    public static int MaxBytes(int count) => 1 + ((MaxOrder + 1) * ByteWriter.LongestNumber) + (count * sizeof(long));

    /// <summary>How a block will be written, and what that costs.</summary>
    public readonly record struct Plan(int Order, int Width, long Bias, int Bits);

    public static Plan Choose(ReadOnlySpan<long> values)
    {
        if (values.Length == 1)
        {
            return new Plan(0, 0, values[0], 0);
        }

        var (low0, high0) = (values[0], values[0]);
        var (low1, high1) = (long.MaxValue, long.MinValue);
        var (low2, high2) = (long.MaxValue, long.MinValue);
        var previous = values[0];
        var difference = values[1] - values[0];
        foreach (var value in values[1..])
        {
            low0 = Math.Min(low0, value);
            high0 = Math.Max(high0, value);
            var first = value - previous;
            low1 = Math.Min(low1, first);
            high1 = Math.Max(high1, first);
            // The first difference of differences is always 0 here and isn't stored; it may only widen the block by a bit or so.
            var second = first - difference;
            low2 = Math.Min(low2, second);
            high2 = Math.Max(high2, second);
            previous = value;
            difference = first;
        }

        var plain = Of(0, low0, high0, values.Length);
        var once = Of(1, low1, high1, values.Length);
        var twice = values.Length > MaxOrder ? Of(MaxOrder, low2, high2, values.Length) : plain;
        var best = once.Bits < plain.Bits ? once : plain;
        return twice.Bits < best.Bits ? twice : best;
    }

    public static void Write(ref ByteWriter writer, scoped Span<long> values, Plan plan)
    {
        writer.Byte((byte)((plan.Order * Widths) + plan.Width));
        for (var order = 1; order <= plan.Order; order++)
        {
            for (var i = values.Length - 1; i >= order; i--)
            {
                values[i] -= values[i - 1];
            }
        }

        for (var seed = 0; seed < plan.Order; seed++)
        {
            writer.Signed(values[seed]);
        }

        writer.Signed(plan.Bias);
        var packed = values[plan.Order..];
        BitPacking.Pack(packed, plan.Bias, plan.Width, writer.Take(BitPacking.Bytes(packed.Length, plan.Width)));
    }

    /// <summary>Writes <paramref name="values"/>, which serve as working space and are lost.</summary>
    public static void Write(ref ByteWriter writer, scoped Span<long> values) => Write(ref writer, values, Choose(values));

    public static void Read(ref ByteReader reader, scoped Span<long> values)
    {
        var (order, width) = Math.DivRem((int)reader.Byte(), Widths);
        if (order > MaxOrder || order >= values.Length)
        {
            throw ByteReader.Corrupt("a block has an unknown form");
        }

        for (var seed = 0; seed < order; seed++)
        {
            values[seed] = reader.Signed();
        }

        var bias = reader.Signed();
        var packed = values[order..];
        BitPacking.Unpack(reader.Take(BitPacking.Bytes(packed.Length, width)), width, bias, packed);
        if (order == 1)
        {
            Sum(values);
        }
        else if (order == MaxOrder)
        {
            SumTwice(values);
        }
    }

    private static Plan Of(int order, long low, long high, int count)
    {
        var width = 64 - BitOperations.LeadingZeroCount((ulong)(high - low));
        return new Plan(order, width, low, (order * 8) + ((count - order) * width));
    }

    private static void Sum(Span<long> values)
    {
        var sum = values[0];
        for (var i = 1; i < values.Length; i++)
        {
            sum += values[i];
            values[i] = sum;
        }
    }

    private static void SumTwice(Span<long> values)
    {
        var (sum, difference) = (values[0] + values[1], values[1]);
        values[1] = sum;
        for (var i = 2; i < values.Length; i++)
        {
            difference += values[i];
            sum += difference;
            values[i] = sum;
        }
    }
}
