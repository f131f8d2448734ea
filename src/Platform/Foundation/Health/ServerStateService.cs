using System.Diagnostics;
using System.Reflection;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Jobs;

namespace Slipway.Foundation.Health;

/// <summary>How this process is.</summary>
/// <param name="StartedAt">In UTC.</param>
/// <param name="Memory">What it has of the machine's memory, in bytes.</param>
/// <param name="IsReady">Whether the database answers and has the tables that this version needs.</param>
/// <param name="Answered">How long the database took to say so.</param>
public sealed record ServerState(string Version, DateTime StartedAt, long Memory, DatabaseProvider Database, bool IsReady, TimeSpan Answered);

/// <summary>Says to operators how the process is that answers them. To everybody else there is nothing.</summary>
public sealed class ServerStateService(Database database, DatabaseSettings settings, Operators operators, Caller caller)
{
    private static readonly string Version = typeof(ServerStateService).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>How the process is at this moment; the database is asked for it.</summary>
    public async Task<Result<ServerState>> GetAsync(CancellationToken ct)
    {
        if (!operators.Include(caller.Principal))
        {
            return Operators.Nothing;
        }

        var began = Stopwatch.GetTimestamp();
        var isReady = await database.IsReadyAsync(ct);
        using var process = Process.GetCurrentProcess();
        return new ServerState(Version, process.StartTime.ToUniversalTime(), process.WorkingSet64, settings.Provider, isReady, Stopwatch.GetElapsedTime(began));
    }
}
