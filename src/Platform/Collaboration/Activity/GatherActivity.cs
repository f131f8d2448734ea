using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Live;

namespace Slipway.Collaboration.Activity;

/// <summary>Follows the events and folds what one person does again and again into one row an hour. Kinds that only the audit log tells are left out.</summary>
internal sealed class GatherActivity(Tenant tenant, EventStories stories, LiveFeed live) : IEventConsumer
{
    public async Task HandleAsync(SaasDb db, IReadOnlyList<EventFact> events, CancellationToken ct)
    {
        var told = events.Where(fact => !stories.IsForAuditAlone(fact.Kind)).Select(fact => (Fact: fact, Place: Cut(stories.PlaceOf(fact)))).ToList();
        var hours = told.Select(each => ActivityRow.HourOf(each.Fact.At)).Distinct().ToList();
        var places = told.Select(each => each.Place).Distinct().ToList();
        var known = (await db.Activity.Where(row => hours.Contains(row.Hour) && places.Contains(row.Place)).ToListAsync(ct))
            .ToDictionary(row => new Fold(row.ActorId, row.Kind, row.Place, row.Hour));
        foreach (var (fact, place) in told)
        {
            var fold = new Fold(fact.ActorId, fact.Kind, place, ActivityRow.HourOf(fact.At));
            if (known.TryGetValue(fold, out var row))
            {
                row.Add(fact);
            }
            else
            {
                known[fold] = db.Activity.Add(ActivityRow.Begin(tenant.Id, fact, place)).Entity;
            }
        }
    }

    public Task CommittedAsync(CancellationToken ct)
    {
        live.Publish(ActivityService.Topic(tenant.Id), LiveMessage.Changed);
        return Task.CompletedTask;
    }

    private static string Cut(string place) => place.Length > ActivityRow.PlaceLimit ? place[..ActivityRow.PlaceLimit] : place;

    private readonly record struct Fold(Id<User>? Actor, string Kind, string Place, DateTime Hour);
}
