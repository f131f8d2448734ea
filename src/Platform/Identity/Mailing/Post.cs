using Hangfire;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Jobs;

namespace Slipway.Identity.Mailing;

/// <summary>
/// Where mails are handed in: written in the transaction of what they tell of, sent by a job after it. Nobody waits for a mail server, and a mail
/// whose job was forgotten is found by the sweep.
/// </summary>
public sealed partial class Post
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);
    private const int MostInWindow = 3;

    private readonly MailSettings _settings;
    private readonly IBackgroundJobClient _jobs;
    private readonly IHttpContextAccessor _http;
    private readonly IServer _server;
    private readonly TimeProvider _time;
    private readonly ILogger<Post> _log;

    internal Post(MailSettings settings, IBackgroundJobClient jobs, IHttpContextAccessor http, IServer server, TimeProvider time, ILogger<Post> log) =>
        (_settings, _jobs, _http, _server, _time, _log) = (settings, jobs, http, server, time, log);

    /// <summary>What links begin with in what is written here, without a slash at the end: a job, which no request brought, takes the address that the server listens on.</summary>
    public string Origin => _settings.Origin(_http.HttpContext) is { Length: > 0 } origin ? origin : OwnAddress.Of(_server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []) ?? "http://localhost";

    /// <summary>Adds a mail to what the next <c>SaveChangesAsync</c> commits; call <see cref="Hurry"/> after that.</summary>
    public void Write(SaasDb db, string to, Letter letter) => db.Mails.Add(Mail.Write(to, letter, _settings.Server is null, _time.GetUtcNow().UtcDateTime));

    /// <summary>Has what was committed sent now rather than by the next sweep.</summary>
    public void Hurry()
    {
        if (_settings.Server is null)
        {
            return;
        }

        try
        {
            _jobs.Enqueue<SendMails>(JobQueues.Attended, job => job.RunAsync(CancellationToken.None));
        }
        catch (BackgroundJobClientException exception)
        {
            LogNotHurried(_log, exception);
        }
    }

    /// <summary>Writes, commits and hurries.</summary>
    internal async Task SendAsync(SaasDb db, string to, Letter letter, CancellationToken ct)
    {
        Write(db, to, letter);
        await db.SaveChangesAsync(ct);
        Hurry();
    }

    /// <summary>Whether somebody already got as many mails of a kind as one wants within a quarter of an hour: nobody's mailbox is filled by a stranger.</summary>
    internal async Task<bool> IsEnoughAsync(SaasDb db, string to, string kind, CancellationToken ct)
    {
        var since = _time.GetUtcNow().UtcDateTime - Window;
        return await db.Mails.CountAsync(mail => mail.To == to && mail.Kind == kind && mail.CreatedAt > since, ct) >= MostInWindow;
    }

    /// <summary>Those of several who already got as many mails of a kind as one wants within a quarter of an hour.</summary>
    internal async Task<HashSet<string>> EnoughAsync(SaasDb db, IReadOnlyCollection<string> to, string kind, CancellationToken ct)
    {
        var since = _time.GetUtcNow().UtcDateTime - Window;
        return await db.Mails.Where(mail => to.Contains(mail.To) && mail.Kind == kind && mail.CreatedAt > since)
            .GroupBy(mail => mail.To).Where(same => same.Count() >= MostInWindow).Select(same => same.Key).ToHashSetAsync(ct);
    }

    [LoggerMessage(LogLevel.Warning, "A mail's job couldn't be queued; the next sweep sends the mail.")]
    private static partial void LogNotHurried(ILogger log, Exception exception);
}
