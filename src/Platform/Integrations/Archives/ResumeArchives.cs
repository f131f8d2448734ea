using Hangfire;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Data;
using Slipway.Foundation.Jobs;
using Slipway.Integrations.Exports;
using Slipway.Integrations.Imports;

namespace Slipway.Integrations.Archives;

/// <summary>Has exports and imports gone on with that nobody works on: a restart forgot the job, or its process died.</summary>
internal sealed class ResumeArchives(ArchiveDesk desk, IBackgroundJobClient jobs)
{
    public async Task RunAsync(CancellationToken ct)
    {
        foreach (var (organization, export) in await desk.AbandonedAsync<Export>(ct))
        {
            jobs.Enqueue<BuildExport>(JobQueues.Attended, job => job.RunAsync(organization, export, CancellationToken.None));
        }

        foreach (var (organization, import) in await desk.AbandonedAsync<Import>(ct))
        {
            jobs.Enqueue<UnpackImport>(JobQueues.Attended, job => job.RunAsync(organization, import, CancellationToken.None));
        }
    }
}

/// <summary>Lets go of archives whose time is over, and forgets, a month later, that they were there. Their bytes are reclaimed as all are that nothing refers to.</summary>
internal sealed class ExpireArchives(IDbContextFactory<SaasDb> dbs, WriteGate gate, ArchiveDesk desk, TimeProvider time)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(30);

    public async Task RunAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using (var db = await dbs.CreateDbContextAsync(ct))
        {
            using var turn = await gate.EnterAsync(ct);
            await ArchiveDesk.All<Export>(db).Where(export => export.State == ArchiveState.Ready && export.ExpiresAt <= now)
                .ExecuteUpdateAsync(set => set.SetProperty(export => export.State, ArchiveState.Expired).SetProperty(export => export.Digest, (byte[]?)null), ct);
        }

        var before = now - Remembered;
        await desk.ForgetAsync<Export>(export => export.FinishedAt < before, ct);
        await desk.ForgetAsync<Import>(import => import.FinishedAt < before, ct);
    }
}
