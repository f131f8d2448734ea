namespace Slipway.Tracking.Mlflow;

/// <summary>NaN, Infinity and -Infinity outside quotes: not JSON, but what some clients' encoders write.</summary>
internal static class BareNumbers
{
    /// <summary>The most bytes that quoting can make of so many: ",NaN" of four becomes six.</summary>
    public static int MaxQuoted(int length) => length + (length / 4 * 2) + 2;

    /// <summary>Copies JSON with these words quoted.</summary>
    /// <returns>How many bytes were written: as many as there were if there was nothing to quote.</returns>
    public static int Quote(ReadOnlySpan<byte> json, Span<byte> destination)
    {
        var written = 0;
        for (var at = 0; at < json.Length;)
        {
            var length = json[at] == '"' ? Text(json[at..]) : Word(json[at..]);
            if (length > 0 && json[at] != '"' && at > 0 && IsStructure(json[at - 1]))
            {
                destination[written++] = (byte)'"';
                json.Slice(at, length).CopyTo(destination[written..]);
                written += length;
                destination[written++] = (byte)'"';
            }
            else
            {
                length = Math.Max(length, 1);
                json.Slice(at, length).CopyTo(destination[written..]);
                written += length;
            }

            at += length;
        }

        return written;
    }

    private static int Word(ReadOnlySpan<byte> json) =>
        json.StartsWith("NaN"u8) ? 3 : json.StartsWith("Infinity"u8) ? 8 : json.StartsWith("-Infinity"u8) ? 9 : 0;

    /// <summary>A word behind anything but structure is malformed; quoting it would only hide that.</summary>
    private static bool IsStructure(byte before) =>
        before is (byte)':' or (byte)',' or (byte)'[' or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    private static int Text(ReadOnlySpan<byte> json)
    {
        var at = 1;
        while (at < json.Length && json[at] != '"')
        {
            at += json[at] == '\\' ? 2 : 1;
        }

        return Math.Min(at + 1, json.Length);
    }
}
