using Microsoft.EntityFrameworkCore;
using Slipway.Collaboration.Comments.Mentions;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;

namespace Slipway.Collaboration.Comments;

/// <summary>What is said of runs, experiments, models and whatever else can be commented on, for those who may see it.</summary>
public sealed class CommentService(IDbContextFactory<SaasDb> dbs, Access access, CommentSubjects subjects)
{
    /// <summary>The most threads that a page answers.</summary>
    public const int MostThreads = 100;

    /// <summary>The most replies that a page answers of each thread: the last ones.</summary>
    public const int MostReplies = 30;

    // How many subjects one statement names.
    private const int ErasedAtOnce = 500;

    /// <summary>The most people and teams that <see cref="FindMentionableAsync"/> answers.</summary>
    public const int MostMentionable = 8;

    /// <summary>A subject's threads: the last ones, or those before a thread.</summary>
    /// <param name="target">What they are about.</param>
    /// <param name="before">The first comment of the thread before which the page ends; null for the end of all.</param>
    /// <param name="limit">How many threads, 1 to <see cref="MostThreads"/>.</param>
    public async Task<Result<CommentPage>> ListAsync(KnownProject project, CommentTarget target, Id<Comment>? before, int limit, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var subject = await subjects.FindAsync(db, project, target, ct);
        if (subject.Refusal is { } refusal)
        {
            return refusal;
        }

        if (limit is < 1 or > MostThreads)
        {
            return new Invalid($"A page has 1 to {MostThreads} threads, and not {limit}.");
        }

        var firsts = db.Comments.AsNoTracking().On(project, target).Where(comment => comment.ThreadKey == null);
        if (before is { } id)
        {
            if (await firsts.Where(first => first.Id == id).Select(first => (long?)first.Key).SingleOrDefaultAsync(ct) is not { } end)
            {
                return CommentRules.NoSuchComment;
            }

            firsts = firsts.Where(first => first.Key < end);
        }

        // One more than asked for says whether there is another page.
        var found = await firsts.OrderByDescending(first => first.Key).Take(limit + 1).ToListAsync(ct);
        var page = found.Take(limit).Reverse().ToList();
        var threads = await new CommentReader(db, access.Principal.UserId).ThreadsAsync(page, MostReplies, ct);
        var count = await CountAsync(db, project.Id, target, ct);
        return new CommentPage(
            threads,
            found.Count > limit ? page[0].Id : null,
            count.Total,
            count.Unresolved,
            await access.AllowsAsync(Permission.CommentsWrite, project.Id, ct),
            await access.AllowsAsync(subject.Value.Change, project.Id, ct),
            await access.AllowsAsync(Permission.ProjectManage, project.Id, ct));
    }

    /// <summary>How much there is to read of a subject.</summary>
    public async Task<Result<CommentCount>> CountAsync(KnownProject project, CommentTarget target, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var subject = await subjects.FindAsync(db, project, target, ct);
        return subject.Refusal is { } refusal ? refusal : await CountAsync(db, project.Id, target, ct);
    }

    /// <summary>The thread that a comment is in, whole.</summary>
    public async Task<Result<ThreadDetails>> GetAsync(KnownProject project, Id<Comment> comment, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var found = await FindAsync(db, project, comment, ct);
        if (found.Refusal is { } refusal)
        {
            return refusal;
        }

        var first = found.Value.Comment.ThreadKey is { } thread ? await db.Comments.AsNoTracking().SingleAsync(each => each.Key == thread, ct) : found.Value.Comment;
        return (await new CommentReader(db, access.Principal.UserId).ThreadsAsync([first], CommentRules.MostReplies, ct))[0];
    }

    /// <summary>What a comment said, from its first words to its present ones. What was deleted is gone from here too.</summary>
    public async Task<Result<IReadOnlyList<CommentVersion>>> HistoryAsync(KnownProject project, Id<Comment> comment, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var found = await FindAsync(db, project, comment, ct);
        if (found.Refusal is { } refusal)
        {
            return refusal;
        }

        var now = found.Value.Comment;
        if (now.DeletedAt is not null)
        {
            return CommentRules.IsDeleted;
        }

        var before = await db.CommentRevisions.Where(revision => revision.CommentKey == now.Key).OrderBy(revision => revision.Version)
            .Select(revision => new CommentVersion(revision.Version, revision.Text, revision.At)).ToListAsync(ct);
        return (List<CommentVersion>)[.. before, new(now.Version, now.Text, now.EditedAt ?? now.CreatedAt)];
    }

    /// <summary>Who can be called in a comment on a subject, those first whose name begins so. Nobody is offered who may not see it.</summary>
    /// <param name="text">The beginning of any word of a name; empty for everybody.</param>
    public async Task<Result<IReadOnlyList<Mentionable>>> FindMentionableAsync(KnownProject project, CommentTarget target, string text, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var subject = await subjects.FindAsync(db, project, target, ct);
        if ((subject.Refusal ?? await access.RequireAsync(Permission.CommentsWrite, project.Id, ct)) is { } refusal)
        {
            return refusal;
        }

        var everybody = await MentionReader.OfAsync(db, project, subject.Value.Read, ct);
        return everybody.Find(text).Take(MostMentionable).ToList();
    }

    /// <summary>Threads of a subject that nobody has resolved; for whoever makes that a condition. Those that were deleted whole don't count.</summary>
    internal static Task<int> CountUnresolvedAsync(SaasDb db, Id<Project> project, CommentTarget target, CancellationToken ct) =>
        db.Comments.On(project, target)
            .Where(first => first.ThreadKey == null && first.ResolvedAt == null
                && (first.DeletedAt == null || db.Comments.Any(reply => reply.ThreadKey == first.Key && reply.DeletedAt == null)))
            .CountAsync(ct);

    /// <summary>Takes away all that was said of things that are erased for good, replies and history with it; within the transaction in which they go.</summary>
    internal static async Task EraseAsync(SaasDb db, Id<Project> project, IEnumerable<CommentTarget> targets, CancellationToken ct)
    {
        foreach (var kind in targets.GroupBy(target => target.Kind, target => target.Subject))
        {
            foreach (var some in kind.Chunk(ErasedAtOnce))
            {
                var doomed = db.Comments.Where(comment => comment.ProjectId == project && comment.Kind == kind.Key && some.Contains(comment.Subject));
                // Replies before what they reply to.
                await doomed.Where(comment => comment.ThreadKey != null).ExecuteDeleteAsync(ct);
                await doomed.ExecuteDeleteAsync(ct);
            }
        }
    }

    private static async Task<CommentCount> CountAsync(SaasDb db, Id<Project> project, CommentTarget target, CancellationToken ct) => new(
        await db.Comments.On(project, target).CountAsync(comment => comment.DeletedAt == null, ct),
        await CountUnresolvedAsync(db, project, target, ct));

    private Task<Result<FoundComment>> FindAsync(SaasDb db, KnownProject project, Id<Comment> comment, CancellationToken ct) =>
        subjects.FindAsync(db, db.Comments.AsNoTracking(), project, comment, ct);
}
