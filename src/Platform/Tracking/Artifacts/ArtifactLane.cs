using System.Data.Common;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Live;

namespace Slipway.Tracking.Artifacts;

/// <summary>A file whose bytes are stored and whose row is to be written.</summary>
internal sealed record ArtifactWrite(KnownProject Project, ArtifactInfo Info)
{
    /// <summary>Null once the row is committed; why it wasn't, otherwise.</summary>
    public TaskCompletionSource<Refusal?> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>Writes the rows of artifacts: all that wait while one commit runs share the next one.</summary>
internal sealed partial class ArtifactLane(Database database, WriteGate gate, ArtifactFolders folders, LiveFeed live, ILogger<ArtifactLane> log) : BackgroundService
{
    private const int MostAtOnce = 256;

    private readonly Channel<ArtifactWrite> _waiting = Channel.CreateBounded<ArtifactWrite>(new BoundedChannelOptions(4 * MostAtOnce) { SingleReader = true });

    /// <summary>Puts a file under its path, in place of the one that was there. Durable when it returns.</summary>
    /// <returns>Why it isn't there, or null.</returns>
    public async Task<Refusal?> WriteAsync(ArtifactWrite write, CancellationToken ct)
    {
        await _waiting.Writer.WriteAsync(write, ct);
        return await write.Outcome.Task;
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

        var fresh = await ArtifactStatements.OpenAsync(database, CancellationToken.None);
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

                outcomes[i] = refusal ?? (await statements.PutAsync(write, CancellationToken.None)
                    ? null
                    : new Invalid($"'{write.Info.Path}' is a folder with files in it. Delete it first, or choose another name."));
            }

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

    private static ValueTask DiscardAsync(ArtifactStatements? statements) => statements?.DisposeAsync() ?? ValueTask.CompletedTask;

    [LoggerMessage(LogLevel.Error, "The rows of {Count} artifacts could not be written.")]
    private static partial void LogFailure(ILogger log, Exception failure, int count);
}
