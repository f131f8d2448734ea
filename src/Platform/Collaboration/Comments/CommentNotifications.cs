using Slipway.Collaboration.Notifications;
using Slipway.Collaboration.Watching;
using Slipway.Foundation.Events;

namespace Slipway.Collaboration.Comments;

/// <summary>Who hears of comments: who is named, who writes in the thread, and who watches what is commented on.</summary>
internal static class CommentNotifications
{
    public static readonly NotificationRule[] Rules =
    [
        About("comment.mentioned", NotificationCategory.Mentions) with
        {
            TellsWatchers = false,
            Concerns = fact => Concern.In(fact, "people", WatchReason.Mentioned),
            Sentence = fact => $"mentioned you in a comment on {fact.Text("title")}",
        },
        About("comment.written", NotificationCategory.Comments) with
        {
            ActorWatches = WatchReason.Commented,
            Concerns = Thread,
            Spares = fact => Concern.Ids(fact, "mentioned"),
        },
        About("thread.resolved", NotificationCategory.Comments) with { TellsWatchers = false, Concerns = Thread },
        About("thread.reopened", NotificationCategory.Comments) with { TellsWatchers = false, Concerns = Thread },
    ];

    private static IEnumerable<Concern> Thread(EventFact fact) => Concern.In(fact, "participants", WatchReason.Commented);

    private static NotificationRule About(string kind, NotificationCategory category) =>
        new(kind, category) { Page = fact => EventStories.Page(fact.Subject) + fact.Text("behind") };
}
