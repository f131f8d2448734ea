using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Slipway.Tracking.Artifacts.Viewers;

/// <summary>What a <c>.npy</c> file says of its array, and its first values where their type is plain.</summary>
/// <param name="Type">NumPy's descriptor, such as <c>&lt;f4</c>.</param>
/// <param name="Shape">As NumPy writes it, such as <c>(128, 64)</c>.</param>
/// <param name="Values">Null when the type isn't read here.</param>
internal sealed partial record NumpyArray(string Type, string Shape, bool IsFortran, long Count, IReadOnlyList<string>? Values)
{
    /// <summary>How many bytes of the file are read.</summary>
    public const int WindowSize = 16 << 10;

    private const int MostValues = 200;
    private const int LengthAt = 8;

    /// <summary>Reads the beginning of a file; null when it is none.</summary>
    public static NumpyArray? Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 12)
        {
            return null;
        }

        var (length, start) = bytes[6] == 1 ? (BinaryPrimitives.ReadUInt16LittleEndian(bytes[LengthAt..]), 10) : ((int)Math.Min(int.MaxValue, BinaryPrimitives.ReadUInt32LittleEndian(bytes[LengthAt..])), 12);
        if (length > bytes.Length - start || Header().Match(Encoding.UTF8.GetString(bytes.Slice(start, length))) is not { Success: true } header)
        {
            return null;
        }

        var sizes = header.Groups["shape"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var count = 1L;
        foreach (var size in sizes)
        {
            count = long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? unchecked(count * number) : 0;
        }

        var type = header.Groups["type"].Value;
        return new(type, $"({header.Groups["shape"].Value.Trim()})", header.Groups["fortran"].Value == "True", count, ValuesOf(type, bytes[(start + length)..], Math.Max(0, count)));
    }

    private static List<string>? ValuesOf(string type, ReadOnlySpan<byte> bytes, long count)
    {
        if (type.Length < 3 || type[0] is not ('<' or '|') || !int.TryParse(type.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size is < 1 or > 8 || type[1] is not ('f' or 'i' or 'u' or 'b'))
        {
            return null;
        }

        List<string> values = [];
        for (var at = 0; values.Count < Math.Min(count, MostValues) && at + size <= bytes.Length; at += size)
        {
            if (Read(type[1], bytes.Slice(at, size)) is not { } value)
            {
                return null;
            }

            values.Add(value);
        }

        return values;
    }

    private static string? Read(char kind, ReadOnlySpan<byte> bytes) => (kind, bytes.Length) switch
    {
        ('f', 2) => Text(BinaryPrimitives.ReadHalfLittleEndian(bytes)),
        ('f', 4) => Text(BinaryPrimitives.ReadSingleLittleEndian(bytes)),
        ('f', 8) => Text(BinaryPrimitives.ReadDoubleLittleEndian(bytes)),
        ('i', 1) => Text((sbyte)bytes[0]),
        ('i', 2) => Text(BinaryPrimitives.ReadInt16LittleEndian(bytes)),
        ('i', 4) => Text(BinaryPrimitives.ReadInt32LittleEndian(bytes)),
        ('i', 8) => Text(BinaryPrimitives.ReadInt64LittleEndian(bytes)),
        ('u', 1) => Text(bytes[0]),
        ('u', 2) => Text(BinaryPrimitives.ReadUInt16LittleEndian(bytes)),
        ('u', 4) => Text(BinaryPrimitives.ReadUInt32LittleEndian(bytes)),
        ('u', 8) => Text(BinaryPrimitives.ReadUInt64LittleEndian(bytes)),
        ('b', 1) => bytes[0] == 0 ? "False" : "True",
        _ => null,
    };

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"'descr':\s*'(?<type>[^']+)'.*?'fortran_order':\s*(?<fortran>True|False).*?'shape':\s*\((?<shape>[^)]*)\)", RegexOptions.Singleline)]
    private static partial Regex Header();
}
