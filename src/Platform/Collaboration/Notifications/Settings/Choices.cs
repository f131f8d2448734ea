using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;

namespace Slipway.Collaboration.Notifications.Settings;

/// <summary>What some people chose; what they didn't choose is as categories and rules have it.</summary>
internal sealed class Choices
{
    private readonly Dictionary<(Id<User>, string), bool> _kinds;
    private readonly Dictionary<(Id<User>, string), MailMode> _mails;

    private Choices(Dictionary<(Id<User>, string), bool> kinds, Dictionary<(Id<User>, string), MailMode> mails) => (_kinds, _mails) = (kinds, mails);

    public static async Task<Choices> ReadAsync(SaasDb db, IEnumerable<Id<User>> people, CancellationToken ct)
    {
        var users = people.Distinct().ToList();
        if (users.Count == 0)
        {
            return new([], []);
        }

        var kinds = await db.NotificationKindChoices.AsNoTracking().Where(choice => users.Contains(choice.UserId)).ToListAsync(ct);
        var mails = await db.NotificationMailChoices.AsNoTracking().Where(choice => users.Contains(choice.UserId)).ToListAsync(ct);
        return new(kinds.ToDictionary(choice => (choice.UserId, choice.Kind), choice => choice.IsOn), mails.ToDictionary(choice => (choice.UserId, choice.Category), choice => choice.Mode));
    }

    /// <summary>Whether the person wants it in the inbox.</summary>
    public bool Wants(Id<User> user, NotificationRule rule) => _kinds.GetValueOrDefault((user, rule.Kind), rule.IsOnByDefault);

    /// <summary>When the person is mailed.</summary>
    public MailMode Mail(Id<User> user, NotificationCategory category) => _mails.GetValueOrDefault((user, category.Name), category.Mail);
}
