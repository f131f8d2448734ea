using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;

namespace Slipway.Collaboration.Comments;

/// <summary>A comment, and what it is about, which the caller may see.</summary>
internal sealed record FoundComment(Comment Comment, CommentTarget Target, CommentSubject Subject);

internal static class CommentQueries
{
    /// <summary>The comments on one subject.</summary>
    public static IQueryable<Comment> On(this IQueryable<Comment> comments, KnownProject project, CommentTarget target) => comments.On(project.Id, target);

    /// <summary>The comments on one subject.</summary>
    public static IQueryable<Comment> On(this IQueryable<Comment> comments, Id<Project> project, CommentTarget target)
    {
        var (kind, subject) = target;
        return comments.Where(comment => comment.ProjectId == project && comment.Kind == kind && comment.Subject == subject);
    }

    /// <summary>A comment by its id. What one may not see isn't there, and neither is what was said of it.</summary>
    public static async Task<Result<FoundComment>> FindAsync(
        this CommentSubjects subjects, SaasDb db, IQueryable<Comment> comments, KnownProject project, Id<Comment> id, CancellationToken ct)
    {
        if (await comments.SingleOrDefaultAsync(comment => comment.ProjectId == project.Id && comment.Id == id, ct) is not { } found)
        {
            return CommentRules.NoSuchComment;
        }

        var target = new CommentTarget(found.Kind, found.Subject);
        var subject = await subjects.FindAsync(db, project, target, ct);
        return subject.Refusal is { } refusal
            ? refusal is NotFound ? CommentRules.NoSuchComment : refusal
            : new FoundComment(found, target, subject.Value);
    }
}
