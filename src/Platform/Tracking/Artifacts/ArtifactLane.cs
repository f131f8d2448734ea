using System.Data.Common;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Slipway.Foundation.Access;
using Slipway.Foundation.Content;
using Slipway.Foundation.Data;
using Slipway.Foundation.Ledger;
using Slipway.Foundation.Live;
using Database = Slipway.Foundation.Data.Database;

namespace Slipway.Tracking.Artifacts;

/// <summary>A file whose bytes are stored and whose row is to be written.</summary>
internal sealed record ArtifactWrite(KnownProject Project, ArtifactInfo Info)
{
    /// <summary>Null once the row is committed; why it wasn't, otherwise.</summary>
    public TaskCompletionSource<Refusal?> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>Writes the rows of artifacts: all that wait while one commit runs share the next one.</summary>
internal sealed partial class ArtifactLane(
    Database database, WriteGate gate, ArtifactFolders folders, StoredBytes bytes, IQuotaLimits limits, IServiceScopeFactory scopes, TimeProvider time, LiveFeed live, ILogger<ArtifactLane> log)
    : BackgroundService
{
    /// <summary>How many rows one commit may have.</summary>
    public const int MostAtOnce = 256;

    private readonly HashSet<Id<Organization>> _opened = [];
    private readonly Channel<ArtifactWrite> _waiting = Channel.CreateBounded<ArtifactWrite>(new BoundedChannelOptions(4 * MostAtOnce) { SingleReader = true });

    /// <summary>Puts a file under its path, in place of the one that was there. Durable when it returns.</summary>
    /// <returns>Why it isn't there, or null.</returns>
    public async Task<Refusal?> WriteAsync(ArtifactWrite write, CancellationToken ct)
    {
        await _waiting.Writer.WriteAsync(write, ct);
        return await write.Outcome.Task;
    }

    /// <summary>Why so many bytes can't fit, for who is about to send them; their commit decides.</summary>
    public async Task<Refusal?> CheckAsync(Id<Organization> organization, long length, CancellationToken ct)
    {
        var plan = await limits.OfAsync(organization, ct);
        if (plan.Of(Resource.StoredBytes) is not { } most)
        {
            return null;
        }

        await using var scope = scopes.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(ct);
        var used = await db.QuotaBalances.Where(balance => balance.OrganizationId == organization && balance.Resource == Resource.StoredBytes).Select(balance => balance.Used).SingleOrDefaultAsync(ct);
        return used + length > most ? QuotaSentences.Exceeded(plan, Resource.StoredBytes, used, length, time.GetUtcNow().UtcDateTime) : null;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        await (ExecuteTask ?? Task.CompletedTask).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        ArtifactStatements? statements = null;
        List<ArtifactWrite> group = new(MostAtOnce);
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (group.Count < MostAtOnce && _waiting.Reader.TryRead(out var write))
            {
                group.Add(write);
            }

            try
            {
                await OpenAsync(group);
                statements = await CommitAsync(statements, group);
            }
            catch (Exception failure)
            {
                LogFailure(log, failure, group.Count);
                group.ForEach(write => write.Outcome.TrySetException(failure));
                await DiscardAsync(statements);
                statements = null;
            }

            group.Clear();
        }

        await DiscardAsync(statements);
    }

    // Before the lane's own turn to write: a balance that isn't there yet begins with what is there.
    private async Task OpenAsync(List<ArtifactWrite> group)
    {
        foreach (var organization in group.Select(write => write.Project.OrganizationId).Distinct().Where(each => !_opened.Contains(each)).ToList())
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<Tenant>().Enter(organization);
            await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync();
            await db.TransactAsync<Done>(
                async () =>
                {
                    await bytes.HoldAsync(db, organization, CancellationToken.None);
                    return default(Done);
                },
                CancellationToken.None);
            _opened.Add(organization);
        }
    }

    private async Task<ArtifactStatements> CommitAsync(ArtifactStatements? kept, List<ArtifactWrite> group)
    {
        using var turn = await gate.EnterAsync(CancellationToken.None);
        if (kept is not null)
        {
            try
            {
                await CommitOnAsync(kept, group);
                return kept;
            }
            catch (DbException)
            {
                // A connection that was kept may have been closed at its other end. Writing the same rows again changes nothing.
                await DiscardAsync(kept);
            }
        }

        var fresh = await ArtifactStatements.OpenAsync(database, bytes.Tables, CancellationToken.None);
        try
        {
            await CommitOnAsync(fresh, group);
            return fresh;
        }
        catch
        {
            await DiscardAsync(fresh);
            throw;
        }
    }

    private async Task CommitOnAsync(ArtifactStatements statements, List<ArtifactWrite> group)
    {
        var outcomes = new Refusal?[group.Count];
        Dictionary<(Id<Project>, string), Refusal?> checkedFolders = [];
        await using (var transaction = await statements.BeginAsync(CancellationToken.None))
        {
            var books = new ArtifactBooks(database.Provider, statements, transaction, time);
            foreach (var organization in group.Select(write => write.Project.OrganizationId).Distinct().OrderBy(organization => organization.Value))
            {
                await books.HoldAsync(organization, await limits.OfAsync(organization, CancellationToken.None), CancellationToken.None);
            }

            // In the order of paths two replicas wait for each other's rows in one direction only; of equal paths the last one stays.
            foreach (var (i, write) in group.Index().OrderBy(item => item.Item.Project.Id.Value).ThenBy(item => item.Item.Info.Path, StringComparer.Ordinal))
            {
                // Bytes whose row is refused have to be known too, or nobody would ever reclaim them.
                await statements.KeepBlobAsync(write, CancellationToken.None);
                var folder = (write.Project.Id, ArtifactPath.FolderOf(write.Info.Path));
                if (!checkedFolders.TryGetValue(folder, out var refusal))
                {
                    refusal = await folders.CheckAsync(statements.Connection, transaction, folder.Item1, folder.Item2, CancellationToken.None);
                    checkedFolders.Add(folder, refusal);
                }

                outcomes[i] = refusal ?? await PutAsync(statements, books, write);
            }

            await books.BookAsync(CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
        }

        foreach (var (i, write) in group.Index())
        {
            write.Outcome.TrySetResult(outcomes[i]);
            if (outcomes[i] is null && ArtifactFolders.IsOfTrace(write.Info.Path))
            {
                live.Publish(Topics.Traces(write.Project.Id), LiveMessage.Changed);
            }

            if (outcomes[i] is null && ArtifactFolders.RunOf(write.Info.Path) is { } run)
            {
                live.Publish(Topics.Run(write.Project.Id, run), LiveMessage.Changed);
            }
        }
    }

    private static async Task<Refusal?> PutAsync(ArtifactStatements statements, ArtifactBooks books, ArtifactWrite write)
    {
        var change = await books.FindAsync(write, CancellationToken.None);
        if (books.Check(write, change) is { } exceeded)
        {
            return exceeded;
        }

        if (!await statements.PutAsync(write, CancellationToken.None))
        {
            return new Invalid($"'{write.Info.Path}' is a folder with files in it. Delete it first, or choose another name.");
        }

        await books.WrittenAsync(write, change, CancellationToken.None);
        return null;
    }

    private static ValueTask DiscardAsync(ArtifactStatements? statements) => statements?.DisposeAsync() ?? ValueTask.CompletedTask;

    [LoggerMessage(LogLevel.Error, "The rows of {Count} artifacts could not be written.")]
    private static partial void LogFailure(ILogger log, Exception failure, int count);
}
