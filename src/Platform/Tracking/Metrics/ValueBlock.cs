using System.Numerics;

namespace Slipway.Tracking.Metrics;

/// <summary>
/// Up to <see cref="PointBlock.Length"/> doubles as integers: as whole multiples of a power of ten, when all of them are exactly that
/// (counts, rounded percentages), or as their bits without the zeros that all of them end in (values that were 32-bit floats end in 29).
/// </summary>
internal static class ValueBlock
{
    private const int ScaledForms = 64;
    private const int MaxDecimals = 12;
    private const double LargestExact = 1L << 53;

    private static readonly double[] Powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12];

    public static int MaxBytes(int count) => 1 + IntegerBlock.MaxBytes(count);

    public static void Write(ref ByteWriter writer, scoped ReadOnlySpan<double> values)
    {
        Span<long> ordered = stackalloc long[values.Length];
        long any = 0;
        for (var i = 0; i < values.Length; i++)
        {
            ordered[i] = ToOrdered(values[i]);
            any |= ordered[i];
        }

        var zeros = any == 0 ? 0 : BitOperations.TrailingZeroCount(any);
        foreach (ref var value in ordered)
        {
            value >>= zeros;
        }

        var plan = IntegerBlock.Choose(ordered);
        Span<long> scaled = stackalloc long[values.Length];
        if (TryScale(values, scaled, out var decimals))
        {
            var scaledPlan = IntegerBlock.Choose(scaled);
            if (scaledPlan.Bits < plan.Bits || values.Length == 1)
            {
                writer.Byte((byte)(ScaledForms + decimals));
                IntegerBlock.Write(ref writer, scaled, scaledPlan);
                return;
            }
        }

        writer.Byte((byte)zeros);
        IntegerBlock.Write(ref writer, ordered, plan);
    }

    public static void Read(ref ByteReader reader, scoped Span<long> space, scoped Span<double> values)
    {
        var form = reader.Byte();
        if (form > ScaledForms + MaxDecimals)
        {
            throw ByteReader.Corrupt("a block has an unknown form");
        }

        IntegerBlock.Read(ref reader, space);
        if (form < ScaledForms)
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = FromOrdered(space[i] << form);
            }
        }
        else
        {
            var power = Powers[form - ScaledForms];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = space[i] / power;
            }
        }
    }

    // Negative numbers become negative integers, so that values around zero stay near each other and keep their trailing zeros.
    private static long ToOrdered(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        return double.IsNaN(value) ? long.MaxValue ^ (long.MaxValue >> 13) : bits >= 0 ? bits : long.MinValue - bits;
    }

    private static double FromOrdered(long ordered) => BitConverter.Int64BitsToDouble(ordered >= 0 ? ordered : long.MinValue - ordered);

    private static bool TryScale(ReadOnlySpan<double> values, Span<long> scaled, out int decimals)
    {
        decimals = 0;
        foreach (var value in values)
        {
            while (!IsWhole(value, Powers[decimals]))
            {
                if (++decimals > MaxDecimals)
                {
                    return false;
                }
            }
        }

        for (var i = 0; i < values.Length; i++)
        {
            // More decimals than a value needs can take it past the integers that doubles hold exactly.
            if (!IsWhole(values[i], Powers[decimals]))
            {
                return false;
            }

            scaled[i] = (long)Math.Round(values[i] * Powers[decimals]);
        }

        return true;
    }

    private static bool IsWhole(double value, double power)
    {
        var whole = Math.Round(value * power);
        return Math.Abs(whole) < LargestExact && whole / power == value;
    }
}
