using System.Text;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Archives;
using Slipway.Foundation.Data;
using Slipway.Organizations.Audit;

namespace Slipway.Organizations.Archiving;

/// <summary>The audit log as its own export: the chain up to a checkpoint that is signed now, all checkpoints, and the key, so that it verifies without the rest.</summary>
internal sealed class AuditPart(AuditSigner signer) : IOrganizationArchivePart
{
    public int Place => 20;

    public async Task WriteAsync(OrganizationArchive archive, CancellationToken ct)
    {
        var db = archive.Db;
        var checkpoint = await signer.SignAsync(db, archive.OrganizationId, ct);
        db.ChangeTracker.Clear();
        await AddAsync(archive.Writer, "audit/audit.jsonl", async lines =>
        {
            if (checkpoint is not null)
            {
                await AuditReading.WriteAsync(db, new(), 0, checkpoint.Number, lines, ct);
                await lines.WriteAsync(checkpoint.Line().Write, ct);
            }

            return checkpoint is null ? 0 : checkpoint.Number + 1;
        }, ct);
        await AddAsync(archive.Writer, "audit/checkpoints.jsonl", lines => CheckpointsAsync(db, lines, ct), ct);
        var keys = Encoding.ASCII.GetBytes(await signer.PublicKeysAsync(db, ct));
        await archive.Writer.AddAsync("audit/public-keys.pem", isPacked: false, async stream =>
        {
            await stream.WriteAsync(keys, ct);
            return null;
        }, ct);
    }

    private static Task AddAsync(ArchiveWriter writer, string path, Func<AuditLineWriter, Task<long>> write, CancellationToken ct) => writer.AddAsync(path, isPacked: false, async stream =>
    {
        using var lines = new AuditLineWriter(stream);
        var rows = await write(lines);
        await lines.FlushAsync(ct);
        return rows;
    }, ct);

    private static async Task<long> CheckpointsAsync(SaasDb db, AuditLineWriter lines, CancellationToken ct)
    {
        var rows = 0;
        await foreach (var kept in db.AuditCheckpoints.AsNoTracking().OrderBy(each => each.Number).AsAsyncEnumerable().WithCancellation(ct))
        {
            await lines.WriteAsync(kept.Line().Write, ct);
            rows++;
        }

        return rows;
    }
}
