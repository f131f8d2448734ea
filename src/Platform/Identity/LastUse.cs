using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Identity.Tokens;

namespace Slipway.Identity;

/// <summary>Writes down when tokens and sessions were last used: collected in memory, saved every few seconds, so that a request costs no write.</summary>
internal sealed partial class LastUse(IServiceScopeFactory scopes, TimeProvider time, ILogger<LastUse> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Id<ApiToken>, DateTime> _tokens = new();
    private readonly ConcurrentDictionary<Id<Session>, DateTime> _sessions = new();

    public void Note(Id<ApiToken> token) => _tokens[token] = time.GetUtcNow().UtcDateTime;

    public void Note(Id<Session> session) => _sessions[session] = time.GetUtcNow().UtcDateTime;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await SaveAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SaveAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogFailed(log, exception);
            }
        }
    }

    private async Task SaveAsync(CancellationToken ct)
    {
        if (_tokens.IsEmpty && _sessions.IsEmpty)
        {
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(ct);
        var (tokens, sessions) = (_tokens.ToArray(), _sessions.ToArray());
        await db.TransactAsync<Done>(
            async () =>
            {
                foreach (var (token, at) in tokens)
                {
                    await db.ApiTokens.IgnoreQueryFilters(SaasDb.TenantFilterOnly)
                        .Where(row => row.Id == token)
                        .ExecuteUpdateAsync(set => set.SetProperty(row => row.LastUsedAt, at), ct);
                }

                foreach (var (session, at) in sessions)
                {
                    await db.Sessions.Where(row => row.Id == session).ExecuteUpdateAsync(set => set.SetProperty(row => row.LastSeenAt, at), ct);
                }

                return default(Done);
            },
            ct);

        // What was used again meanwhile has another time, and stays.
        Array.ForEach(tokens, saved => _tokens.TryRemove(saved));
        Array.ForEach(sessions, saved => _sessions.TryRemove(saved));
    }

    [LoggerMessage(LogLevel.Warning, "When tokens and sessions were last used could not be saved; it is tried again.")]
    private static partial void LogFailed(ILogger log, Exception exception);
}
