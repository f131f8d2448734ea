using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Slipway.Collaboration.Comments;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Registry.Evidence;
using Slipway.Registry.Policies;

namespace Slipway.Registry.Reviews;

/// <summary>Comments on reviews.</summary>
internal sealed class ReviewComments(Access access) : ICommentSubjects
{
    public const string Subject = "review";

    public string Kind => Subject;

    /// <summary>What is said of a review.</summary>
    public static CommentTarget Of(int number) => new(Subject, number.ToString(CultureInfo.InvariantCulture));

    public async Task<Result<CommentSubject>> FindAsync(SaasDb db, KnownProject project, string key, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ModelsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        return int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && await db.Reviews.AnyAsync(review => review.ProjectId == project.Id && review.Number == number, ct)
            ? new CommentSubject($"review {number}", $"reviews/{number}", Permission.ModelsRead, Permission.ModelsApprove)
            : new NotFound($"There is no review {key} in this project. Its list shows those that there are.");
    }
}

/// <summary>That everything which was brought up in the review's discussion is settled.</summary>
internal sealed class DiscussionCheck : ICheckKind
{
    public string Kind => "discussion";

    public CheckForm Form { get; } = new("No unresolved threads", "Every thread of the review's discussion is resolved.");

    // What is said while others decide doesn't change what they decided on; it only has to be settled.
    public bool IsEvidence => false;

    public Invalid? Unusable(CheckRule rule) => null;

    public string Claim(CheckRule rule) => "every thread of the discussion is resolved";

    public async Task<CheckFinding> FindAsync(VersionInReview version, CheckRule rule, CancellationToken ct)
    {
        var open = await CommentService.CountUnresolvedAsync(version.Db, version.Project.Id, ReviewComments.Of(version.Review), ct);
        return CheckFinding.Of(
            open == 0, open == 0 ? "Nothing is left open." : open == 1 ? "One thread is open." : $"{open} threads are open.", version.Page($"reviews/{version.Review}#discussion"));
    }
}
