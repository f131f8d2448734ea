using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Jobs;

namespace Slipway.Identity.Mailing;

/// <summary>A mail in the outbox's list.</summary>
public sealed record OutboxMail(Id<Mail> Id, string To, string Subject, DateTime At);

/// <summary>A mail as its reader would get it.</summary>
public sealed record OpenedMail(OutboxMail Mail, string Text, string Html);

/// <summary>
/// Lets in whoever started an embedded server: it prints this key, made anew at every start. Beside a database server, whose log many may read, there is
/// none, and only operators come in.
/// </summary>
public sealed class OutboxKey
{
    internal OutboxKey(MailSettings settings, DatabaseSettings database)
    {
        HasOutbox = settings.Server is null;
        Secret = HasOutbox && database.Provider is DatabaseProvider.Sqlite ? Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(18)) : null;
    }

    /// <summary>What the start prints; null when there is no outbox, or no key to it.</summary>
    public string? Secret { get; }

    /// <summary>Whether mails are kept to be read here, because there is no mail server.</summary>
    internal bool HasOutbox { get; }

    internal bool Opens(string? secret) =>
        Secret is not null && secret is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(secret));
}

/// <summary>Where mails are read when no mail server is configured. For operators, and for whoever has the key; to everybody else there is nothing.</summary>
public sealed class OutboxService(IDbContextFactory<SaasDb> dbs, Access access, Caller caller, OutboxKey outboxKey, Operators operators)
{
    /// <summary>The most mails that the list shows.</summary>
    public const int Limit = 100;

    private static readonly NotFound Nothing = new("There is nothing here.");

    /// <summary>The newest mails first.</summary>
    /// <param name="key">The key that the start printed; null for an operator.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<Result<IReadOnlyList<OutboxMail>>> ListAsync(string? key, CancellationToken ct)
    {
        if (!await MayReadAsync(key, ct))
        {
            return Nothing;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        return await db.Mails.Where(mail => mail.Text != "").OrderByDescending(mail => mail.CreatedAt).Take(Limit)
            .Select(mail => new OutboxMail(mail.Id, mail.To, mail.Subject, mail.CreatedAt)).ToListAsync(ct);
    }

    /// <summary>One mail.</summary>
    public async Task<Result<OpenedMail>> OpenAsync(Id<Mail> id, string? key, CancellationToken ct)
    {
        if (!await MayReadAsync(key, ct))
        {
            return Nothing;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var mail = await db.Mails.Where(mail => mail.Id == id && mail.Text != "")
            .Select(mail => new OpenedMail(new(mail.Id, mail.To, mail.Subject, mail.CreatedAt), mail.Text, mail.Html)).SingleOrDefaultAsync(ct);
        return mail is null ? Nothing : mail;
    }

    // A mail server's own copy is the only one: what waits to be sent through it is nobody's to read.
    private async ValueTask<bool> MayReadAsync(string? key, CancellationToken ct) =>
        outboxKey.HasOutbox && (outboxKey.Opens(key) || (await access.RequireInPersonAsync(ct) is null && operators.Include(caller.Principal)));
}
