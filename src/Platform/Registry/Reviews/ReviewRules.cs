using System.Globalization;
using Slipway.Foundation.Access;
using Slipway.Registry.Evidence;
using Slipway.Registry.Policies;

namespace Slipway.Registry.Reviews;

/// <summary>Where reviews are, and the sentences for what can't be done with them.</summary>
internal static class ReviewRules
{
    /// <summary>The subject of a review's events, which is also where its page is within the organization.</summary>
    public static string Subject(string project, int number) => string.Create(CultureInfo.InvariantCulture, $"projects/{project}/reviews/{number}");

    /// <summary>The address of a review's page on this server.</summary>
    public static string Page(KnownProject project, int number) => string.Create(CultureInfo.InvariantCulture, $"/{project.OrganizationSlug}/{project.Slug}/reviews/{number}");

    /// <summary>The address of the page where a review is requested.</summary>
    public static string RequestPage(KnownProject project, string model, int version, ReviewTarget target) => string.Create(
        CultureInfo.InvariantCulture,
        $"/{project.OrganizationSlug}/{project.Slug}/reviews/new?model={Uri.EscapeDataString(model)}&version={version}&{target.Kind.ToString().ToLowerInvariant()}={Uri.EscapeDataString(target.Name)}");

    public static NotFound NoSuchReview(int number) => new($"There is no review {number} in this project. Its list shows those that there are.");
}

/// <summary>The review isn't in a state in which this can be done to it.</summary>
public sealed record ReviewOver(string Message) : Conflict(Message)
{
    internal static ReviewOver Of(Review review, DateTime now) => new(review.IsOverdue(now) || review.Status is ReviewStatus.Expired
        ? $"Review {review.Number} has expired. Ask for it again first."
        : review.Status switch
        {
            ReviewStatus.Promoted => $"Review {review.Number} is over: its version was promoted. Request a new one.",
            ReviewStatus.Rejected => $"Review {review.Number} was rejected. Ask for it again first.",
            ReviewStatus.Withdrawn => $"Review {review.Number} was withdrawn. Ask for it again first.",
            _ => $"Review {review.Number} is still going on.",
        });
}

/// <summary>Who made the version, or asks for the review, decides.</summary>
public sealed record AuthorsDontDecide() : Forbidden("You made this version or requested this review, so somebody else has to decide on it. That holds for administrators too.");

/// <summary>Somebody decides on evidence that isn't the review's any more.</summary>
public sealed record EvidenceChanged(string Message) : Conflict(Message)
{
    internal static EvidenceChanged Of(Sighting saw, EvidenceList now) => new(saw.Evidence is { } seen
        ? $"Nothing was decided, because something changed since you looked: {string.Join("; ", now.NewsSince(seen))}. Look at the review again, then decide."
        : $"Nothing was decided: the evidence that you name, {saw.Digest.ToString()[..12]}…, isn't the review's any more, which is {now.Digest.ToString()[..12]}…. Look at the review again, then decide.");
}

/// <summary>The target is protected, and no approved review lets the version to it.</summary>
public sealed record ReviewRequired(string Message) : Forbidden(Message);
