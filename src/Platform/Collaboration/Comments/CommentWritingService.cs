using Microsoft.EntityFrameworkCore;
using Slipway.Collaboration.Comments.Mentions;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Live;

namespace Slipway.Collaboration.Comments;

/// <summary>Writing, editing and deleting comments.</summary>
public sealed class CommentWritingService(IDbContextFactory<SaasDb> dbs, Tenant tenant, Access access, CommentSubjects subjects, CommentPace pace, LiveFeed live, TimeProvider time)
{
    private static readonly Forbidden AuthorOnly = new("Only its author can edit a comment. Reply to it instead.");
    private static readonly Forbidden NotYours = new("You can delete your own comments. Ask a maintainer of the project to delete somebody else's.");
    private static readonly NotFound NoSuchThread = new("There is no such thread here to reply to: name its first comment.");
    private static readonly Conflict FullThread = new($"A thread may have {CommentRules.MostReplies} replies, and this one does. Begin another one.");

    /// <summary>Writes a comment: the beginning of a thread, or a reply. Those whom it calls are told.</summary>
    /// <returns>The comment; <see cref="TooManyRequests"/> when one writes faster than people do.</returns>
    public async Task<Result<CommentDetails>> WriteAsync(KnownProject project, WriteComment request, CancellationToken ct)
    {
        var target = new CommentTarget(request.Kind, request.Subject);
        await using var db = await dbs.CreateDbContextAsync(ct);
        var subject = await subjects.FindAsync(db, project, target, ct);
        if ((subject.Refusal ?? await access.RequireAsync(Permission.CommentsWrite, project.Id, ct)) is { } refusal)
        {
            return refusal;
        }

        var text = CommentRules.Check(request.Text);
        if ((text.Refusal ?? (request.Point is { } point ? await subjects.CheckPointAsync(db, project, target, point, ct) : null)) is { } unusable)
        {
            return unusable;
        }

        var called = await CalledAsync(db, project, subject.Value, text.Value, ct);
        var (me, now) = (access.Principal.UserId, Now);
        var outcome = await db.TransactAsync<Comment>(async () =>
        {
            if (await CommentRules.CheckPaceAsync(db, pace, me, now, ct) is { } tooFast)
            {
                return tooFast;
            }

            var thread = await ThreadAsync(db, project, target, request.Thread, ct);
            if (thread.Refusal is { } nowhere)
            {
                return nowhere;
            }

            var written = db.Comments.Add(Comment.Write(tenant.Id, project.Id, target, thread.Value?.Key, me, text.Value, request.Point, now)).Entity;
            // The rows that belong to it need its key.
            await db.SaveChangesAsync(ct);
            Call(db, written, called.Mentions);
            var participants = thread.Value is { } first ? await CommentRules.ParticipantsAsync(db, first.Key, me, ct) : [];
            var at = CommentPlace.Of(project, target, subject.Value, written.Id);
            var begun = thread.Value?.Id ?? written.Id;
            Record(db, project, new CommentWritten(at, written.Id, begun, participants, called.People));
            if (called.People.Count > 0)
            {
                Record(db, project, new CommentMentioned(at, written.Id, begun, called.People));
            }

            await db.SaveChangesAsync(ct);
            return written;
        }, ct);
        return await TellAsync(db, project, outcome, ct);
    }

    /// <summary>Says a comment in other words; what it said stays readable in its history. Whom it calls now and didn't before is told.</summary>
    /// <returns>The comment; <see cref="CommentChanged"/> when the words were made of an older version than there is.</returns>
    public async Task<Result<CommentDetails>> EditAsync(KnownProject project, Id<Comment> comment, EditComment request, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var found = await subjects.FindAsync(db, db.Comments, project, comment, ct);
        if ((found.Refusal ?? await access.RequireAsync(Permission.CommentsWrite, project.Id, ct)) is { } refusal)
        {
            return refusal;
        }

        var (edited, target, subject) = found.Value;
        var text = CommentRules.Check(request.Text);
        if ((edited.AuthorId != access.Principal.UserId ? AuthorOnly : edited.DeletedAt is not null ? CommentRules.IsDeleted : text.Refusal) is { } unusable)
        {
            return unusable;
        }

        var called = await CalledAsync(db, project, subject, text.Value, ct);
        try
        {
            var outcome = await db.TransactAsync<Comment>(async () =>
            {
                // Somebody may have been waiting for the turn to write with an older one.
                await db.Entry(edited).ReloadAsync(ct);
                if (edited.DeletedAt is not null)
                {
                    return CommentRules.IsDeleted;
                }

                if (edited.Text == text.Value)
                {
                    return edited;
                }

                if (edited.Version != request.Version)
                {
                    return new CommentChanged(edited.Text, edited.Version);
                }

                var before = await db.CommentMentions.Where(mention => mention.CommentKey == edited.Key).ToListAsync(ct);
                db.CommentRevisions.Add(edited.Reword(text.Value, Now));
                db.CommentMentions.RemoveRange(before);
                await db.SaveChangesAsync(ct);
                Call(db, edited, called.Mentions);
                var known = before.Select(mention => mention.Target).ToHashSet();
                var anew = called.People.Where(person => called.Through.All(through => through.Person != person || !known.Contains(through.Target))).ToList();
                var at = CommentPlace.Of(project, target, subject, edited.Id);
                Record(db, project, new CommentEdited(at, edited.Id, edited.Version));
                if (anew.Count > 0)
                {
                    Record(db, project, new CommentMentioned(at, edited.Id, await BeginningAsync(db, edited, ct), anew));
                }

                await db.SaveChangesAsync(ct);
                return edited;
            }, ct);
            return await TellAsync(db, project, outcome, ct);
        }
        catch (DbUpdateException exception) when (exception is DbUpdateConcurrencyException || exception.IsDuplicate())
        {
            // A server lets two write at once, and the second one finds another version than it read.
            await using var again = await dbs.CreateDbContextAsync(ct);
            var now = await again.Comments.AsNoTracking().SingleAsync(each => each.Key == edited.Key, ct);
            return now.DeletedAt is null ? new CommentChanged(now.Text, now.Version) : CommentRules.IsDeleted;
        }
    }

    /// <summary>
    /// Deletes a comment for good, with its history, reactions and mentions: one's own, or as a maintainer anybody's. A line says who did, and the replies
    /// stay. Harmless when repeated.
    /// </summary>
    public async Task<Result<Done>> DeleteAsync(KnownProject project, Id<Comment> comment, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var found = await subjects.FindAsync(db, db.Comments.AsNoTracking(), project, comment, ct);
        if ((found.Refusal ?? await access.RequireAsync(Permission.CommentsWrite, project.Id, ct)) is { } refusal)
        {
            return refusal;
        }

        var (doomed, target, subject) = found.Value;
        var me = access.Principal.UserId;
        if (doomed.AuthorId != me && !await access.AllowsAsync(Permission.ProjectManage, project.Id, ct))
        {
            return NotYours;
        }

        var outcome = await db.TransactAsync<Done>(async () =>
        {
            // In one statement, so that of several who delete at once one does; an edit of the older version then finds that it is gone.
            var now = Now;
            var gone = await db.Comments.Where(each => each.Key == doomed.Key && each.DeletedAt == null).ExecuteUpdateAsync(
                set => set.SetProperty(each => each.Text, "").SetProperty(each => each.DeletedAt, now).SetProperty(each => each.DeletedBy, me).SetProperty(each => each.Version, each => each.Version + 1), ct);
            if (gone > 0)
            {
                await db.CommentRevisions.Where(revision => revision.CommentKey == doomed.Key).ExecuteDeleteAsync(ct);
                await db.CommentReactions.Where(reaction => reaction.CommentKey == doomed.Key).ExecuteDeleteAsync(ct);
                await db.CommentMentions.Where(mention => mention.CommentKey == doomed.Key).ExecuteDeleteAsync(ct);
                Record(db, project, new CommentDeleted(CommentPlace.Of(project, target, subject, doomed.Id), doomed.Id, doomed.AuthorId));
                await db.SaveChangesAsync(ct);
            }

            return default(Done);
        }, ct);
        live.Publish(Topics.Comments(project.Id, target.Kind, target.Subject), LiveMessage.Changed);
        return outcome;
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private static async Task<Result<Comment?>> ThreadAsync(SaasDb db, KnownProject project, CommentTarget target, Id<Comment>? thread, CancellationToken ct)
    {
        if (thread is not { } id)
        {
            return (Comment?)null;
        }

        return await db.Comments.AsNoTracking().On(project, target).SingleOrDefaultAsync(each => each.Id == id && each.ThreadKey == null, ct) is not { } first ? NoSuchThread
            : await db.Comments.CountAsync(reply => reply.ThreadKey == first.Key, ct) >= CommentRules.MostReplies ? FullThread
            : first;
    }

    private async Task<Called> CalledAsync(SaasDb db, KnownProject project, CommentSubject subject, string text, CancellationToken ct)
    {
        var handles = MentionText.HandlesIn(text);
        return handles.Count == 0 ? Called.Nobody : (await MentionReader.OfAsync(db, project, subject.Read, ct)).Call(handles, access.Principal.UserId);
    }

    private static void Call(SaasDb db, Comment comment, IReadOnlyList<(string Handle, Mentionable Meant)> mentions) =>
        db.CommentMentions.AddRange(mentions.Select(mention => CommentMention.Of(comment, mention.Handle, mention.Meant.Kind, mention.Meant.Id)));

    private static async Task<Id<Comment>> BeginningAsync(SaasDb db, Comment comment, CancellationToken ct) =>
        comment.ThreadKey is { } thread ? await db.Comments.Where(first => first.Key == thread).Select(first => first.Id).SingleAsync(ct) : comment.Id;

    private void Record(SaasDb db, KnownProject project, PlatformEvent happened) => db.Record(happened, tenant.Id, project.Id, access.Principal, Now);

    private async Task<Result<CommentDetails>> TellAsync(SaasDb db, KnownProject project, Result<Comment> outcome, CancellationToken ct)
    {
        if (outcome.Refusal is { } refusal)
        {
            return refusal;
        }

        var written = outcome.Value;
        live.Publish(Topics.Comments(project.Id, written.Kind, written.Subject), LiveMessage.Changed);
        return (await new CommentReader(db, access.Principal.UserId).DetailsAsync([written], ct))[written.Key];
    }
}
