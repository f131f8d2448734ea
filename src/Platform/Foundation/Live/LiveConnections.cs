using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Slipway.Foundation.Access;

namespace Slipway.Foundation.Live;

/// <summary>
/// The open connections of the hub. Whenever access changed, on this replica or another one, and every two seconds in any case, each is
/// asked again whether it may still hear what it hears.
/// </summary>
internal sealed partial class LiveConnections(
    LiveFeed feed, TopicAccess access, AccessMemory memory, IHubContext<LiveHub> hub, TimeProvider time, ILogger<LiveConnections> log) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private const int ChecksAtOnce = 4;

    private readonly ConcurrentDictionary<string, LiveConnection> _open = new(StringComparer.Ordinal);
    private readonly Channel<bool> _due = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Open(HubCallerContext context, Principal principal, CredentialCheck? credential)
    {
        if (principal.Token is not null && credential is null)
        {
            throw new InvalidOperationException("A token may be revoked while its connection is open: set a CredentialCheck beside the Principal.");
        }

        _open[context.ConnectionId] = new LiveConnection(context, principal, credential, hub.Clients.Client(context.ConnectionId), feed, access, log);
    }

    public LiveConnection? Find(string id) => _open.GetValueOrDefault(id);

    public void Close(string id)
    {
        if (_open.TryRemove(id, out var connection))
        {
            connection.Dispose();
        }
    }

    /// <summary>Asks every connection again, soon.</summary>
    public void CheckAll() => _due.Writer.TryWrite(true);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        memory.Changed += CheckAll;
        await using var clock = time.CreateTimer(_ => CheckAll(), null, Patience, Patience);
        try
        {
            await foreach (var _ in _due.Reader.ReadAllAsync(stoppingToken))
            {
                await Parallel.ForEachAsync(
                    _open.Values,
                    new ParallelOptions { MaxDegreeOfParallelism = ChecksAtOnce, CancellationToken = stoppingToken },
                    async (connection, ct) => await CheckAsync(connection, ct));
            }
        }
        finally
        {
            memory.Changed -= CheckAll;
        }
    }

    private async ValueTask CheckAsync(LiveConnection connection, CancellationToken ct)
    {
        try
        {
            await connection.CheckAsync(ct);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The database doesn't answer, so nothing becomes durable either and nothing is published that could be heard wrongly.
            LogFailed(log, exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Whether a live connection may go on couldn't be asked; it is asked again.")]
    private static partial void LogFailed(ILogger log, Exception exception);
}
