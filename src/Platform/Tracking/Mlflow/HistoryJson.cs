using System.Buffers.Binary;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Slipway.Tracking.Metrics;

namespace Slipway.Tracking.Mlflow;

/// <summary>Writes points as MLflow's list of metrics while they are read; an answer without points is an empty object.</summary>
internal sealed class HistoryJson(HttpResponse response, string name, bool bareNaN = false)
{
    // The longest numbers, and the words around them.
    private const int Numbers = 160;
    private const int Part = 64 * 1_024;

    private readonly byte[] _name = JsonSerializer.SerializeToUtf8Bytes(name);
    private bool _started;

    public async ValueTask WriteAsync(ReadOnlyMemory<Point> points, string? runId, CancellationToken ct)
    {
        var run = runId is null ? [] : JsonSerializer.SerializeToUtf8Bytes(runId);
        var most = Numbers + _name.Length + run.Length;
        var each = Math.Max(1, Part / most);
        for (var rest = points; !rest.IsEmpty; rest = rest[Math.Min(each, rest.Length)..])
        {
            Begin();
            Write(response.BodyWriter, rest.Span[..Math.Min(each, rest.Length)], run, most);
            await response.BodyWriter.FlushAsync(ct);
        }
    }

    public async Task EndAsync(string? token, CancellationToken ct)
    {
        Begin();
        var end = !_started ? "{}" : token is null ? "]}" : $"],\"next_page_token\":{JsonSerializer.Serialize(token)}}}";
        await response.WriteAsync(end, ct);
    }

    private void Begin()
    {
        if (!response.HasStarted)
        {
            response.ContentType = "application/json";
        }
    }

    private void Write(PipeWriter writer, ReadOnlySpan<Point> points, ReadOnlySpan<byte> run, int most)
    {
        var bytes = writer.GetSpan((points.Length * most) + 16);
        var length = 0;
        foreach (ref readonly var point in points)
        {
            Put(bytes, ref length, _started ? ","u8 : "{\"metrics\":["u8);
            _started = true;
            Put(bytes, ref length, "{\"key\":"u8);
            Put(bytes, ref length, _name);
            Put(bytes, ref length, ",\"value\":"u8);
            PutValue(bytes, ref length, point.Value);
            Put(bytes, ref length, ",\"timestamp\":"u8);
            Utf8Formatter.TryFormat(point.Time, bytes[length..], out var written);
            length += written;
            Put(bytes, ref length, ",\"step\":"u8);
            Utf8Formatter.TryFormat(point.Step, bytes[length..], out written);
            length += written;
            if (!run.IsEmpty)
            {
                Put(bytes, ref length, ",\"run_id\":"u8);
                Put(bytes, ref length, run);
            }

            bytes[length++] = (byte)'}';
        }

        writer.Advance(length);
    }

    private void PutValue(Span<byte> bytes, ref int length, double value)
    {
        if (double.IsNaN(value))
        {
            Put(bytes, ref length, bareNaN ? "NaN"u8 : "\"NaN\""u8);
            return;
        }

        // JSON has no infinity, and clients expect the largest number instead.
        Math.Clamp(value, double.MinValue, double.MaxValue).TryFormat(bytes[length..], out var written, "R", System.Globalization.CultureInfo.InvariantCulture);
        length += written;
    }

    private static void Put(Span<byte> bytes, ref int length, ReadOnlySpan<byte> text)
    {
        text.CopyTo(bytes[length..]);
        length += text.Length;
    }
}

/// <summary>Where a page of a history ended, as clients carry it to the next request.</summary>
internal static class HistoryToken
{
    private const int Bytes = 3 * sizeof(long);

    public static string Write(in Point last)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, last.Time);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], last.Step);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes[16..], last.Value);
        return Base64Url.EncodeToString(bytes);
    }

    public static bool TryRead(string token, out Point? last)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        last = null;
        if (!Base64Url.IsValid(token, out var length) || length != Bytes || !Base64Url.TryDecodeFromChars(token, bytes, out _))
        {
            return false;
        }

        last = new Point(BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]), BinaryPrimitives.ReadInt64LittleEndian(bytes), BinaryPrimitives.ReadDoubleLittleEndian(bytes[16..]));
        return true;
    }
}
