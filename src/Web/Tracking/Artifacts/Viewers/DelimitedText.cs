using System.Text;

namespace Slipway.Tracking.Artifacts.Viewers;

/// <summary>Some rows of a delimited text.</summary>
/// <param name="Read">How many bytes they take, the end of the last line included.</param>
internal sealed record DelimitedRows(IReadOnlyList<IReadOnlyList<string>> Rows, int Read);

/// <summary>CSV and its kin, RFC 4180 as far as files keep to it: quoted cells may hold delimiters, line ends and doubled quotes.</summary>
internal static class DelimitedText
{
    /// <summary>A longer cell is cut; the file has it whole.</summary>
    public const int MostLetters = 500;

    private const byte Quote = (byte)'"';
    private const int SampleRows = 20;

    private static readonly byte[] Delimiters = [(byte)',', (byte)'\t', (byte)';', (byte)'|'];

    /// <summary>The delimiter with which the first rows come out most even; the name's where they say nothing.</summary>
    public static byte DelimiterOf(ReadOnlySpan<byte> head, string name, bool isWhole)
    {
        var best = name.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? (byte)'\t' : (byte)',';
        var most = 0d;
        foreach (var delimiter in Delimiters)
        {
            var rows = Read(head, delimiter, SampleRows, isWhole).Rows;
            if (rows.Count == 0 || rows[0].Count < 2)
            {
                continue;
            }

            var even = (double)rows.Count(row => row.Count == rows[0].Count) / rows.Count;
            var score = even * even * (1 + Math.Log(rows[0].Count));
            if (score > most)
            {
                (best, most) = (delimiter, score);
            }
        }

        return best;
    }

    /// <summary>Reads rows from the beginning of some bytes.</summary>
    /// <param name="isEnd">Whether the file ends with them: a row without a line end is one then.</param>
    public static DelimitedRows Read(ReadOnlySpan<byte> bytes, byte delimiter, int most, bool isEnd)
    {
        List<IReadOnlyList<string>> rows = [];
        var read = 0;
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
        {
            read = Encoding.UTF8.Preamble.Length;
        }

        while (rows.Count < most && read < bytes.Length && ReadRow(bytes[read..], delimiter, isEnd) is var (row, length))
        {
            read += length;
            // A blank line is no row of one empty cell.
            if (row.Count > 1 || row[0].Length > 0)
            {
                rows.Add(row);
            }
        }

        return new(rows, read);
    }

    private static (List<string> Row, int Length)? ReadRow(ReadOnlySpan<byte> bytes, byte delimiter, bool isEnd)
    {
        List<string> cells = [];
        var at = 0;
        while (true)
        {
            var end = at < bytes.Length && bytes[at] == Quote ? EndOfQuoted(bytes, at + 1) : at;
            var isQuoted = end > at;
            if (end < 0)
            {
                return isEnd ? ([.. cells, Cell(bytes[(at + 1)..], true)], bytes.Length) : null;
            }

            var rest = bytes[end..].IndexOfAny(delimiter, (byte)'\n');
            if (rest < 0 && !isEnd)
            {
                return null;
            }

            var stop = rest < 0 ? bytes.Length : end + rest;
            cells.Add(isQuoted ? Cell(bytes[(at + 1)..(end - 1)], true) : Cell(bytes[at..stop].TrimEnd((byte)'\r'), false));
            if (rest < 0 || bytes[stop] == '\n')
            {
                return (cells, Math.Min(stop + 1, bytes.Length));
            }

            at = stop + 1;
        }
    }

    // The place after the closing quote; negative when it isn't there.
    private static int EndOfQuoted(ReadOnlySpan<byte> bytes, int from)
    {
        while (true)
        {
            var quote = bytes[from..].IndexOf(Quote);
            if (quote < 0)
            {
                return -1;
            }

            from += quote + 1;
            if (from >= bytes.Length || bytes[from] != Quote)
            {
                return from;
            }

            from++;
        }
    }

    private static string Cell(ReadOnlySpan<byte> bytes, bool isQuoted)
    {
        // At most four bytes a letter.
        var text = Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, MostLetters * 4)]);
        text = isQuoted ? text.Replace("\"\"", "\"", StringComparison.Ordinal) : text;
        return text.Length > MostLetters ? text[..MostLetters] + "…" : text;
    }
}
