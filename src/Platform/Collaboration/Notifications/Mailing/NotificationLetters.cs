using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Slipway.Collaboration.Notifications.Inbox;
using Slipway.Collaboration.Watching;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Identity.Mailing;

namespace Slipway.Collaboration.Notifications.Mailing;

/// <summary>What mails about the inbox say: each subject once, with what happened to it, and how to get fewer of them.</summary>
internal sealed class NotificationLetters(Post post, IDataProtectionProvider protection, Watchables watchables)
{
    /// <summary>The most subjects that one mail tells of; the rest is in the inbox.</summary>
    private const int MostSubjects = 25;

    /// <summary>The most events of one subject that a mail tells of.</summary>
    private const int MostLines = 5;

    private const int SubjectLimit = Mail.SubjectLimit;

    /// <param name="rows">What is told, newest first; at least one.</param>
    public async Task<Letter> WriteAsync(SaasDb db, User account, IReadOnlyList<Notification> rows, bool isDigest, CancellationToken ct)
    {
        var ids = rows.Select(row => row.OrganizationId).Distinct().ToList();
        var organizations = await db.Organizations.Where(organization => ids.Contains(organization.Id)).ToDictionaryAsync(organization => organization.Id, ct);
        var subjects = rows.GroupBy(row => (row.OrganizationId, row.Subject)).ToList();
        var (first, organization) = (rows[0], organizations[rows[0].OrganizationId]);
        var isOne = subjects.Count == 1;
        var categories = rows.Select(row => NotificationCategory.Find(row.Category)).OfType<NotificationCategory>().Distinct().ToList();
        var code = new UnsubscribeCode(account.Key, categories).Write(protection);
        var names = string.Join(", ", organizations.Values.Select(each => each.Name).Order(StringComparer.CurrentCulture));
        return new Letter(
            isDigest ? "digest" : "notification",
            Cut(isDigest ? $"{Number(subjects.Count)} in {names}" : isOne ? $"{first.Title}: {Said(first)}" : $"{Number(subjects.Count)} in {names}"),
            account.DisplayName,
            [isDigest ? "This is what happened since the last morning, and what you didn't read yet." : isOne ? $"There is news in {organization.Name}." : "This is what just happened."],
            isOne ? ($"Open {first.Title}", Address(organization, first)) : ("Open the inbox", $"{post.Origin}/inbox?unread=true"),
            subjects.Count > MostSubjects
                ? $"{subjects.Count - MostSubjects} more are in your inbox. Choose on your account's page what is mailed, and when."
                : $"{(isOne ? $"{Why.Sentence(first.Reason, watchables.Noun(first.Subject), first.Via.Length == 0 ? null : watchables.Noun(first.Via))} " : "")}Choose on your account's page what is mailed, and when.")
        {
            Items = [.. subjects.Take(MostSubjects).Select(subject => Item(organizations[subject.Key.OrganizationId], [.. subject]))],
            Links =
            [
                ($"Stop mails about {string.Join(", ", categories.Select(category => category.Title))}", $"{post.Origin}/unsubscribe?code={code}"),
                ("Choose what is mailed, and when", $"{post.Origin}/account/notifications"),
            ],
            Unsubscribe = $"{post.Origin}/api/v1/unsubscribe?code={code}",
        };
    }

    private LetterItem Item(Organization organization, List<Notification> rows) => new(
        rows[0].Title, Address(organization, rows[0]),
        [.. rows.Take(MostLines).Select(Said), .. rows.Count > MostLines ? new[] { $"and {rows.Count - MostLines} before" } : []]);

    private string Address(Organization organization, Notification row) => $"{post.Origin}/{organization.Slug}/{row.Page}".TrimEnd('/');

    private static string Said(Notification row) => row.ActorName.Length == 0 ? row.Sentence : $"{row.ActorName} {row.Sentence}";

    private static string Number(int subjects) => subjects == 1 ? "1 thing happened" : $"{subjects} things happened";

    private static string Cut(string text) => text.Length <= SubjectLimit ? text : $"{text[..(SubjectLimit - 1)]}…";
}
