using Microsoft.EntityFrameworkCore;
using Slipway.Collaboration.Comments.Mentions;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;

namespace Slipway.Collaboration.Comments;

/// <summary>Reads comments with all that belongs to them, in a few queries for any number of threads.</summary>
internal sealed class CommentReader(SaasDb db, Id<User> reader)
{
    /// <summary>What is shown in place of a name whose account is gone.</summary>
    public const string Nobody = "former member";

    private const int NamedReactors = 20;

    // What all databases take in one statement.
    private const int AtOnce = 500;

    /// <summary>The threads that these comments begin, in the same order.</summary>
    /// <param name="most">The most replies of each, the last ones.</param>
    public async Task<IReadOnlyList<ThreadDetails>> ThreadsAsync(IReadOnlyList<Comment> firsts, int most, CancellationToken ct)
    {
        var threads = firsts.Select(first => first.Key).ToList();
        // The keys first, which are short: of a page of long threads only the ends are read.
        var places = (await db.Comments.Where(reply => reply.ThreadKey != null && threads.Contains(reply.ThreadKey.Value)).OrderBy(reply => reply.Key)
            .Select(reply => new { reply.Key, Thread = reply.ThreadKey!.Value }).ToListAsync(ct)).ToLookup(reply => reply.Thread, reply => reply.Key);
        var shown = places.SelectMany(thread => thread.TakeLast(most)).ToList();
        List<Comment> replies = [];
        foreach (var some in shown.Order().Chunk(AtOnce))
        {
            replies.AddRange(await db.Comments.AsNoTracking().Where(reply => some.Contains(reply.Key)).OrderBy(reply => reply.Key).ToListAsync(ct));
        }

        var details = await DetailsAsync([.. firsts, .. replies], ct);
        var resolvers = await PeopleAsync([.. firsts.Select(first => first.ResolvedBy).OfType<Id<User>>()], ct);
        var byThread = replies.ToLookup(reply => reply.ThreadKey!.Value);
        return
        [
            .. firsts.Select(first => new ThreadDetails(
                details[first.Key],
                [.. byThread[first.Key].Select(reply => details[reply.Key])],
                places[first.Key].Count() - byThread[first.Key].Count(),
                first is { ResolvedAt: { } at, ResolvedBy: { } by } ? new(Person(resolvers, by), at) : null)),
        ];
    }

    /// <summary>Comments as they are shown, by their keys.</summary>
    public async Task<Dictionary<long, CommentDetails>> DetailsAsync(IReadOnlyList<Comment> comments, CancellationToken ct)
    {
        var keys = comments.Select(comment => comment.Key).ToList();
        var mentions = await db.CommentMentions.AsNoTracking().Where(mention => keys.Contains(mention.CommentKey)).OrderBy(mention => mention.Handle).ToListAsync(ct);
        var reactions = await db.CommentReactions.AsNoTracking().Where(reaction => keys.Contains(reaction.CommentKey)).OrderBy(reaction => reaction.At).ToListAsync(ct);
        var people = await PeopleAsync(
            [
                .. comments.Select(comment => comment.AuthorId), .. comments.Select(comment => comment.DeletedBy).OfType<Id<User>>(), .. reactions.Select(reaction => reaction.UserId),
                .. mentions.Where(mention => mention.Kind is MentionKind.Person).Select(mention => new Id<User>(mention.Target)),
            ],
            ct);
        var called = mentions.Where(mention => mention.Kind is MentionKind.Team).Select(mention => new Id<Team>(mention.Target)).Distinct().ToList();
        var teams = called.Count == 0 ? [] : await db.Teams.Where(team => called.Contains(team.Id)).ToDictionaryAsync(team => team.Id.Value, team => team.Name, ct);
        var (byMention, byReaction) = (mentions.ToLookup(mention => mention.CommentKey), reactions.ToLookup(reaction => reaction.CommentKey));
        return comments.ToDictionary(comment => comment.Key, comment => new CommentDetails(
            comment.Id,
            Person(people, comment.AuthorId),
            comment.Text,
            comment.Version,
            comment.CreatedAt,
            comment.EditedAt,
            comment is { Metric: { } metric, Step: { } step, DeletedAt: null } ? new(metric, step) : null,
            comment is { DeletedAt: { } deleted, DeletedBy: { } by } ? new(Person(people, by), deleted) : null,
            [.. byMention[comment.Key].Select(mention => new MentionDetails(mention.Handle, mention.Kind, mention.Target, mention.Kind is MentionKind.Team ? teams.GetValueOrDefault(mention.Target, mention.Handle) : Person(people, new(mention.Target)).Name))],
            comment.DeletedAt is not null ? [] : [.. byReaction[comment.Key].GroupBy(each => each.Reaction).OrderBy(same => same.Key).Select(same => Nods(same, people))],
            comment.AuthorId == reader));
    }

    private ReactionDetails Nods(IGrouping<Reaction, CommentReaction> same, Dictionary<Id<User>, Onlooker> people) => new(
        same.Key,
        same.Count(),
        [.. same.Take(NamedReactors).Select(each => Person(people, each.UserId).Name)],
        same.Any(each => each.UserId == reader));

    private async Task<Dictionary<Id<User>, Onlooker>> PeopleAsync(IReadOnlyCollection<Id<User>> ids, CancellationToken ct)
    {
        var sought = ids.Select(id => id.Value).Distinct().ToList();
        return sought.Count == 0
            ? []
            : await db.Users.Where(user => sought.Contains(user.Id)).Select(user => new Onlooker { Id = new Id<User>(user.Id), Name = user.DisplayName, AvatarVersion = user.AvatarVersion }).ToDictionaryAsync(person => person.Id, ct);
    }

    private static CommentPerson Person(Dictionary<Id<User>, Onlooker> people, Id<User> id) =>
        people.TryGetValue(id, out var person) ? CommentPerson.Of(person) : new(id, Nobody, null);
}
