using System.Globalization;
using Slipway.Foundation.Access;
using Slipway.Foundation.Events;
using Slipway.Registry.Policies;
using static Slipway.Registry.Reviews.ReviewRules;

namespace Slipway.Registry.Reviews;

/// <summary>What an event is about, in words and in parts.</summary>
internal sealed record ReviewFacts(string Project, int Number, string Model, int Version, ReviewTarget Target)
{
    /// <summary>Such as «version 3 of fraud for the alias champion».</summary>
    public string Title => string.Create(CultureInfo.InvariantCulture, $"version {Version} of {Model} for {Target}");
}

/// <summary>Something that happened to a review.</summary>
/// <param name="Review">What it is about.</param>
internal abstract record ReviewEvent(string Kind, ReviewFacts Review) : PlatformEvent(Kind, Subject(Review.Project, Review.Number))
{
    /// <summary>For readers who show one line.</summary>
    public string Title => Review.Title;
}

/// <param name="Asked">The people whose decision is wanted.</param>
internal sealed record ReviewRequested(ReviewFacts Review, string Reason, IReadOnlyList<Id<User>> Asked) : ReviewEvent("review.requested", Review);

/// <param name="Asked">The people whose decision is wanted.</param>
internal sealed record ReviewReopened(ReviewFacts Review, string Reason, IReadOnlyList<Id<User>> Asked) : ReviewEvent("review.reopened", Review);

/// <param name="Requester">Who asked for it.</param>
internal sealed record ReviewApproved(ReviewFacts Review, string Reason, Id<User> Requester) : ReviewEvent("review.approved", Review);

/// <param name="Requester">Who asked for it.</param>
internal sealed record ReviewChangesRequested(ReviewFacts Review, string Reason, Id<User> Requester) : ReviewEvent("review.changes-requested", Review);

/// <param name="Requester">Who asked for it.</param>
internal sealed record ReviewRejected(ReviewFacts Review, string Reason, Id<User> Requester) : ReviewEvent("review.rejected", Review);

/// <summary>Nothing is missing any more.</summary>
/// <param name="Requester">Who asked for it, and may promote now.</param>
internal sealed record ReviewReady(ReviewFacts Review, Id<User> Requester) : ReviewEvent("review.ready", Review);

internal sealed record ReviewWithdrawn(ReviewFacts Review, string Reason) : ReviewEvent("review.withdrawn", Review);

/// <param name="Reviewer">Whose approval counts no more.</param>
/// <param name="ReviewerId">Their id, so that they are asked again.</param>
/// <param name="Because">What changed.</param>
internal sealed record ReviewVoided(ReviewFacts Review, string Reviewer, Id<User> ReviewerId, string Because) : ReviewEvent("review.voided", Review);

/// <param name="Requester">Who asked for it.</param>
internal sealed record ReviewExpired(ReviewFacts Review, Id<User> Requester) : ReviewEvent("review.expired", Review);

internal sealed record ReviewPromoted(ReviewFacts Review, Id<User> Requester) : ReviewEvent("review.promoted", Review);

internal sealed record ReviewGlassBroken(ReviewFacts Review, string Reason) : ReviewEvent("review.glass-broken", Review);

/// <param name="Requester">Who asked for what is there now.</param>
internal sealed record ReviewDueAgain(ReviewFacts Review, Id<User> Requester) : ReviewEvent("review.due-again", Review);

/// <param name="State">How the check stands.</param>
internal sealed record ReviewCheckPosted(ReviewFacts Review, string Check, string State) : ReviewEvent("review.check-posted", Review);

internal static class ReviewStories
{
    /// <summary>How events of reviews are told.</summary>
    public static readonly EventStory[] All =
    [
        new("review.requested", "Review requested", fact => $"asks for a review of {fact.Text("title")}"),
        new("review.reopened", "Review asked for again", fact => $"asks again for a review of {fact.Text("title")}"),
        new("review.approved", "Review approved by somebody", fact => $"approved {fact.Text("title")}"),
        new("review.changes-requested", "Changes requested", fact => $"requests changes to {fact.Text("title")}"),
        new("review.rejected", "Review rejected", fact => $"rejected {fact.Text("title")}"),
        new("review.ready", "Review passed", fact => $"brought what was missing: {fact.Text("title")} may be promoted"),
        new("review.withdrawn", "Review withdrawn", fact => $"withdrew the review of {fact.Text("title")}"),
        new("review.voided", "Approval voided", fact => $"voided the approval by {fact.Text("reviewer")} of {fact.Text("title")}: {fact.Text("because")}"),
        new("review.expired", "Review expired", fact => $"let the review of {fact.Text("title")} expire"),
        new("review.promoted", "Reviewed version promoted", fact => $"promoted {fact.Text("title")}"),
        new("review.glass-broken", "Glass broken", fact => $"broke the glass: promoted {fact.Text("title")} without approval, because “{fact.Text("reason")}”"),
        new("review.due-again", "Due for another review", fact => $"says that {fact.Text("title")} has to be reviewed again"),
        new("policy.written", "Review policy changed", fact => $"wrote version {fact.Text("version")} of the review policy: {fact.Text("note")}"),
        new("review.check-posted", "Check posted", fact => $"posted the check {fact.Text("check")} for {fact.Text("title")}: {fact.Text("state")}"),
    ];
}
