using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;

namespace Slipway.Collaboration.Comments;

/// <summary>How many comments one person may write within a minute in an organization; 0 for any number.</summary>
public sealed record CommentPace(int PerMinute)
{
    internal static CommentPace Read(IConfiguration configuration) => new(configuration.GetValue("Slipway:RateLimits:CommentsPerMinute", 30));
}

/// <summary>How much may be written, and how fast; and the refusals that several acts share.</summary>
internal static class CommentRules
{
    /// <summary>The most replies in one thread.</summary>
    public const int MostReplies = 500;

    private static readonly TimeSpan Span = TimeSpan.FromMinutes(1);

    public static readonly NotFound NoSuchComment = new("There is no such comment, or you have no access to what it is about.");
    public static readonly Conflict IsDeleted = new("This comment was deleted. Write a new one.");

    /// <summary>The text as it is stored, or why it can't be.</summary>
    public static Result<string> Check(string text)
    {
        // The databases can't hold NUL in text.
        var kept = text.Replace("\0", "", StringComparison.Ordinal).ReplaceLineEndings("\n").Trim();
        return kept.Length == 0 ? new Invalid("A comment needs some words.")
            : kept.Length > Comment.TextLimit ? new Invalid($"A comment may have {Comment.TextLimit:N0} characters; this one has {kept.Length:N0}. Shorten it, or put the rest into a file.")
            : kept;
    }

    /// <summary>Why somebody has to wait before the next comment; null when they needn't.</summary>
    public static async Task<Refusal?> CheckPaceAsync(SaasDb db, CommentPace pace, Id<User> author, DateTime now, CancellationToken ct)
    {
        var since = now - Span;
        var lately = await db.Comments.Where(comment => comment.AuthorId == author && comment.CreatedAt > since).OrderBy(comment => comment.CreatedAt).Select(comment => comment.CreatedAt).ToListAsync(ct);
        if (pace.PerMinute <= 0 || lately.Count < pace.PerMinute)
        {
            return null;
        }

        var wait = lately[^pace.PerMinute] + Span - now;
        return new TooManyRequests($"{pace.PerMinute} comments a minute are the most. Write the next one in {Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))} s.", wait);
    }

    /// <summary>Who wrote in a thread, one person excepted.</summary>
    public static async Task<IReadOnlyList<Id<User>>> ParticipantsAsync(SaasDb db, long thread, Id<User> except, CancellationToken ct) =>
        await db.Comments.Where(comment => (comment.Key == thread || comment.ThreadKey == thread) && comment.AuthorId != except && comment.DeletedAt == null)
            .Select(comment => comment.AuthorId).Distinct().ToListAsync(ct);
}
