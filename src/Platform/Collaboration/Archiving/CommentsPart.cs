using Microsoft.EntityFrameworkCore;
using Slipway.Collaboration.Comments;
using Slipway.Foundation.Archives;

namespace Slipway.Collaboration.Archiving;

/// <summary>A comment.</summary>
/// <param name="Subject">What it is about: a run's id, an experiment's number, a model's name, a version as <c>name/number</c>, a review's number.</param>
/// <param name="Thread">The comment that it answers; null for one that begins a thread.</param>
/// <param name="Text">In Markdown; empty when it was deleted.</param>
/// <param name="Before">What it said before its edits.</param>
internal sealed record CommentLine(
    Id<Comment> Id, string Kind, string Subject, Id<Comment>? Thread, ArchivedPerson? Author, string Text, int Version, DateTime CreatedAt, DateTime? EditedAt, string? Metric, long? Step,
    DateTime? DeletedAt, DateTime? ResolvedAt, ArchivedPerson? ResolvedBy, IReadOnlyList<CommentVersionLine> Before, IReadOnlyList<ReactionLine> Reactions);

/// <summary>What a comment once said.</summary>
internal sealed record CommentVersionLine(int Version, string Text, DateTime At);

/// <summary>Somebody's nod at a comment.</summary>
internal sealed record ReactionLine(Reaction Reaction, ArchivedPerson? By, DateTime At);

/// <summary>What people said of the project's things.</summary>
internal sealed class CommentsPart : IArchivePart
{
    public const string Comments = "comments.jsonl";

    // After everything that can be commented on.
    public int Place => 90;

    public Task WriteAsync(ProjectArchive archive, CancellationToken ct) => archive.AddLinesAsync(Comments, LinesAsync(archive, ct), ct);

    private static async IAsyncEnumerable<CommentLine> LinesAsync(ProjectArchive archive, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var db = archive.Db;
        var pages = ArchivePages.ReadAsync(
            after => db.Comments.AsNoTracking().Where(comment => comment.ProjectId == archive.ProjectId && comment.Key > after).OrderBy(comment => comment.Key).Take(ArchivePages.Length).ToListAsync(ct),
            comment => comment.Key);
        await foreach (var page in pages.WithCancellation(ct))
        {
            var keys = page.Select(comment => comment.Key).ToList();
            var threads = page.Select(comment => comment.ThreadKey).OfType<long>().Distinct().ToList();
            var ids = await db.Comments.Where(comment => threads.Contains(comment.Key)).Select(comment => new { comment.Key, comment.Id }).ToDictionaryAsync(comment => comment.Key, comment => comment.Id, ct);
            var before = (await db.CommentRevisions.AsNoTracking().Where(revision => keys.Contains(revision.CommentKey)).OrderBy(revision => revision.Version).ToListAsync(ct)).ToLookup(revision => revision.CommentKey);
            var reactions = (await db.CommentReactions.AsNoTracking().Where(reaction => keys.Contains(reaction.CommentKey)).OrderBy(reaction => reaction.At).ToListAsync(ct)).ToLookup(reaction => reaction.CommentKey);
            foreach (var comment in page)
            {
                List<ReactionLine> nods = [];
                foreach (var nod in reactions[comment.Key])
                {
                    nods.Add(new(nod.Reaction, await archive.PersonAsync(nod.UserId, null, ct), nod.At));
                }

                yield return new(
                    comment.Id, comment.Kind, archive.NameOf(comment.Kind, comment.Subject), comment.ThreadKey is { } thread ? ids[thread] : null, await archive.PersonAsync(comment.AuthorId, null, ct), comment.Text, comment.Version,
                    comment.CreatedAt, comment.EditedAt, comment.Metric, comment.Step, comment.DeletedAt, comment.ResolvedAt, await archive.PersonAsync(comment.ResolvedBy, null, ct),
                    [.. before[comment.Key].Select(revision => new CommentVersionLine(revision.Version, revision.Text, revision.At))], nods);
            }
        }
    }
}
