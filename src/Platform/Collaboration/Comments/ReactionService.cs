using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Live;

namespace Slipway.Collaboration.Comments;

/// <summary>Nodding at comments. It is heard on open screens and told to nobody: it is no event.</summary>
public sealed class ReactionService(IDbContextFactory<SaasDb> dbs, Access access, CommentSubjects subjects, LiveFeed live, TimeProvider time)
{
    private static readonly Invalid NoSuchReaction = new($"One reacts with one of: {string.Join(", ", Enum.GetNames<Reaction>().Select(JsonNamingPolicy.CamelCase.ConvertName))}.");

    /// <summary>Reacts as the caller. Harmless when repeated.</summary>
    public Task<Result<Done>> ReactAsync(KnownProject project, Id<Comment> comment, Reaction reaction, CancellationToken ct) => SetAsync(project, comment, reaction, true, ct);

    /// <summary>Takes the caller's reaction back. Harmless when there is none.</summary>
    public Task<Result<Done>> WithdrawAsync(KnownProject project, Id<Comment> comment, Reaction reaction, CancellationToken ct) => SetAsync(project, comment, reaction, false, ct);

    private async Task<Result<Done>> SetAsync(KnownProject project, Id<Comment> comment, Reaction reaction, bool wanted, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var found = await subjects.FindAsync(db, db.Comments.AsNoTracking(), project, comment, ct);
        if ((found.Refusal ?? await access.RequireAsync(Permission.CommentsWrite, project.Id, ct)) is { } refusal)
        {
            return refusal;
        }

        if (!Enum.IsDefined(reaction))
        {
            return NoSuchReaction;
        }

        var (nodded, me) = (found.Value.Comment, access.Principal.UserId);
        try
        {
            var outcome = await db.TransactAsync<Done>(async () =>
            {
                var mine = db.CommentReactions.Where(each => each.CommentKey == nodded.Key && each.UserId == me && each.Reaction == reaction);
                if (!wanted)
                {
                    await mine.ExecuteDeleteAsync(ct);
                    return default(Done);
                }

                // Asked here, as it may have been deleted while this waited for its turn.
                if (await db.Comments.AnyAsync(each => each.Key == nodded.Key && each.DeletedAt != null, ct))
                {
                    return CommentRules.IsDeleted;
                }

                if (!await mine.AnyAsync(ct))
                {
                    db.CommentReactions.Add(CommentReaction.Of(nodded, me, reaction, time.GetUtcNow().UtcDateTime));
                    await db.SaveChangesAsync(ct);
                }

                return default(Done);
            }, ct);
            if (outcome.Refusal is not null)
            {
                return outcome;
            }
        }
        catch (DbUpdateException exception) when (exception.IsDuplicate())
        {
            // The same click, sent twice at the same moment.
        }

        live.Publish(Topics.Comments(project.Id, nodded.Kind, nodded.Subject), LiveMessage.Changed);
        return default(Done);
    }
}
