using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Slipway.Foundation.Data;

namespace Slipway.Identity.Tokens;

/// <summary>Writes down when tokens were last used: collected in memory, saved every few seconds, so that a request costs no write.</summary>
internal sealed partial class TokenUse(IServiceScopeFactory scopes, WriteGate gate, ILogger<TokenUse> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Id<ApiToken>, DateTime> _used = new();

    public void Note(Id<ApiToken> token, DateTime now) => _used[token] = now;

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
        if (_used.IsEmpty)
        {
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(ct);
        using var turn = await gate.EnterAsync(ct);
        foreach (var (token, at) in _used.ToArray())
        {
            await db.ApiTokens.IgnoreQueryFilters(SaasDb.TenantFilterOnly)
                .Where(row => row.Id == token)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.LastUsedAt, at), ct);
            _used.TryRemove(new(token, at));
        }
    }

    [LoggerMessage(LogLevel.Warning, "When tokens were last used could not be saved; it is tried again.")]
    private static partial void LogFailed(ILogger log, Exception exception);
}
