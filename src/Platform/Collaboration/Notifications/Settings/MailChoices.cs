using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;

namespace Slipway.Collaboration.Notifications.Settings;

/// <summary>Writes when somebody wants to be mailed.</summary>
internal static class MailChoices
{
    private const int MostAttempts = 5;

    /// <summary>Has choices written in a transaction. Of two that make the same one for the first time at once, a server lets one of them through; the other then finds it made.</summary>
    public static async Task<Result<Done>> TransactAsync(IDbContextFactory<SaasDb> dbs, Func<SaasDb, Task> choose, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var db = await dbs.CreateDbContextAsync(ct);
            try
            {
                return await db.TransactAsync<Done>(
                    async () =>
                    {
                        await choose(db);
                        return default(Done);
                    },
                    ct);
            }
            catch (DbUpdateException exception) when (exception.IsDuplicate() && attempt < MostAttempts)
            {
            }
        }
    }

    /// <summary>Keeps the choices, and forgets the mails that are still due where none are wanted; in the caller's transaction.</summary>
    public static async Task ChooseAsync(SaasDb db, Id<User> user, IEnumerable<(NotificationCategory Category, MailMode Mode)> chosen, CancellationToken ct)
    {
        var known = await db.NotificationMailChoices.Where(choice => choice.UserId == user).ToDictionaryAsync(choice => choice.Category, ct);
        List<string> off = [];
        foreach (var (category, mode) in chosen)
        {
            if (known.TryGetValue(category.Name, out var choice))
            {
                choice.Become(mode);
            }
            else
            {
                db.NotificationMailChoices.Add(MailChoice.Of(user, category.Name, mode));
            }

            if (mode is MailMode.Off)
            {
                off.Add(category.Name);
            }
        }

        await db.SaveChangesAsync(ct);
        if (off.Count > 0)
        {
            await db.Notifications.IgnoreQueryFilters(SaasDb.TenantFilterOnly)
                .Where(row => row.UserId == user && row.Mail != MailDue.None && off.Contains(row.Category))
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.Mail, MailDue.None), ct);
        }
    }
}
