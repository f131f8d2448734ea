using System.Buffers.Binary;

namespace Slipway.Identity.Profile;

/// <summary>What a picture is by its own bytes, whatever its name or sender says: only these forms are ever served back.</summary>
internal readonly record struct Picture(string ContentType, int Width, int Height)
{
    /// <summary>The picture's form and size in pixels; null when it is none that browsers draw safely.</summary>
    public static Picture? Recognize(ReadOnlySpan<byte> bytes) => Png(bytes) ?? Gif(bytes) ?? WebP(bytes) ?? Jpeg(bytes);

    private static Picture? Png(ReadOnlySpan<byte> bytes) =>
        bytes.Length > 24 && bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a]) && bytes[12..].StartsWith("IHDR"u8)
            ? new("image/png", BinaryPrimitives.ReadInt32BigEndian(bytes[16..]), BinaryPrimitives.ReadInt32BigEndian(bytes[20..]))
            : null;

    private static Picture? Gif(ReadOnlySpan<byte> bytes) =>
        bytes.Length > 10 && (bytes.StartsWith("GIF87a"u8) || bytes.StartsWith("GIF89a"u8))
            ? new("image/gif", BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]))
            : null;

    private static Picture? WebP(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 30 || !bytes.StartsWith("RIFF"u8) || !bytes[8..].StartsWith("WEBP"u8))
        {
            return null;
        }

        var form = bytes[12..16];
        return form.SequenceEqual("VP8 "u8) ? new("image/webp", BinaryPrimitives.ReadUInt16LittleEndian(bytes[26..]) & 0x3fff, BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]) & 0x3fff)
            : form.SequenceEqual("VP8X"u8) ? new("image/webp", 1 + (bytes[24] | (bytes[25] << 8) | (bytes[26] << 16)), 1 + (bytes[27] | (bytes[28] << 8) | (bytes[29] << 16)))
            : form.SequenceEqual("VP8L"u8) && BinaryPrimitives.ReadUInt32LittleEndian(bytes[21..]) is var packed ? new("image/webp", 1 + (int)(packed & 0x3fff), 1 + (int)((packed >> 14) & 0x3fff))
            : null;
    }

    private static Picture? Jpeg(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff]))
        {
            return null;
        }

        // The size stands in the frame's header, which follows any number of other segments.
        for (var at = 2; at + 9 < bytes.Length && bytes[at] == 0xff;)
        {
            var marker = bytes[at + 1];
            if (marker is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc))
            {
                return new("image/jpeg", BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 5)..]));
            }

            at += marker is 0xff ? 1 : 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
        }

        return null;
    }
}
