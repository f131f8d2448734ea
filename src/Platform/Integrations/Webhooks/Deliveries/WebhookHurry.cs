using Hangfire;
using Microsoft.Extensions.Logging;
using Slipway.Foundation.Jobs;

namespace Slipway.Integrations.Webhooks.Deliveries;

/// <summary>Has what was committed sent now rather than by the next sweep.</summary>
internal sealed partial class WebhookHurry(IBackgroundJobClient jobs, ILogger<WebhookHurry> log)
{
    public void Hurry()
    {
        try
        {
            jobs.Enqueue<SendWebhooks>(JobQueues.Default, job => job.RunAsync(CancellationToken.None));
        }
        catch (BackgroundJobClientException exception)
        {
            LogNotHurried(log, exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The job that sends webhooks couldn't be queued; the next sweep sends them.")]
    private static partial void LogNotHurried(ILogger log, Exception exception);
}
