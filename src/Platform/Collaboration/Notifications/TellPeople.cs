using Hangfire;
using Microsoft.EntityFrameworkCore;
using Slipway.Collaboration.Notifications.Mailing;
using Slipway.Collaboration.Notifications.Settings;
using Slipway.Collaboration.Watching;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Jobs;
using Slipway.Foundation.Live;

namespace Slipway.Collaboration.Notifications;

/// <summary>Follows the events and lays those that a rule speaks of into the inboxes of the people whom they concern.</summary>
internal sealed class TellPeople(
    Tenant tenant, NotificationRules rules, EventStories stories, Watchables watchables, AccessMemory memory, LiveFeed live, IBackgroundJobClient jobs) : IEventConsumer
{
    public const string Name = "collaboration.notifications";

    private readonly HashSet<Id<User>> _told = [];
    private bool _isMailed;

    public async Task HandleAsync(SaasDb db, IReadOnlyList<EventFact> events, CancellationToken ct)
    {
        var matters = events.Select(fact => (Fact: fact, Rule: rules.Find(fact.Kind)!)).Where(each => each.Rule is not null);
        foreach (var part in Parts(matters))
        {
            await MoveAsync(db, part, ct);
            await TellAsync(db, part, ct);
        }
    }

    private async Task TellAsync(SaasDb db, List<(EventFact Fact, NotificationRule Rule)> matters, CancellationToken ct)
    {
        var audience = await Audience.ReadAsync(db, tenant.Id, memory, watchables, matters, ct);
        var known = await KnownAsync(db, matters[0].Fact.Number, matters[^1].Fact.Number, ct);
        List<(Telling Telling, Id<User> User, Heard Heard)> heard = [];
        foreach (var (fact, rule) in matters)
        {
            var telling = new Telling(rule, fact, audience.Title(fact), rule.Sentence?.Invoke(fact) ?? stories.Tell(fact));
            heard.AddRange(from told in await audience.OfAsync(fact, rule, ct) where !known.Contains((fact.Number, told.User)) select (telling, told.User, told.Heard));
        }

        Watch(db, audience, matters);
        var choices = await Choices.ReadAsync(db, heard.Select(each => each.User), ct);
        foreach (var (telling, user, why) in heard.Where(each => choices.Wants(each.User, each.Telling.Rule)))
        {
            var mail = choices.Mail(user, telling.Rule.Category);
            db.Notifications.Add(Notification.Tell(tenant.Id, user, telling.Fact, telling, why, mail));
            _isMailed |= mail is MailMode.Immediately;
            _told.Add(user);
        }
    }

    public Task CommittedAsync(CancellationToken ct)
    {
        foreach (var user in _told)
        {
            live.Publish(Topics.Person(user), LiveMessage.Changed);
        }

        if (_isMailed)
        {
            jobs.Enqueue<MailNotifications>(JobQueues.Default, job => job.RunAsync(CancellationToken.None));
        }

        return Task.CompletedTask;
    }

    /// <summary>What of these events was told already: the same ones may come again.</summary>
    private static async Task<HashSet<(long, Id<User>)>> KnownAsync(SaasDb db, long first, long last, CancellationToken ct)
    {
        var known = await db.Notifications.Where(row => row.Event >= first && row.Event <= last).Select(row => new { row.Event, row.UserId }).ToListAsync(ct);
        return [.. known.Select(row => (row.Event, row.UserId))];
    }

    // What happened before something got another address is told to those who watch it at the former one, and what came after to those who watch it there.
    private static IEnumerable<List<(EventFact Fact, NotificationRule Rule)>> Parts(IEnumerable<(EventFact Fact, NotificationRule Rule)> matters)
    {
        List<(EventFact Fact, NotificationRule Rule)> part = [];
        foreach (var each in matters)
        {
            if (part.Count > 0 && each.Rule.MovedFrom(each.Fact) is not null)
            {
                yield return part;
                part = [];
            }

            part.Add(each);
        }

        if (part.Count > 0)
        {
            yield return part;
        }
    }

    // Watches follow the subject to its new address, and end where something else takes the one that it had; in a commit of their own. What began with the event or after it is
    // left alone: a second time finds nothing to move or to end.
    private static async Task MoveAsync(SaasDb db, List<(EventFact Fact, NotificationRule Rule)> matters, CancellationToken ct)
    {
        foreach (var (fact, rule) in matters)
        {
            var before = rule.MovedFrom(fact);
            if (fact.ProjectId is not { } project || (before is null && !rule.Begins))
            {
                continue;
            }

            // What was told of the address before is watched there too.
            await db.SaveChangesAsync(ct);
            db.Watches.RemoveRange(await WatchService.At(db, project, fact.Subject, fact.At).ToListAsync(ct));
            await db.SaveChangesAsync(ct);
            if (before is null)
            {
                continue;
            }

            foreach (var watch in await WatchService.At(db, project, before, fact.At).ToListAsync(ct))
            {
                db.Watches.Remove(watch);
                db.Watches.Add(watch.MovedTo(fact.Subject + watch.Subject[before.Length..], fact.At));
            }

            await db.SaveChangesAsync(ct);
        }
    }

    // After everybody was told: whoever begins to watch through an event doesn't hear of that same event.
    private void Watch(SaasDb db, Audience audience, List<(EventFact Fact, NotificationRule Rule)> matters)
    {
        var begun = new HashSet<(Id<User>, string)>();
        foreach (var (fact, rule) in matters)
        {
            if (fact.ProjectId is not { } project)
            {
                continue;
            }

            var watching = rule.Concerns(fact).Where(concern => concern is { Reason: WatchReason.Mentioned or WatchReason.Asked, User: not null }).Select(concern => (User: concern.User!.Value, concern.Reason));
            if (rule.ActorWatches is { } reason && fact.ActorId is { } actor)
            {
                watching = watching.Append((actor, reason));
            }

            foreach (var (user, why) in watching)
            {
                if (!audience.HasWatch(user, fact.Subject) && begun.Add((user, fact.Subject)))
                {
                    db.Watches.Add(Watching.Watch.Begin(tenant.Id, project, user, fact.Subject, why, fact.At));
                }
            }
        }
    }
}
