using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Slipway.Collaboration.Notifications.Settings;
using Slipway.Foundation.Data;

namespace Slipway.Collaboration.Notifications.Mailing;

/// <summary>What a link at the foot of a mail can end.</summary>
/// <param name="Email">The address that the mails go to.</param>
/// <param name="Categories">The categories of the mail that the link stands in.</param>
public sealed record UnsubscribeOffer(string Email, IReadOnlyList<NotificationCategory> Categories);

/// <summary>Ends mails from a link in one of them, whoever is signed in: the code in the link says whose they are.</summary>
public sealed class UnsubscribeService(IDbContextFactory<SaasDb> dbs, IDataProtectionProvider protection)
{
    private static readonly NotFound NoSuchCode = new("This link is incomplete, or not one of ours. Copy the whole address from the mail, or sign in and choose under Account, Notifications.");

    /// <summary>What the link with this code can end.</summary>
    public async Task<Result<UnsubscribeOffer>> OfferAsync(string? code, CancellationToken ct)
    {
        if (UnsubscribeCode.Read(protection, code) is not { } read)
        {
            return NoSuchCode;
        }

        var id = read.User.Value;
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await db.Users.Where(user => user.Id == id).Select(user => user.Email).SingleOrDefaultAsync(ct) is { } email ? new UnsubscribeOffer(email, read.Categories) : NoSuchCode;
    }

    /// <summary>Ends the mails of the link's categories, or of all. A second time changes nothing.</summary>
    /// <param name="code">The code in the link.</param>
    /// <param name="all">Whether no mail about the inbox is wanted any more.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<Result<Done>> StopAsync(string? code, bool all, CancellationToken ct)
    {
        var offer = await OfferAsync(code, ct);
        if (offer.Refusal is { } refusal)
        {
            return refusal;
        }

        var user = UnsubscribeCode.Read(protection, code)!.User;
        return await MailChoices.TransactAsync(dbs, async db => await MailChoices.ChooseAsync(db, user, (all ? NotificationCategory.All : offer.Value.Categories).Select(category => (category, MailMode.Off)), ct), ct);
    }
}
