using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;

namespace Slipway.Collaboration.Notifications.Settings;

/// <summary>Writes when somebody wants to be mailed.</summary>
internal static class MailChoices
{
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
