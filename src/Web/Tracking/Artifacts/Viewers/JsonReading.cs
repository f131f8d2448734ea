using System.Text;
using System.Text.Json;

namespace Slipway.Tracking.Artifacts.Viewers;

/// <summary>Reads JSON as people write it, or says where it isn't any.</summary>
internal static class JsonReading
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 256 };

    public static (JsonDocument? Document, string? Problem) Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Span.StartsWith(Encoding.UTF8.Preamble))
        {
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        }

        try
        {
            return (JsonDocument.Parse(bytes, Lenient), null);
        }
        catch (JsonException broken)
        {
            return (null, $"This is no valid JSON: {Reason(broken)} at line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1}. Here is its text.");
        }
    }

    // The message goes on with the place, which people count from 1.
    private static string Reason(JsonException broken)
    {
        var message = broken.Message;
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end > 0 ? message[..end] : message).TrimEnd('.');
    }
}
