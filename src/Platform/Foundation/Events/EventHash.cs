using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Foundation.Events;

/// <summary>
/// How an organization's events are chained: SHA-256 over the hash before (32 zero bytes before the first) and the event's fields, each with its
/// length in bytes before it, so that no text can be moved from one field into another.
/// </summary>
internal static class EventHash
{
    /// <summary>Bytes of a hash.</summary>
    public const int Length = 32;

    /// <summary>What stands before the first event.</summary>
    public static byte[] Beginning => new byte[Length];

    /// <summary>The hash of an event at its place in the chain.</summary>
    public static byte[] Of(ReadOnlySpan<byte> previous, EventRow row, long number) => Of(
        previous,
        [
            row.OrganizationId.ToString(), number.ToString(CultureInfo.InvariantCulture), row.Kind, row.Subject, row.ProjectId?.ToString() ?? "", row.ActorId?.ToString() ?? "",
            row.ActorName, Time(row.At), row.Data,
        ]);

    /// <summary>The hash over the one before and fields in UTF-8, each as a netstring: <c>5:hello,</c>.</summary>
    public static byte[] Of(ReadOnlySpan<byte> previous, ReadOnlySpan<string> fields)
    {
        Span<byte> length = stackalloc byte[11];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(previous);
        foreach (var field in fields)
        {
            var bytes = Encoding.UTF8.GetBytes(field);
            Utf8Formatter.TryFormat(bytes.Length, length, out var digits);
            length[digits] = (byte)':';
            hash.AppendData(length[..(digits + 1)]);
            hash.AppendData(bytes);
            hash.AppendData(","u8);
        }

        return hash.GetHashAndReset();
    }

    /// <summary>A time as it is hashed and exported: UTC, to the microsecond, which is what every database keeps.</summary>
    public static string Time(DateTime at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
