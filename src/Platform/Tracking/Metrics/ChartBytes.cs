using System.Runtime.InteropServices;

namespace Slipway.Tracking.Metrics;

/// <summary>What browsers read as one array of little-endian doubles.</summary>
internal static class ChartBytes
{
    public static byte[] Of(params ReadOnlySpan<double[]> parts)
    {
        var length = 0;
        foreach (var part in parts)
        {
            length += part.Length;
        }

        var bytes = new byte[length * sizeof(double)];
        var rest = bytes.AsSpan();
        foreach (var part in parts)
        {
            MemoryMarshal.AsBytes(part.AsSpan()).CopyTo(rest);
            rest = rest[(part.Length * sizeof(double))..];
        }

        if (!BitConverter.IsLittleEndian)
        {
            var bits = MemoryMarshal.Cast<byte, long>(bytes.AsSpan());
            System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(bits, bits);
        }

        return bytes;
    }
}
