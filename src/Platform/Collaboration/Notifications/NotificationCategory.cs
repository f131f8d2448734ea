using System.Collections.Frozen;

namespace Slipway.Collaboration.Notifications;

/// <summary>When somebody is mailed about what came into the inbox.</summary>
public enum MailMode
{
    /// <summary>Never.</summary>
    Off,

    /// <summary>Once a day, in the morning of the person's time zone, everything that came in one mail.</summary>
    Daily,

    /// <summary>At once; what comes shortly after the last mail is gathered into the next one.</summary>
    Immediately,
}

/// <summary>What people turn on and off together.</summary>
/// <param name="Name">The stable name, such as <c>runs</c>.</param>
/// <param name="Title">What it is called on the screen.</param>
/// <param name="Description">What comes in it, in words for people.</param>
/// <param name="Mail">When people are mailed who chose nothing.</param>
public sealed record NotificationCategory(string Name, string Title, string Description, MailMode Mail)
{
    internal const int NameLimit = 32;

    public static readonly NotificationCategory Mentions = new("mentions", "Mentions", "Somebody names you, or a team that you are in", MailMode.Immediately);
    public static readonly NotificationCategory Reviews = new("reviews", "Reviews", "Your review is asked for, and what becomes of the reviews that you take part in", MailMode.Immediately);
    public static readonly NotificationCategory Comments = new("comments", "Comments", "What is said about what you watch", MailMode.Daily);
    public static readonly NotificationCategory Models = new("models", "Models", "Versions, aliases and stages of the models that you watch", MailMode.Daily);
    public static readonly NotificationCategory Runs = new("runs", "Runs", "How your runs, and those that you watch, ended", MailMode.Daily);
    public static readonly NotificationCategory Organization = new("organization", "Organization", "What keeps projects and organizations running, for those who look after them", MailMode.Immediately);

    /// <summary>All categories, in the order in which people read them.</summary>
    public static IReadOnlyList<NotificationCategory> All { get; } = [Mentions, Reviews, Comments, Models, Runs, Organization];

    private static readonly FrozenDictionary<string, NotificationCategory> ByName = All.ToFrozenDictionary(category => category.Name);

    /// <summary>The category with that name, or null.</summary>
    public static NotificationCategory? Find(string name) => ByName.GetValueOrDefault(name);
}
