using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Data;
using Slipway.Organizations.Projects.Lifecycle;

namespace Slipway.Collaboration;

/// <summary>What people said in a project, and what they heard of it.</summary>
internal sealed class KeptInProjectsByCollaboration : IProjectContents
{
    private const int RowsAtOnce = 500;

    public async Task<IReadOnlyList<ProjectHolding>> CountAsync(SaasDb db, Id<Project> project, CancellationToken ct) =>
        [.. ProjectHolding.Of("comments", await db.Comments.LongCountAsync(comment => comment.ProjectId == project && comment.DeletedAt == null, ct), "comment", "comments")];

    public async Task<bool> PurgeSomeAsync(SaasDb db, ProjectPurge purge, CancellationToken ct)
    {
        // Replies before what they reply to.
        var comments = await db.Comments.Where(comment => comment.ProjectId == purge.Project).OrderBy(comment => comment.ThreadKey == null).ThenBy(comment => comment.Key)
            .Select(comment => new { comment.Key, IsReply = comment.ThreadKey != null }).Take(RowsAtOnce).ToListAsync(ct);
        if (comments.Count > 0)
        {
            var isReply = comments[0].IsReply;
            var keys = comments.Where(comment => comment.IsReply == isReply).Select(comment => comment.Key).ToList();
            await db.Comments.Where(comment => keys.Contains(comment.Key)).ExecuteDeleteAsync(ct);
            return true;
        }

        var told = await db.Notifications.Where(row => row.ProjectId == purge.Project).OrderBy(row => row.Key).Select(row => row.Key).Take(RowsAtOnce).ToListAsync(ct);
        await db.Notifications.Where(row => told.Contains(row.Key)).ExecuteDeleteAsync(ct);
        if (told.Count > 0)
        {
            return true;
        }

        await db.Watches.Where(watch => watch.ProjectId == purge.Project).ExecuteDeleteAsync(ct);
        await db.Activity.Where(row => row.ProjectId == purge.Project).ExecuteDeleteAsync(ct);
        return false;
    }
}
