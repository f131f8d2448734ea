using Hangfire;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Slipway.Foundation.Data;
using Slipway.Foundation.Jobs;

namespace Slipway.Identity.Mailing;

/// <summary>
/// Where mails are handed in: written in the transaction of what they tell of, sent by a job after it. Nobody waits for a mail server, and a mail
/// whose job was forgotten is found by the sweep.
/// </summary>
internal sealed partial class Post(MailSettings settings, IBackgroundJobClient jobs, IHttpContextAccessor http, TimeProvider time, ILogger<Post> log)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);
    private const int MostInWindow = 3;

    /// <summary>What links begin with in what this request writes.</summary>
    public string Origin => settings.Origin(http.HttpContext);

    /// <summary>Adds a mail to what the next <c>SaveChangesAsync</c> commits; call <see cref="Hurry"/> after that.</summary>
    public void Write(SaasDb db, string to, Letter letter) => db.Mails.Add(Mail.Write(to, letter, settings.Server is null, time.GetUtcNow().UtcDateTime));

    /// <summary>Has what was committed sent now rather than by the next sweep.</summary>
    public void Hurry()
    {
        if (settings.Server is null)
        {
            return;
        }

        try
        {
            jobs.Enqueue<SendMails>(JobQueues.Attended, job => job.RunAsync(CancellationToken.None));
        }
        catch (BackgroundJobClientException exception)
        {
            LogNotHurried(log, exception);
        }
    }

    /// <summary>Writes, commits and hurries.</summary>
    public async Task SendAsync(SaasDb db, string to, Letter letter, CancellationToken ct)
    {
        Write(db, to, letter);
        await db.SaveChangesAsync(ct);
        Hurry();
    }

    /// <summary>Whether somebody already got as many mails of a kind as one wants within a quarter of an hour: nobody's mailbox is filled by a stranger.</summary>
    public async Task<bool> IsEnoughAsync(SaasDb db, string to, string kind, CancellationToken ct)
    {
        var since = time.GetUtcNow().UtcDateTime - Window;
        return await db.Mails.CountAsync(mail => mail.To == to && mail.Kind == kind && mail.CreatedAt > since, ct) >= MostInWindow;
    }

    [LoggerMessage(LogLevel.Warning, "A mail's job couldn't be queued; the next sweep sends the mail.")]
    private static partial void LogNotHurried(ILogger log, Exception exception);
}
