using System.Buffers.Binary;
using System.Numerics;

namespace Slipway.Tracking.Metrics;

/// <summary>A CRC-32C behind stored bytes: a flipped bit in a column is otherwise just another plausible number.</summary>
internal static class Checksum
{
    public const int Length = sizeof(uint);

    public static void Append(ref ByteWriter writer)
    {
        var sum = Of(writer.Written);
        BinaryPrimitives.WriteUInt32LittleEndian(writer.Take(Length), sum);
    }

    /// <summary>The bytes in front of the checksum.</summary>
    /// <exception cref="InvalidDataException">They are not those that were written.</exception>
    public static ReadOnlySpan<byte> Verify(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Length)
        {
            throw ByteReader.Corrupt("it ends too early");
        }

        var body = bytes[..^Length];
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes[^Length..]) == Of(body) ? body : throw ByteReader.Corrupt("the checksum differs");
    }

    private static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var rest in bytes)
        {
            crc = BitOperations.Crc32C(crc, rest);
        }

        return ~crc;
    }
}
