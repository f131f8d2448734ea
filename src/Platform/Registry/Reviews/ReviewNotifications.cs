using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Collaboration.Notifications;
using Slipway.Collaboration.Watching;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;

namespace Slipway.Registry.Reviews;

/// <summary>What of reviews comes into inboxes: who is asked hears that, who asked hears what comes of it, and of broken glass everybody does.</summary>
internal static class ReviewNotifications
{
    public static void AddReviewNotifications(this IServiceCollection services)
    {
        services.AddWatchable(new("reviews", "review", FindAsync));
        services.AddNotificationRules(
            Of("review.requested") with { Concerns = Asked, ActorWatches = WatchReason.Created },
            Of("review.reopened") with { Concerns = Asked },
            Of("review.approved") with { ActorWatches = WatchReason.Asked },
            Of("review.changes-requested") with { ActorWatches = WatchReason.Asked },
            Of("review.rejected") with { ActorWatches = WatchReason.Asked },
            Of("review.ready"),
            Of("review.withdrawn"),
            Of("review.voided") with { Concerns = fact => Concern.In(fact, "reviewerId", WatchReason.Asked) },
            Of("review.expired"),
            Of("review.promoted"),
            Of("review.due-again") with { Concerns = fact => Concern.In(fact, "requester", WatchReason.Responsible) },
            Of("review.glass-broken") with { Concerns = _ => [Concern.OfHolders(Permission.ModelsRead)] });
    }

    private static NotificationRule Of(string kind) => new(kind, NotificationCategory.Reviews) { Needs = Permission.ModelsRead };

    private static IEnumerable<Concern> Asked(EventFact fact) => Concern.In(fact, "asked", WatchReason.Asked);

    private static async Task<IReadOnlyList<WatchedThing>> FindAsync(SaasDb db, IReadOnlyList<string> subjects, CancellationToken ct)
    {
        var numbers = subjects.Select(subject => int.TryParse(subject.Split('/')[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1).ToList();
        var slugs = subjects.Select(subject => subject.Split('/')[1]).ToList();
        var found = await (
            from review in db.Reviews
            where numbers.Contains(review.Number)
            join project in db.Projects on review.ProjectId equals project.Id
            where slugs.Contains(project.Slug)
            select new { project.Slug, review.Number, review.ProjectId, review.RequesterId }).ToListAsync(ct);
        return [.. found.Select(each => new WatchedThing(ReviewRules.Subject(each.Slug, each.Number), $"review {each.Number}", each.ProjectId, each.RequesterId))];
    }
}
