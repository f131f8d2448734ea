using System.Data.Common;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Data;
using Slipway.Foundation.Live;

namespace Slipway.Integrations.Archives;

/// <summary>Gives exports and imports to one worker each, and knows how far they are.</summary>
internal sealed class ArchiveDesk(IDbContextFactory<SaasDb> dbs, WriteGate gate, LiveFeed live, TimeProvider time)
{
    /// <summary>How long a worker that says nothing more is waited for.</summary>
    public static readonly TimeSpan Hold = TimeSpan.FromMinutes(2);

    /// <summary>Takes work that nobody holds; null when somebody does, or when it is done or gone.</summary>
    public async Task<T?> ClaimAsync<T>(Id<ArchiveWork> id, CancellationToken ct)
        where T : ArchiveWork
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var now = time.GetUtcNow().UtcDateTime;
        var claimed = await db.TransactAsync<T?>(
            async () =>
            {
                // The update decides between two who ask at once; what it leaves is read behind it.
                var free = db.Set<T>().Where(work => work.Id == id && (work.State == ArchiveState.Waiting || work.State == ArchiveState.Working) && (work.HeldUntil == null || work.HeldUntil <= now));
                if (await free.ExecuteUpdateAsync(set => set.SetProperty(work => work.HeldUntil, (DateTime?)(now + Hold)), ct) == 0)
                {
                    return (Result<T?>)(T?)null;
                }

                var work = await db.Set<T>().SingleAsync(each => each.Id == id, ct);
                work.Begin(now + Hold);
                await db.SaveChangesAsync(ct);
                return work;
            },
            ct);
        live.Publish(Topics.Archives(claimed.Value?.OrganizationId ?? default), LiveMessage.Changed);
        return claimed.Value;
    }

    /// <summary>Keeps hold of work while it is done, and tells how far it is. Dispose it when the work is over.</summary>
    public ArchiveHold<T> Keep<T>(T work, CancellationToken ct)
        where T : ArchiveWork => new(this, work, time, ct);

    /// <summary>Writes how far work is; false when it isn't there any more, because somebody deleted it.</summary>
    public async Task<bool> TellAsync<T>(T work, string step, long done, long total, CancellationToken ct)
        where T : ArchiveWork
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var held = (DateTime?)(time.GetUtcNow().UtcDateTime + Hold);
        int told;
        using (await gate.EnterAsync(ct))
        {
            told = await db.Set<T>().Where(each => each.Id == work.Id && each.State == ArchiveState.Working).ExecuteUpdateAsync(
                set => set.SetProperty(each => each.Step, step).SetProperty(each => each.Done, done).SetProperty(each => each.Total, total).SetProperty(each => each.HeldUntil, held), ct);
        }

        live.Publish(Topics.Archives(work.OrganizationId), LiveMessage.Changed);
        return told > 0;
    }

    /// <summary>Writes how work ended, with what else belongs to that; false when it was deleted meanwhile.</summary>
    public async Task<bool> EndAsync<T>(Id<ArchiveWork> id, Func<SaasDb, T, Task> end, CancellationToken ct)
        where T : ArchiveWork
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await db.Set<T>().SingleOrDefaultAsync(work => work.Id == id, ct) is not { } found)
        {
            return false;
        }

        await end(db, found);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            return false;
        }

        live.Publish(Topics.Archives(found.OrganizationId), LiveMessage.Changed);
        return true;
    }

    /// <summary>What isn't done and is held by nobody: after a restart, or when its process died.</summary>
    public async Task<IReadOnlyList<(Id<Organization> Organization, Id<ArchiveWork> Id)>> AbandonedAsync<T>(CancellationToken ct)
        where T : ArchiveWork
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var now = time.GetUtcNow().UtcDateTime;
        var left = await All<T>(db).Where(work => (work.State == ArchiveState.Waiting || work.State == ArchiveState.Working) && (work.HeldUntil == null || work.HeldUntil <= now))
            .Select(work => new { work.OrganizationId, work.Id }).ToListAsync(ct);
        return [.. left.Select(work => (work.OrganizationId, work.Id))];
    }

    /// <summary>Deletes rows of which nobody wants to know any more.</summary>
    public async Task ForgetAsync<T>(Expression<Func<T, bool>> which, CancellationToken ct)
        where T : ArchiveWork
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        using var turn = await gate.EnterAsync(ct);
        await All<T>(db).Where(which).ExecuteDeleteAsync(ct);
    }

    public static IQueryable<T> All<T>(SaasDb db)
        where T : ArchiveWork => db.Set<T>().IgnoreQueryFilters(SaasDb.TenantFilterOnly);
}

/// <summary>A worker's hold on its work.</summary>
internal sealed class ArchiveHold<T> : IAsyncDisposable
    where T : ArchiveWork
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly ArchiveDesk _desk;
    private readonly T _work;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenSource _over = new();
    private readonly Task _telling;
    private string _step = "";
    private long _done;

    public ArchiveHold(ArchiveDesk desk, T work, TimeProvider time, CancellationToken ct)
    {
        (_desk, _work, _time, _stop) = (desk, work, time, CancellationTokenSource.CreateLinkedTokenSource(ct));
        Stop = _stop.Token;
        _telling = TellAsync(_over.Token);
    }

    /// <summary>How much there is to be done in all.</summary>
    public long Total { get; set; }

    /// <summary>Is called off when the server stops, or when somebody deletes the work.</summary>
    public CancellationToken Stop { get; }

    /// <summary>Whether somebody deleted the work.</summary>
    public bool IsGone { get; private set; }

    /// <summary>Says what is being worked on. It is written once a second.</summary>
    public ValueTask SayAsync(string step, long done, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        _step = step.Length > ArchiveWork.StepLimit ? "…" + step[^(ArchiveWork.StepLimit - 1)..] : step;
        Interlocked.Add(ref _done, done);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _telling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _over.Dispose();
        _stop.Dispose();
    }

    private async Task TellAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            await Task.Delay(Every, _time, ct);
            try
            {
                if (!await _desk.TellAsync(_work, _step, Interlocked.Read(ref _done), Total, ct))
                {
                    IsGone = true;
                    await _stop.CancelAsync();
                    return;
                }
            }
            catch (DbException)
            {
                // The database may answer again in a second; who says nothing at all loses the work to another.
            }
        }
    }
}
