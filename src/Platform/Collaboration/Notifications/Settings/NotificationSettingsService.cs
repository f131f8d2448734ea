using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;

namespace Slipway.Collaboration.Notifications.Settings;

/// <summary>A kind of event, and whether it comes into the inbox.</summary>
/// <param name="Kind">The stable name, such as <c>run.failed</c>.</param>
/// <param name="Label">What it is called on the screen.</param>
public sealed record KindSetting(string Kind, string Label, bool InInbox);

/// <summary>A category, when one is mailed about it, and the kinds of events in it.</summary>
/// <param name="Name">The stable name, such as <c>runs</c>.</param>
public sealed record CategorySetting(string Name, string Title, string Description, MailMode Mail, IReadOnlyList<KindSetting> Kinds);

/// <summary>What somebody chose about their inbox and its mails.</summary>
/// <param name="Email">Where the mails go.</param>
/// <param name="EmailConfirmed">Whether it is known that the person reads them; nothing is mailed before.</param>
/// <param name="TimeZone">The zone in whose morning the daily mail is written.</param>
public sealed record NotificationSettings(string Email, bool EmailConfirmed, string TimeZone, IReadOnlyList<CategorySetting> Categories);

/// <summary>When mails about a category are wanted: <c>immediately</c>, <c>daily</c> or <c>off</c>.</summary>
public sealed record ChooseMail([Required, MaxLength(NotificationCategory.NameLimit)] string Category, [EnumDataType(typeof(MailMode))] MailMode Mail);

/// <summary>Whether events of a kind are wanted in the inbox.</summary>
public sealed record ChooseKind([Required, MaxLength(EventRow.KindLimit)] string Kind, bool InInbox);

/// <summary>Changes what is named and leaves the rest.</summary>
public sealed record ChooseNotifications([Required, MaxLength(100)] IReadOnlyList<ChooseMail> Mail, [Required, MaxLength(500)] IReadOnlyList<ChooseKind> Inbox);

/// <summary>What comes into the caller's inbox, and when they are mailed about it; the same in all organizations.</summary>
public sealed class NotificationSettingsService(IDbContextFactory<SaasDb> dbs, Access access, NotificationRules rules, EventStories stories)
{
    private static readonly Unauthenticated Gone = new("Your account is gone. Make a new one to go on.");

    /// <summary>What the caller chose, and what holds where they chose nothing.</summary>
    public async Task<Result<NotificationSettings>> GetAsync(CancellationToken ct)
    {
        if (await access.RequireSelfAsync(ct) is { } refusal)
        {
            return refusal;
        }

        var user = access.Principal.UserId;
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await db.Users.AsNoTracking().SingleOrDefaultAsync(row => row.Id == user.Value, ct) is not { } account
            ? Gone
            : new NotificationSettings(account.Email!, account.EmailConfirmed, account.TimeZone ?? "UTC", Settings(user, await Choices.ReadAsync(db, [user], ct)));
    }

    /// <summary>Changes what is named.</summary>
    public async Task<Result<Done>> ChooseAsync(ChooseNotifications request, CancellationToken ct)
    {
        if (await access.RequireSelfAsync(ct) is { } refusal)
        {
            return refusal;
        }

        if (request.Mail.FirstOrDefault(choice => NotificationCategory.Find(choice.Category) is null) is { } category)
        {
            return new Invalid($"There is no category '{category.Category}'. Use one of {string.Join(", ", NotificationCategory.All.Select(each => each.Name))}.");
        }

        if (request.Inbox.FirstOrDefault(choice => rules.Find(choice.Kind) is null) is { } kind)
        {
            return new Invalid($"Events of the kind '{kind.Kind}' don't come into inboxes. GET shows those that do.");
        }

        var user = access.Principal.UserId;
        return await MailChoices.TransactAsync(
            dbs,
            async db =>
            {
                var known = await db.NotificationKindChoices.Where(choice => choice.UserId == user).ToDictionaryAsync(choice => choice.Kind, ct);
                foreach (var choice in request.Inbox.DistinctBy(choice => choice.Kind))
                {
                    if (known.TryGetValue(choice.Kind, out var kept))
                    {
                        kept.Become(choice.InInbox);
                    }
                    else
                    {
                        db.NotificationKindChoices.Add(KindChoice.Of(user, choice.Kind, choice.InInbox));
                    }
                }

                await MailChoices.ChooseAsync(db, user, request.Mail.DistinctBy(choice => choice.Category).Select(choice => (NotificationCategory.Find(choice.Category)!, choice.Mail)), ct);
            },
            ct);
    }

    private List<CategorySetting> Settings(Id<User> user, Choices choices) =>
        [.. NotificationCategory.All.Select(category => new CategorySetting(
            category.Name, category.Title, category.Description, choices.Mail(user, category),
            [.. rules.All.Where(rule => rule.Category == category).Select(rule => new KindSetting(rule.Kind, stories.Label(rule.Kind), choices.Wants(user, rule)))]))];
}
