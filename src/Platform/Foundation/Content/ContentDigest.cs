using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Foundation.Content;

/// <summary>The SHA-256 of some bytes, which is their name. As text and in JSON it is 64 lower-case hex digits.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct ContentDigest : IParsable<ContentDigest>
{
    /// <summary>How many bytes a digest has.</summary>
    public const int Size = 32;

    private readonly UInt128 _high;
    private readonly UInt128 _low;

    /// <param name="hash">Exactly 32 bytes.</param>
    public ContentDigest(ReadOnlySpan<byte> hash)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(hash.Length, Size);
        _high = BinaryPrimitives.ReadUInt128BigEndian(hash);
        _low = BinaryPrimitives.ReadUInt128BigEndian(hash[16..]);
    }

    /// <summary>The digest of bytes that are at hand.</summary>
    public static ContentDigest Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[Size];
        SHA256.HashData(bytes, hash);
        return new(hash);
    }

    public static ContentDigest Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var digest) ? digest : throw new FormatException("A digest is 64 hex digits.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ContentDigest result)
    {
        Span<byte> hash = stackalloc byte[Size];
        if (s?.Length != 2 * Size || Convert.FromHexString(s, hash, out _, out _) is not System.Buffers.OperationStatus.Done)
        {
            result = default;
            return false;
        }

        result = new(hash);
        return true;
    }

    /// <summary>The 32 bytes, in the order in which the hex digits show them.</summary>
    public byte[] ToBytes()
    {
        var hash = new byte[Size];
        Write(hash);
        return hash;
    }

    public override string ToString()
    {
        Span<byte> hash = stackalloc byte[Size];
        Write(hash);
        return Convert.ToHexStringLower(hash);
    }

    private void Write(Span<byte> hash)
    {
        BinaryPrimitives.WriteUInt128BigEndian(hash, _high);
        BinaryPrimitives.WriteUInt128BigEndian(hash[16..], _low);
    }

    private sealed class Converter : JsonConverter<ContentDigest>
    {
        public override ContentDigest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TryParse(reader.GetString(), null, out var digest) ? digest : throw new JsonException("A digest is 64 hex digits.");

        public override void Write(Utf8JsonWriter writer, ContentDigest value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
