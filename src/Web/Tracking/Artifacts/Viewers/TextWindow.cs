using System.Text;

namespace Slipway.Tracking.Artifacts.Viewers;

/// <summary>Some whole lines of a file that may be much larger.</summary>
/// <param name="From">The byte at which they begin.</param>
/// <param name="To">The byte after their end, where the next window begins.</param>
/// <param name="Lines">How many line ends there are in it.</param>
internal sealed record TextWindow(string Text, long From, long To, long Lines)
{
    private const byte LineEnd = (byte)'\n';

    /// <summary>The window that begins at a byte. A line that is cut at its end is left to the next one, unless it fills the whole window.</summary>
    /// <param name="size">How many bytes the file has.</param>
    public static TextWindow Of(ReadOnlySpan<byte> bytes, long from, long size)
    {
        var used = bytes;
        if (from + bytes.Length < size)
        {
            var last = bytes.LastIndexOf(LineEnd);
            used = last >= 0 ? bytes[..(last + 1)] : bytes[..WholeLetters(bytes)];
        }

        return new(Encoding.UTF8.GetString(used), from, from + used.Length, used.Count(LineEnd));
    }

    /// <summary>Where a line begins in bytes that were read up to a window's beginning, or near a file's end.</summary>
    /// <returns>How many bytes of them belong to a line that begins before.</returns>
    public static int FirstLine(ReadOnlySpan<byte> bytes)
    {
        var first = bytes.IndexOf(LineEnd);
        return first >= 0 && first + 1 < bytes.Length ? first + 1 : 0;
    }

    // A letter of several bytes that is cut belongs to the next window.
    private static int WholeLetters(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= 4 && back < bytes.Length; back++)
        {
            var start = bytes[^back];
            if ((start & 0xC0) == 0xC0)
            {
                return Rune.DecodeFromUtf8(bytes[^back..], out _, out _) is System.Buffers.OperationStatus.NeedMoreData ? bytes.Length - back : bytes.Length;
            }

            if ((start & 0x80) == 0)
            {
                break;
            }
        }

        return bytes.Length;
    }
}
