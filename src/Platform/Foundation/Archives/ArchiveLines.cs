using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Slipway.Foundation.Archives;

/// <summary>Reads JSON lines that anybody may have written, one at a time.</summary>
internal static class ArchiveLines
{
    // The longest line that an export writes is a dataset's profile.
    private const int LineLimit = 40 << 20;
    private const int Buffer = 256 << 10;

    public static readonly JsonSerializerOptions Json = new(ArchiveFormat.Json) { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    public static async IAsyncEnumerable<T> ReadAsync<T>(Stream stream, string path, [EnumeratorCancellation] CancellationToken ct)
    {
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: Buffer, minimumReadSize: Buffer / 4, leaveOpen: true));
        try
        {
            for (var number = 1; ;)
            {
                ReadResult read;
                try
                {
                    read = await pipe.ReadAsync(ct);
                }
                catch (InvalidDataException)
                {
                    throw Damaged(path);
                }

                var rest = read.Buffer;
                while (rest.PositionOf((byte)'\n') is { } end)
                {
                    yield return Read<T>(rest.Slice(0, end), path, number++);
                    rest = rest.Slice(rest.GetPosition(1, end));
                }

                if (rest.Length > LineLimit)
                {
                    throw new ArchiveRefusedException($"Line {number} of '{path}' is longer than any that an export writes. The archive isn't read.");
                }

                if (read.IsCompleted)
                {
                    if (rest.Length > 0)
                    {
                        yield return Read<T>(rest, path, number);
                    }

                    yield break;
                }

                pipe.AdvanceTo(rest.Start, rest.End);
            }
        }
        finally
        {
            await pipe.CompleteAsync();
        }
    }

    private static T Read<T>(in ReadOnlySequence<byte> line, string path, int number)
    {
        try
        {
            var json = new Utf8JsonReader(line);
            return HasNul(line) ? throw Unreadable(path, number) : JsonSerializer.Deserialize<T>(ref json, Json) ?? throw Unreadable(path, number);
        }
        catch (Exception failure) when (failure is JsonException or FormatException or InvalidOperationException or NotSupportedException or ArgumentException)
        {
            throw Unreadable(path, number);
        }
    }

    // No database of ours holds one, so no export has it.
    private static bool HasNul(in ReadOnlySequence<byte> line)
    {
        var rest = line.IsSingleSegment ? line.FirstSpan : line.ToArray();
        for (int at; (at = rest.IndexOf("\\u0000"u8)) >= 0; rest = rest[(at + 6)..])
        {
            var slashes = at;
            while (slashes > 0 && rest[slashes - 1] == (byte)'\\')
            {
                slashes--;
            }

            if ((at - slashes) % 2 == 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A path as a sentence has it.</summary>
    public static string Shown(string path) => path.Length > 200 ? path[..200] + "…" : path;

    public static ArchiveRefusedException Damaged(string path) => new($"'{Shown(path)}' can't be unpacked: the archive is damaged. Download it again.");

    public static ArchiveRefusedException Unreadable(string path, int line) =>
        new($"Line {line.ToString(CultureInfo.InvariantCulture)} of '{path}' isn't what an export writes. Send the file as an export wrote it.");
}
