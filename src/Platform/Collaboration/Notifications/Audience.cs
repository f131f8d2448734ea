using Microsoft.EntityFrameworkCore;
using Slipway.Collaboration.Watching;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;

namespace Slipway.Collaboration.Notifications;

/// <summary>Whom events concern, and why: read once for a batch of them, decided for each.</summary>
internal sealed class Audience
{
    // Some hundreds of addresses in one statement are what all databases take.
    private const int AtOnce = 200;

    /// <summary>From what says most about why somebody is told to what says least.</summary>
    private static readonly WatchReason[] Strength =
        [WatchReason.Mentioned, WatchReason.Asked, WatchReason.Responsible, WatchReason.Created, WatchReason.Commented, WatchReason.Chosen];

    private readonly SaasDb _db;
    private readonly Id<Organization> _organization;
    private readonly AccessMemory _memory;
    private readonly ILookup<string, Watch> _watches;
    private readonly Dictionary<string, WatchedThing> _things;
    private List<Id<User>>? _members;

    private Audience(SaasDb db, Id<Organization> organization, AccessMemory memory, IEnumerable<Watch> watches, Dictionary<string, WatchedThing> things) =>
        (_db, _organization, _memory, _watches, _things) = (db, organization, memory, watches.ToLookup(watch => watch.Subject, StringComparer.Ordinal), things);

    public static async Task<Audience> ReadAsync(
        SaasDb db, Id<Organization> organization, AccessMemory memory, Watchables watchables, IReadOnlyList<(EventFact Fact, NotificationRule Rule)> events, CancellationToken ct)
    {
        var things = await watchables.FindAsync(db, events.Select(each => each.Fact.Subject), ct);
        var watches = new List<Watch>();
        foreach (var some in events.SelectMany(each => Chain(each.Fact, each.Rule)).Distinct().Select(SubjectAddress.Hash).Chunk(AtOnce))
        {
            watches.AddRange(await db.Watches.Where(watch => some.Contains(watch.SubjectHash)).ToListAsync(ct));
        }

        return new(db, organization, memory, watches, things);
    }

    /// <summary>What an event's subject is called.</summary>
    public string Title(EventFact fact) =>
        _things.TryGetValue(fact.Subject, out var thing) ? thing.Title : fact.Text("title") is { Length: > 0 } title ? title : SubjectAddress.Words(fact.Subject);

    /// <summary>Whether somebody already said, or had it said for them, whether they watch exactly this.</summary>
    public bool HasWatch(Id<User> user, string subject) => _watches[subject].Any(watch => watch.UserId == user);

    /// <summary>Everybody who is to be told, and why; only those who may see it.</summary>
    public async Task<IReadOnlyList<(Id<User> User, Heard Heard)>> OfAsync(EventFact fact, NotificationRule rule, CancellationToken ct)
    {
        var heard = new Dictionary<Id<User>, Heard>();
        var chain = Chain(fact, rule).ToList();
        if (rule.TellsWatchers)
        {
            foreach (var subject in chain)
            {
                foreach (var watch in _watches[subject].Where(watch => watch.IsOn))
                {
                    Add(heard, watch.UserId, new(watch.Reason, subject == fact.Subject ? "" : subject));
                }
            }

            if (_things.TryGetValue(fact.Subject, out var thing) && thing.Maker is { } maker)
            {
                Add(heard, maker, new(WatchReason.Created));
            }
        }

        foreach (var concern in rule.Concerns(fact))
        {
            foreach (var user in await PeopleAsync(concern, fact.ProjectId, ct))
            {
                Add(heard, user, new(concern.Reason));
            }
        }

        foreach (var spared in rule.Spares(fact))
        {
            heard.Remove(spared);
        }

        if (fact.ActorId is { } actor && !rule.TellsActor(fact))
        {
            heard.Remove(actor);
        }

        List<(Id<User>, Heard)> told = [];
        foreach (var (user, why) in heard)
        {
            if (!IsStopped(user, chain, why) && await MayAsync(user, rule.Needs, fact.ProjectId, ct))
            {
                told.Add((user, why));
            }
        }

        return told;
    }

    private static IEnumerable<string> Chain(EventFact fact, NotificationRule rule) => SubjectAddress.Chain(fact.Subject).Concat(rule.AlsoWatched(fact)).Distinct();

    private static void Add(Dictionary<Id<User>, Heard> heard, Id<User> user, Heard why)
    {
        var isBetter = !heard.TryGetValue(user, out var known) || Array.IndexOf(Strength, why.Reason).CompareTo(Array.IndexOf(Strength, known.Reason)) is var order
            && (order < 0 || (order == 0 && why.Via.Length < known.Via.Length));
        if (isBetter)
        {
            heard[user] = why;
        }
    }

    // The nearest word counts: who stopped a run hears nothing of it though they watch the project. Who is named or asked is told all the same.
    private bool IsStopped(Id<User> user, List<string> chain, Heard why) =>
        why.Reason is not (WatchReason.Mentioned or WatchReason.Asked or WatchReason.Responsible)
        && chain.SelectMany(subject => _watches[subject]).FirstOrDefault(watch => watch.UserId == user) is { IsOn: false };

    private async Task<IReadOnlyList<Id<User>>> PeopleAsync(Concern concern, Id<Project>? project, CancellationToken ct)
    {
        if (concern.Holders is not { } permission)
        {
            return concern.User is { } user ? [user] : [];
        }

        _members ??= await _db.Memberships.Where(membership => membership.OrganizationId == _organization).Select(membership => membership.UserId).ToListAsync(ct);
        List<Id<User>> holders = [];
        foreach (var member in _members)
        {
            if (await MayAsync(member, permission, project, ct))
            {
                holders.Add(member);
            }
        }

        return holders;
    }

    private async Task<bool> MayAsync(Id<User> user, Permission? permission, Id<Project>? project, CancellationToken ct)
    {
        var grants = await _memory.GrantsAsync(_organization, user, ct);
        if (project is not { } id)
        {
            return grants.OrganizationRole is { } role && Roles.Permissions(role).Contains(permission ?? Permission.OrganizationRead);
        }

        return await _memory.ProjectAsync(id, ct) is { } known && grants.In(id, known.Visibility) is { } given && Roles.Permissions(given).Contains(permission ?? Permission.RunsRead);
    }
}
