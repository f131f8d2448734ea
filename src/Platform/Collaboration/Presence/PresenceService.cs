using Microsoft.EntityFrameworkCore;
using Slipway.Collaboration.Comments;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Live;

namespace Slipway.Collaboration.Presence;

/// <summary>Who else has the page of a subject open, and who is writing a comment there.</summary>
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
    public Task<Result<PresenceStay>> EnterAsync(KnownProject project, CommentTarget target, CancellationToken ct) =>
        StayAsync(project, target, Topics.Presence, ct);

    /// <summary>Lets others see that the caller is writing a comment, until the stay is ended.</summary>
    public async Task<Result<PresenceStay>> WriteAsync(KnownProject project, CommentTarget target, CancellationToken ct) =>
        await _access.RequireAsync(Permission.CommentsWrite, project.Id, ct) is { } refusal ? refusal : await StayAsync(project, target, Topics.Writing, ct);

    /// <summary>Everybody who has the page open, the caller too, by name.</summary>
    public Task<Result<IReadOnlyList<CommentPerson>>> WhoAsync(KnownProject project, CommentTarget target, CancellationToken ct) =>
        PeopleAsync(project, target, Topics.Presence, ct);

    /// <summary>Everybody who is writing a comment, the caller too, by name.</summary>
    public Task<Result<IReadOnlyList<CommentPerson>>> WhoWritesAsync(KnownProject project, CommentTarget target, CancellationToken ct) =>
        PeopleAsync(project, target, Topics.Writing, ct);

    private async Task<Result<PresenceStay>> StayAsync(KnownProject project, CommentTarget target, Func<Id<Project>, string, string, string> topic, CancellationToken ct)
    {
        await using var db = await _dbs.CreateDbContextAsync(ct);
        return (await _subjects.FindAsync(db, project, target, ct)).Refusal is { } refusal ? refusal : new PresenceStay(_board, topic(project.Id, target.Kind, target.Subject), _access.Principal.UserId);
    }

    private async Task<Result<IReadOnlyList<CommentPerson>>> PeopleAsync(KnownProject project, CommentTarget target, Func<Id<Project>, string, string, string> topic, CancellationToken ct)
    {
        await using var db = await _dbs.CreateDbContextAsync(ct);
        var subject = await _subjects.FindAsync(db, project, target, ct);
        if (subject.Refusal is { } refusal)
        {
            return refusal;
        }

        // Whose access ended is no longer here, whatever their browser still shows.
        var here = _board.People(topic(project.Id, target.Kind, target.Subject)).Take(MostPeople).ToList();
        var people = here.Count == 0 ? [] : await db.WhoMay(project, subject.Value.Read).Where(person => here.Contains(person.Id)).OrderBy(person => person.Name).ToListAsync(ct);
        return people.ConvertAll(CommentPerson.Of);
    }
}

/// <summary>One window in which somebody has a page open, or writes.</summary>
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
