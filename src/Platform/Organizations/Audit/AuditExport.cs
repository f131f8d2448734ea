using System.Buffers;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Data;

namespace Slipway.Organizations.Audit;

/// <summary>A piece of the audit log, ready to be written.</summary>
/// <param name="FileName">What the file is called.</param>
/// <param name="WriteAsync">Writes it as JSON lines while it is read, so that its size doesn't matter.</param>
public sealed record AuditExport(string FileName, Func<Stream, CancellationToken, Task> WriteAsync)
{
    /// <summary>The media type of JSON lines.</summary>
    public const string ContentType = "application/x-ndjson";
}

/// <summary>Writes lines through a buffer, because a JSON writer's own way to a stream blocks.</summary>
internal sealed class AuditLineWriter(Stream stream) : IDisposable
{
    private const int Buffered = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _json = new(Stream.Null, AuditLine.Format);

    public async ValueTask WriteAsync(Action<Utf8JsonWriter> line, CancellationToken ct)
    {
        _json.Reset(_buffer);
        line(_json);
        _buffer.Write("\n"u8);
        if (_buffer.WrittenCount > Buffered)
        {
            await FlushAsync(ct);
        }
    }

    public async ValueTask FlushAsync(CancellationToken ct)
    {
        await stream.WriteAsync(_buffer.WrittenMemory, ct);
        _buffer.ResetWrittenCount();
    }

    public void Dispose() => _json.Dispose();
}

/// <summary>Reads the chain in its order, a batch at a time.</summary>
internal static class AuditReading
{
    private const int Batch = 1_000;

    /// <summary>Writes the events after one number, up to another one.</summary>
    public static async Task WriteAsync(SaasDb db, AuditFilter filter, long after, long last, AuditLineWriter lines, CancellationToken ct)
    {
        while (after < last)
        {
            var from = after;
            var rows = await filter.Apply(db, db.Events.AsNoTracking().Where(row => row.Number > from && row.Number <= last)).OrderBy(row => row.Number).Take(Batch).ToListAsync(ct);
            foreach (var row in rows)
            {
                await lines.WriteAsync(AuditLine.Of(row).Write, ct);
            }

            after = rows.Count < Batch ? last : rows[^1].Number!.Value;
        }
    }
}
