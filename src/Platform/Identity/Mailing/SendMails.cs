using MailKit.Net.Smtp;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using MimeKit;
using Slipway.Foundation.Data;

namespace Slipway.Identity.Mailing;

/// <summary>
/// Hands what is due to the mail server. A mail is claimed before it is sent, so that replicas don't send it twice, and tried again with growing
/// pauses for three days: the row is the queue, because a job in memory doesn't outlive the process.
/// </summary>
internal sealed partial class SendMails(IDbContextFactory<SaasDb> dbs, WriteGate gate, MailSettings settings, TimeProvider time, ILogger<SendMails> log)
{
    private const int AtOnce = 100;
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Patience = TimeSpan.FromDays(3);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    public async Task RunAsync(CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await ForgetOldAsync(db, ct);
        if (settings.Server is not { } server)
        {
            return;
        }

        var now = Now;
        var due = await db.Mails.AsNoTracking().Where(mail => mail.DueAt <= now).OrderBy(mail => mail.DueAt).Take(AtOnce).ToListAsync(ct);
        if (due.Count == 0)
        {
            return;
        }

        using var client = new SmtpClient();
        foreach (var mail in due)
        {
            if (!await ClaimAsync(db, mail, ct))
            {
                continue;
            }

            try
            {
                await SendAsync(client, server, mail, ct);
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                LogFailed(log, failure, mail.Kind, mail.Attempts + 1);
                await PostponeAsync(db, mail, failure, ct);
                continue;
            }

            await FinishAsync(db, mail, ct);
        }

        if (client.IsConnected)
        {
            await client.DisconnectAsync(quit: true, ct);
        }
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private static async Task SendAsync(SmtpClient client, MailServer server, Mail mail, CancellationToken ct)
    {
        if (!client.IsConnected)
        {
            await client.ConnectAsync(server.Host, server.Port, server.Security, ct);
            if (server.User is { Length: > 0 } user)
            {
                await client.AuthenticateAsync(user, server.Password ?? "", ct);
            }
        }

        using var message = new MimeMessage();
        message.From.Add(server.From);
        message.To.Add(new MailboxAddress("", mail.To));
        message.Subject = mail.Subject;
        message.Headers.Add("Auto-Submitted", "auto-generated");
        if (mail.Unsubscribe is { } address)
        {
            // RFC 8058: the mail program offers its own button, and posts to the address when it is pressed.
            message.Headers.Add("List-Unsubscribe", $"<{address}>");
            message.Headers.Add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }

        message.MessageId = $"{mail.Id}@{server.From.Domain}";
        message.Body = new BodyBuilder { TextBody = mail.Text, HtmlBody = mail.Html }.ToMessageBody();
        await client.SendAsync(message, ct);
    }

    private async Task<bool> ClaimAsync(SaasDb db, Mail mail, CancellationToken ct)
    {
        using var turn = await gate.EnterAsync(ct);
        var until = Now + Claim;
        return await db.Mails.Where(row => row.Id == mail.Id && row.DueAt == mail.DueAt)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.DueAt, until).SetProperty(row => row.Attempts, row => row.Attempts + 1), ct) == 1;
    }

    private async Task FinishAsync(SaasDb db, Mail mail, CancellationToken ct)
    {
        using var turn = await gate.EnterAsync(ct);
        await db.Mails.Where(row => row.Id == mail.Id).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.SentAt, Now).SetProperty(row => row.DueAt, (DateTime?)null).SetProperty(row => row.Error, (string?)null)
                .SetProperty(row => row.Text, "").SetProperty(row => row.Html, "").SetProperty(row => row.Unsubscribe, (string?)null),
            ct);
    }

    private async Task PostponeAsync(SaasDb db, Mail mail, Exception failure, CancellationToken ct)
    {
        var pause = TimeSpan.FromSeconds(Math.Min(3_600, 15 * Math.Pow(2, mail.Attempts)));
        DateTime? next = Now + pause < mail.CreatedAt + Patience ? Now + pause : null;
        var error = failure.Message.Length > Mail.ErrorLimit ? failure.Message[..Mail.ErrorLimit] : failure.Message;
        using var turn = await gate.EnterAsync(ct);
        await db.Mails.Where(row => row.Id == mail.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.DueAt, next).SetProperty(row => row.Error, error), ct);
    }

    private async Task ForgetOldAsync(SaasDb db, CancellationToken ct)
    {
        var before = Now - Kept;
        if (await db.Mails.AnyAsync(mail => mail.CreatedAt < before && mail.DueAt == null, ct))
        {
            using var turn = await gate.EnterAsync(ct);
            await db.Mails.Where(mail => mail.CreatedAt < before && mail.DueAt == null).ExecuteDeleteAsync(ct);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A mail ({Kind}) couldn't be sent, attempt {Attempt}; it is tried again later.")]
    private static partial void LogFailed(ILogger log, Exception failure, string kind, int attempt);
}
