using Microsoft.EntityFrameworkCore;
using Slipway.Collaboration.Comments;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Live;

namespace Slipway.Collaboration.Presence;

/// <summary>Who else has the page of a subject open.</summary>
public sealed class PresenceService
{
    /// <summary>The most people that are named.</summary>
    public const int MostPeople = 50;

    private readonly IDbContextFactory<SaasDb> _dbs;
    private readonly Access _access;
    private readonly CommentSubjects _subjects;
    private readonly PresenceBoard _board;

    internal PresenceService(IDbContextFactory<SaasDb> dbs, Access access, CommentSubjects subjects, PresenceBoard board) =>
        (_dbs, _access, _subjects, _board) = (dbs, access, subjects, board);

    /// <summary>Lets others see that the caller has the page open, until the stay is ended.</summary>
    public async Task<Result<PresenceStay>> EnterAsync(KnownProject project, CommentTarget target, CancellationToken ct)
    {
        await using var db = await _dbs.CreateDbContextAsync(ct);
        return (await _subjects.FindAsync(db, project, target, ct)).Refusal is { } refusal
            ? refusal
            : new PresenceStay(_board, Topics.Presence(project.Id, target.Kind, target.Subject), _access.Principal.UserId);
    }

    /// <summary>Everybody who has the page open, the caller too, by name.</summary>
    public async Task<Result<IReadOnlyList<CommentPerson>>> WhoAsync(KnownProject project, CommentTarget target, CancellationToken ct)
    {
        await using var db = await _dbs.CreateDbContextAsync(ct);
        var subject = await _subjects.FindAsync(db, project, target, ct);
        if (subject.Refusal is { } refusal)
        {
            return refusal;
        }

        // Whose access ended is no longer here, whatever their browser still shows.
        var here = _board.People(Topics.Presence(project.Id, target.Kind, target.Subject)).Take(MostPeople).ToList();
        var people = here.Count == 0 ? [] : await db.WhoMay(project, subject.Value.Read).Where(person => here.Contains(person.Id)).OrderBy(person => person.Name).ToListAsync(ct);
        return people.ConvertAll(CommentPerson.Of);
    }
}

/// <summary>One window in which somebody has a page open.</summary>
public sealed class PresenceStay : IDisposable
{
    private readonly Guid _id = Guid.NewGuid();
    private readonly PresenceBoard _board;
    private readonly string _topic;
    private readonly Id<User> _person;

    internal PresenceStay(PresenceBoard board, string topic, Id<User> person)
    {
        (_board, _topic, _person) = (board, topic, person);
        Resume();
    }

    /// <summary>The connection to the window is lost: nobody can be said to be there.</summary>
    public void Pause() => _board.Leave(_topic, _id);

    /// <summary>The window is back.</summary>
    public void Resume() => _board.Enter(_topic, _id, _person);

    /// <summary>The page was left.</summary>
    public void Dispose() => Pause();
}
