using System.Buffers;
using System.Buffers.Binary;

namespace Slipway.Tracking.Metrics;

/// <summary>
/// The column payload of up to <see cref="MaxPoints"/> points of one series, sorted by (Step, Time, Value) without repeats. Its blocks of
/// <see cref="PointBlock.Length"/> points are the buckets of its <see cref="ChunkSummary"/>, and any of them decodes without the others.
/// </summary>
/// <remarks>Version byte; number of points; per block its length in two bytes and its columns; a checksum.</remarks>
internal static class Chunk
{
    public const byte Version = 1;
    public const int MaxBlocks = 32;
    public const int MaxPoints = MaxBlocks * PointBlock.Length;

    /// <summary>Every block of a chunk, for <see cref="Read"/>.</summary>
    public const uint AllBlocks = uint.MaxValue;

    /// <summary>Writes the payload of <paramref name="points"/>, 1 to <see cref="MaxPoints"/> of them, strictly ascending.</summary>
    /// <returns>What is stored beside the payload.</returns>
    public static ChunkSummary Write(IBufferWriter<byte> destination, ReadOnlySpan<Point> points)
    {
        if (points.Length is 0 or > MaxPoints)
        {
            throw new ArgumentException($"A chunk holds 1 to {MaxPoints} points.", nameof(points));
        }

        for (var i = 1; i < points.Length; i++)
        {
            if (points[i - 1] >= points[i])
            {
                throw new ArgumentException("A chunk's points ascend by (Step, Time, Value) and don't repeat.", nameof(points));
            }
        }

        var blocks = PointBlock.Blocks(points.Length);
        var size = 1 + ByteWriter.LongestNumber + (blocks * sizeof(ushort)) + PointBlock.MaxBytes(points.Length) + Checksum.Length;
        var writer = new ByteWriter(destination.GetSpan(size));
        writer.Byte(Version);
        writer.Unsigned((ulong)points.Length);
        var buckets = new Bucket[blocks];
        for (var block = 0; block < blocks; block++)
        {
            var content = points[(block * PointBlock.Length)..Math.Min(points.Length, (block + 1) * PointBlock.Length)];
            var length = writer.Take(sizeof(ushort));
            var start = writer.Position;
            PointBlock.Write(ref writer, content);
            BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)(writer.Position - start));
            buckets[block].Add(content, PointOrder.Step);
        }

        Checksum.Append(ref writer);
        destination.Advance(writer.Position);
        return new ChunkSummary(buckets);
    }

    /// <summary>How many points the payload holds.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a chunk as it was written.</exception>
    public static int Count(ReadOnlySpan<byte> payload)
    {
        Open(payload, out var count);
        return count;
    }

    /// <summary>Decodes the chosen blocks, in order, into the front of <paramref name="destination"/>.</summary>
    /// <param name="destination">Holds at least the points of the chosen blocks.</param>
    /// <param name="blocks">Bit i chooses block i; bits beyond the last block are ignored.</param>
    /// <returns>How many points were decoded.</returns>
    /// <exception cref="InvalidDataException">The bytes are not a chunk as it was written.</exception>
    public static int Read(ReadOnlySpan<byte> payload, Span<Point> destination, uint blocks = AllBlocks)
    {
        var reader = Open(payload, out var count);
        var decoded = 0;
        for (var block = 0; block < PointBlock.Blocks(count); block++)
        {
            var content = new ByteReader(reader.Take(BinaryPrimitives.ReadUInt16LittleEndian(reader.Take(sizeof(ushort)))));
            if ((blocks >> block & 1) != 0)
            {
                var length = Math.Min(PointBlock.Length, count - (block * PointBlock.Length));
                PointBlock.Read(ref content, destination.Slice(decoded, length));
                content.ExpectEnd();
                decoded += length;
            }
        }

        reader.ExpectEnd();
        return decoded;
    }

    private static ByteReader Open(ReadOnlySpan<byte> payload, out int count)
    {
        var reader = new ByteReader(Checksum.Verify(payload));
        if (reader.Byte() != Version)
        {
            throw ByteReader.Corrupt("its version is unknown");
        }

        count = reader.Count(MaxPoints);
        return reader;
    }
}
