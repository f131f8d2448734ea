using System.Text.Json.Serialization;
using Slipway.Foundation.Access;
using Slipway.Foundation.Events;

namespace Slipway.Collaboration.Comments;

/// <summary>Where something happened to a comment.</summary>
/// <param name="Address">The subject's address within the organization.</param>
/// <param name="Kind">The kind of subject.</param>
/// <param name="Title">What the subject was called.</param>
/// <param name="Behind">What leads to the comment behind the subject's address: a query and a fragment.</param>
internal sealed record CommentPlace(string Address, string Kind, string Title, string Behind)
{
    public static CommentPlace Of(KnownProject project, CommentTarget on, CommentSubject subject, Id<Comment> comment) =>
        new(subject.AddressIn(project), on.Kind, subject.Title, $"{subject.Discussion}#comment-{comment}");
}

/// <summary>What events of comments have in common. The words aren't in them: what is deleted would live on in the audit log.</summary>
internal abstract record CommentEvent(string Kind, [property: JsonIgnore] CommentPlace At) : PlatformEvent(Kind, At.Address)
{
    /// <summary>The kind of thing that was commented on.</summary>
    public string About => At.Kind;

    /// <summary>What that thing was called.</summary>
    public string Title => At.Title;

    /// <summary>What leads to the comment behind the subject's address.</summary>
    public string Behind => At.Behind;
}

/// <param name="Participants">Who wrote in the thread before; the author isn't among them.</param>
/// <param name="Mentioned">Whom the text calls; they have an event of their own.</param>
internal sealed record CommentWritten(CommentPlace At, Id<Comment> Comment, Id<Comment> Thread, IReadOnlyList<Id<User>> Participants, IReadOnlyList<Id<User>> Mentioned)
    : CommentEvent("comment.written", At);

/// <param name="People">Who is called, by name or through a team, and may see the subject; the author isn't among them.</param>
internal sealed record CommentMentioned(CommentPlace At, Id<Comment> Comment, Id<Comment> Thread, IReadOnlyList<Id<User>> People) : CommentEvent("comment.mentioned", At);

internal sealed record CommentEdited(CommentPlace At, Id<Comment> Comment, int Version) : CommentEvent("comment.edited", At);

/// <param name="Author">Who had written it.</param>
internal sealed record CommentDeleted(CommentPlace At, Id<Comment> Comment, Id<User> Author) : CommentEvent("comment.deleted", At);

/// <param name="Participants">Who wrote in the thread; whoever resolved it isn't among them.</param>
internal sealed record ThreadResolved(CommentPlace At, Id<Comment> Thread, IReadOnlyList<Id<User>> Participants) : CommentEvent("thread.resolved", At);

/// <param name="Participants">Who wrote in the thread; whoever opened it again isn't among them.</param>
internal sealed record ThreadReopened(CommentPlace At, Id<Comment> Thread, IReadOnlyList<Id<User>> Participants) : CommentEvent("thread.reopened", At);
