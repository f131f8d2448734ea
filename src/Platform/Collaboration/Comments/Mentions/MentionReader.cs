using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;

namespace Slipway.Collaboration.Comments.Mentions;

/// <summary>Somebody who can be called in a text.</summary>
/// <param name="Handle">What is written behind the @ to mean them and nobody else.</param>
/// <param name="Avatar">The address of a person's picture; null for initials, and for teams.</param>
public sealed record Mentionable(MentionKind Kind, Guid Id, string Handle, string Name, string? Avatar);

/// <summary>Whom a text calls.</summary>
/// <param name="Mentions">What its names mean.</param>
/// <param name="Through">The people who are to be told, and the person or team by whose name each is called.</param>
internal sealed record Called(IReadOnlyList<(string Handle, Mentionable Meant)> Mentions, IReadOnlyList<(Id<User> Person, Guid Target)> Through)
{
    public static readonly Called Nobody = new([], []);

    /// <summary>The people who are to be told, each once.</summary>
    public IReadOnlyList<Id<User>> People { get; } = [.. Through.Select(each => each.Person).Distinct()];
}

/// <summary>Whom names in a text mean: only people who may see what is talked about can be called there, and of a team only those of them.</summary>
internal sealed class MentionReader(IReadOnlyList<Mentionable> known, ILookup<Guid, Id<User>> teams)
{
    /// <summary>The most people who are looked through for a name.</summary>
    private const int MostPeople = 5_000;

    /// <summary>Letters of an id that tell people of one name apart.</summary>
    private const int Distinction = 4;

    // People come before teams of the same name.
    private readonly Dictionary<string, Mentionable> _byHandle = known.DistinctBy(each => each.Handle, StringComparer.Ordinal).ToDictionary(each => each.Handle, StringComparer.Ordinal);

    /// <summary>Everybody who can be called where a permission lets one see, by name; and the teams that they are in.</summary>
    public static async Task<MentionReader> OfAsync(SaasDb db, KnownProject project, Permission read, CancellationToken ct)
    {
        var seeing = db.WhoMay(project, read);
        var people = await seeing.OrderBy(person => person.Name).Take(MostPeople).ToListAsync(ct);
        var named = people.Select(person => (Person: person, Handle: MentionText.HandleOf(person.Name))).GroupBy(each => each.Handle, StringComparer.Ordinal);
        var members = await db.TeamMemberships.Where(place => seeing.Any(person => person.Id == place.UserId)).Select(place => new { place.TeamId, place.UserId }).ToListAsync(ct);
        var inTeams = members.ToLookup(place => place.TeamId.Value, place => place.UserId);
        var teams = await db.Teams.OrderBy(team => team.Name).Select(team => new { team.Id, team.Slug, team.Name }).ToListAsync(ct);
        return new(
            [
                .. named.SelectMany(same => same.Select(each => new Mentionable(
                    MentionKind.Person, each.Person.Id.Value, same.Key.Length > 0 && same.Count() == 1 ? same.Key : Distinct(same.Key, each.Person.Id), each.Person.Name, each.Person.Avatar))),
                .. teams.Where(team => inTeams.Contains(team.Id.Value)).Select(team => new Mentionable(MentionKind.Team, team.Id.Value, team.Slug, team.Name, null)),
            ],
            inTeams);
    }

    /// <summary>Those whose name has a word that begins so, in front those whose whole name does.</summary>
    public IEnumerable<Mentionable> Find(string text)
    {
        var sought = MentionText.HandleOf(text);
        return known
            .Select(each => (Each: each, Name: MentionText.HandleOf(each.Name)))
            .Where(each => sought.Length == 0 || $"-{each.Name}".Contains($"-{sought}", StringComparison.Ordinal) || each.Each.Handle.StartsWith(sought, StringComparison.Ordinal))
            .OrderBy(each => each.Name.StartsWith(sought, StringComparison.Ordinal) ? 0 : 1).ThenBy(each => each.Each.Name, StringComparer.CurrentCultureIgnoreCase)
            .Select(each => each.Each);
    }

    /// <summary>Whom a handle means: somebody's own, or a first name that only one has. Null when it means nobody, or could mean several.</summary>
    public Mentionable? Resolve(string handle) =>
        _byHandle.GetValueOrDefault(handle)
        ?? (known.Where(each => each.Kind is MentionKind.Person && each.Handle.StartsWith($"{handle}-", StringComparison.Ordinal) && FirstName(each.Name) == handle).Take(2).ToList() is [var only] ? only : null);

    /// <summary>Whom the handles call, and everybody who is to be told of it; the one who writes isn't.</summary>
    public Called Call(IReadOnlyList<string> handles, Id<User> author)
    {
        List<(string Handle, Mentionable Meant)> mentions = [.. handles.Select(handle => (handle, Resolve(handle))).Where(each => each.Item2 is not null).Select(each => (each.handle, each.Item2!))];
        var through = mentions.SelectMany(mention => (mention.Meant.Kind is MentionKind.Person ? [new Id<User>(mention.Meant.Id)] : teams[mention.Meant.Id]).Select(person => (person, mention.Meant.Id)));
        return new(mentions, [.. through.Where(each => each.person != author)]);
    }

    private static string FirstName(string name) => MentionText.HandleOf(name.Trim().Split(' ')[0]);

    private static string Distinct(string handle, Id<User> person) => $"{(handle.Length == 0 ? "person" : handle)}-{person.Value.ToString("N")[^Distinction..]}";
}
