using Hangfire.Logging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Level = Microsoft.Extensions.Logging.LogLevel;
using LogLevel = Hangfire.Logging.LogLevel;

namespace Slipway.Foundation.Jobs;

/// <summary>
/// Passes on warnings and worse from Hangfire, which tells of every start and heartbeat otherwise. Hangfire keeps its log in a static, which
/// may outlive the host that made it: what it says then is dropped, where its own adapter would throw.
/// </summary>
internal sealed class JobLog(ILoggerFactory logs) : ILogProvider
{
    public ILog GetLogger(string name)
    {
        try
        {
            return new Log(logs.CreateLogger(name));
        }
        catch (ObjectDisposedException)
        {
            return new Log(NullLogger.Instance);
        }
    }

    private sealed class Log(ILogger log) : ILog
    {
        // Called without a message, it asks only whether the level is on.
        bool ILog.Log(LogLevel logLevel, Func<string>? messageFunc, Exception? exception)
        {
            if (logLevel < LogLevel.Warn)
            {
                return false;
            }

            if (messageFunc is not null)
            {
                var level = logLevel switch { LogLevel.Warn => Level.Warning, LogLevel.Error => Level.Error, _ => Level.Critical };
                log.Log(level, exception, "{Message}", messageFunc());
            }

            return true;
        }
    }
}
