using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Tracking.Search;

internal enum SortValueKind : byte { Null, Integer, Number, Text }

/// <summary>The value that a row was ordered by.</summary>
internal readonly record struct SortValue
{
    private readonly long _bits;

    private SortValue(SortValueKind kind, long bits, string? text) => (Kind, _bits, Text) = (kind, bits, text);

    public SortValueKind Kind { get; }

    public long Integer => _bits;

    /// <summary>May be NaN or infinite.</summary>
    public double Number => BitConverter.Int64BitsToDouble(_bits);

    public string? Text { get; }

    public static SortValue Null => default;

    public static SortValue Of(long? value) => value is { } set ? new(SortValueKind.Integer, set, null) : Null;

    public static SortValue Of(double? value) => value is { } set ? new(SortValueKind.Number, BitConverter.DoubleToInt64Bits(set), null) : Null;

    public static SortValue Of(string? value) => value is not null ? new(SortValueKind.Text, 0, value) : Null;
}

/// <summary>
/// Where a page ended: the last row's sort values and its key, so that the next page starts behind that row whatever was added or deleted meanwhile.
/// Clients carry it as opaque text.
/// </summary>
/// <param name="Values">One for each key of the order, the tie-breakers included.</param>
/// <param name="Key">The row's unique key.</param>
/// <param name="IsIncluded">The page starts with that row itself, for readers who want to stay where they are while others come in above.</param>
internal sealed record PageToken(IReadOnlyList<SortValue> Values, string Key, bool IsIncluded = false)
{
    private const byte Version = 2;
    private const int FingerprintBytes = 8;

    /// <summary>Text that is safe in a URL.</summary>
    /// <param name="query">Everything that decides which rows there are and in which order; the token is good for this query only.</param>
    public string Encode(params ReadOnlySpan<string?> query)
    {
        using var buffer = new MemoryStream();
        using var writer = new BinaryWriter(buffer, Encoding.UTF8);
        writer.Write(Version);
        writer.Write(Fingerprint(query));
        writer.Write7BitEncodedInt(Values.Count);
        foreach (var value in Values)
        {
            writer.Write((byte)value.Kind);
            switch (value.Kind)
            {
                case SortValueKind.Integer:
                    writer.Write(value.Integer);
                    break;
                case SortValueKind.Number:
                    writer.Write(value.Number);
                    break;
                case SortValueKind.Text:
                    writer.Write(value.Text!);
                    break;
                default:
                    break;
            }
        }

        writer.Write(Key);
        writer.Write(IsIncluded);
        writer.Flush();
        return Base64Url.EncodeToString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    /// <summary>The token that text stands for; null for no text: the first page. A damaged token, or one of another query, is refused.</summary>
    /// <param name="values">How many sort values the query's order has.</param>
    /// <param name="query">The same parts, in the same order, as the page before was asked with.</param>
    public static Result<PageToken?> Decode(string? text, int values, params ReadOnlySpan<string?> query)
    {
        if (string.IsNullOrEmpty(text))
        {
            return (PageToken?)null;
        }

        if (Base64Url.IsValid(text) && Read(Base64Url.DecodeFromChars(text)) is var (fingerprint, token) && token.Values.Count == values)
        {
            return fingerprint.AsSpan().SequenceEqual(Fingerprint(query))
                ? token
                : new Invalid("This page_token belongs to another search. Send it with the filter, order and experiments of the page it came with, or leave it out.");
        }

        return new Invalid("Invalid page_token. Send next_page_token as it came with the page before, or leave it out to start at the first page.");
    }

    private static (byte[] Fingerprint, PageToken Token)? Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), new UTF8Encoding(false, throwOnInvalidBytes: true));
        try
        {
            if (reader.ReadByte() != Version)
            {
                return null;
            }

            var fingerprint = reader.ReadBytes(FingerprintBytes);
            var values = new List<SortValue>();
            for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
            {
                values.Add((SortValueKind)reader.ReadByte() switch
                {
                    SortValueKind.Null => SortValue.Null,
                    SortValueKind.Integer => SortValue.Of(reader.ReadInt64()),
                    SortValueKind.Number => SortValue.Of(reader.ReadDouble()),
                    SortValueKind.Text => SortValue.Of(reader.ReadString()),
                    _ => throw new FormatException(),
                });
            }

            var (key, isIncluded) = (reader.ReadString(), reader.ReadBoolean());
            return reader.BaseStream.Position == bytes.Length ? (fingerprint, new(values, key, isIncluded)) : null;
        }
        catch (Exception damaged) when (damaged is IOException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Parts are length-prefixed, so that moving a character from one to the next makes another query.</summary>
    private static byte[] Fingerprint(ReadOnlySpan<string?> query)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var part in query)
        {
            BitConverter.TryWriteBytes(length, part?.Length ?? -1);
            hash.AppendData(length);
            hash.AppendData(Encoding.UTF8.GetBytes(part ?? ""));
        }

        return hash.GetHashAndReset()[..FingerprintBytes];
    }
}
