using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Live;

namespace Slipway.Collaboration.Comments;

/// <summary>Resolving threads and opening them again.</summary>
public sealed class ThreadService(IDbContextFactory<SaasDb> dbs, Tenant tenant, Access access, CommentSubjects subjects, LiveFeed live, TimeProvider time)
{
    private static readonly Forbidden NotYours = new("A thread is resolved and opened again by whoever began it, or by somebody who may change what it is about.");
    private static readonly Invalid NotAThread = new("Only a whole thread can be resolved: name its first comment.");

    /// <summary>Says that a thread is settled. Harmless when it is.</summary>
    /// <param name="thread">The thread's first comment.</param>
    public Task<Result<Done>> ResolveAsync(KnownProject project, Id<Comment> thread, CancellationToken ct) => SettleAsync(project, thread, true, ct);

    /// <summary>Says that a thread isn't settled after all. Harmless when it is open.</summary>
    /// <param name="thread">The thread's first comment.</param>
    public Task<Result<Done>> ReopenAsync(KnownProject project, Id<Comment> thread, CancellationToken ct) => SettleAsync(project, thread, false, ct);

    private async Task<Result<Done>> SettleAsync(KnownProject project, Id<Comment> thread, bool settled, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var found = await subjects.FindAsync(db, db.Comments.AsNoTracking(), project, thread, ct);
        if ((found.Refusal ?? await access.RequireAsync(Permission.CommentsWrite, project.Id, ct)) is { } refusal)
        {
            return refusal;
        }

        var (first, target, subject) = found.Value;
        var me = access.Principal.UserId;
        if (first.ThreadKey is not null)
        {
            return NotAThread;
        }

        if (first.AuthorId != me && !await access.AllowsAsync(subject.Change, project.Id, ct))
        {
            return NotYours;
        }

        var outcome = await db.TransactAsync<Done>(async () =>
        {
            // In one statement, so that of several who say so at once one is told of.
            var now = time.GetUtcNow().UtcDateTime;
            var (at, by) = settled ? ((DateTime?)now, (Id<User>?)me) : (null, null);
            if (await db.Comments.Where(each => each.Key == first.Key && each.ResolvedAt == null == settled)
                .ExecuteUpdateAsync(set => set.SetProperty(each => each.ResolvedAt, at).SetProperty(each => each.ResolvedBy, by), ct) == 0)
            {
                return default(Done);
            }

            var participants = await CommentRules.ParticipantsAsync(db, first.Key, me, ct);
            var place = CommentPlace.Of(project, target, subject, first.Id);
            db.Record(settled ? new ThreadResolved(place, first.Id, participants) : new ThreadReopened(place, first.Id, participants), tenant.Id, project.Id, access.Principal, now);
            await db.SaveChangesAsync(ct);
            return default(Done);
        }, ct);
        live.Publish(Topics.Comments(project.Id, target.Kind, target.Subject), LiveMessage.Changed);
        return outcome;
    }
}
