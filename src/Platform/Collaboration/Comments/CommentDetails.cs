using System.ComponentModel.DataAnnotations;
using Slipway.Collaboration.Comments.Mentions;
using Slipway.Foundation.Access;

namespace Slipway.Collaboration.Comments;

/// <summary>A person as comments show them.</summary>
/// <param name="Name">As they are called now.</param>
/// <param name="Avatar">The address of the picture; null while there is none.</param>
public sealed record CommentPerson(Id<User> Id, string Name, string? Avatar)
{
    internal static CommentPerson Of(Onlooker person) => new(person.Id, person.Name, person.Avatar);
}

/// <summary>Somebody who did something to a comment or thread, and when, in UTC.</summary>
public sealed record CommentAct(CommentPerson By, DateTime At);

/// <summary>Whom a name in the text calls.</summary>
/// <param name="Handle">The name behind the @, as <see cref="MentionText.HandleOf"/> makes it of what stands in the text.</param>
/// <param name="Kind">Whether it is a person or a team.</param>
/// <param name="Id">The person's or the team's id.</param>
/// <param name="Name">As they are called now.</param>
public sealed record MentionDetails(string Handle, MentionKind Kind, Guid Id, string Name);

/// <summary>How many nod at a comment in one way.</summary>
/// <param name="People">The first of them, by name; all up to twenty.</param>
/// <param name="Mine">Whether the caller is one of them.</param>
public sealed record ReactionDetails(Reaction Reaction, int Count, IReadOnlyList<string> People, bool Mine);

/// <summary>A comment.</summary>
/// <param name="Text">In Markdown; empty when it was deleted.</param>
/// <param name="Version">How often it was written: an edit names the version that it was made of.</param>
/// <param name="EditedAt">When it was last edited, in UTC; null when it never was.</param>
/// <param name="Point">The place in a run's curves that it is about.</param>
/// <param name="Deleted">Who deleted it; null when it stands.</param>
/// <param name="Mentions">Whom the names in the text call; other names with an @ call nobody.</param>
/// <param name="Reactions">Ways in which at least one person nods.</param>
/// <param name="Mine">Whether the caller wrote it.</param>
public sealed record CommentDetails(
    Id<Comment> Id, CommentPerson Author, string Text, int Version, DateTime CreatedAt, DateTime? EditedAt, CommentPoint? Point, CommentAct? Deleted,
    IReadOnlyList<MentionDetails> Mentions, IReadOnlyList<ReactionDetails> Reactions, bool Mine);

/// <summary>A comment with the replies to it, in the order in which they were written.</summary>
/// <param name="Replies">The last ones; all of them when the thread is asked for by itself.</param>
/// <param name="Omitted">How many replies stand before those.</param>
/// <param name="Resolved">Who resolved it; null while it is open.</param>
public sealed record ThreadDetails(CommentDetails First, IReadOnlyList<CommentDetails> Replies, int Omitted, CommentAct? Resolved);

/// <summary>A page of a subject's threads, in the order in which they began.</summary>
/// <param name="Threads">The last ones before the asked place.</param>
/// <param name="Earlier">The thread before which the next page ends; null when these are the first.</param>
/// <param name="Total">Comments in all threads of the subject; deleted ones don't count.</param>
/// <param name="Unresolved">Threads of the subject that aren't resolved.</param>
/// <param name="MayWrite">Whether the caller may comment here.</param>
/// <param name="MayChange">Whether the caller may resolve threads that others began.</param>
/// <param name="MayDelete">Whether the caller may delete what others wrote.</param>
public sealed record CommentPage(
    IReadOnlyList<ThreadDetails> Threads, Id<Comment>? Earlier, int Total, int Unresolved, bool MayWrite, bool MayChange, bool MayDelete);

/// <summary>How much there is to read of a subject.</summary>
/// <param name="Total">Comments that aren't deleted.</param>
/// <param name="Unresolved">Threads that aren't resolved.</param>
public sealed record CommentCount(int Total, int Unresolved);

/// <summary>What a comment said, and since when, in UTC.</summary>
public sealed record CommentVersion(int Version, string Text, DateTime At);

/// <summary>A comment to be written.</summary>
/// <param name="Kind">What kind of thing it is about, such as <c>run</c> or <c>experiment</c>.</param>
/// <param name="Subject">The thing's key: a run's id, an experiment's number.</param>
/// <param name="Text">In Markdown. <c>@ada-moreno</c> calls a person, <c>@vision-team</c> a team.</param>
/// <param name="Thread">The thread's first comment, when it is a reply.</param>
/// <param name="Point">The place in a run's curves that it is about.</param>
public sealed record WriteComment(
    [Required, MaxLength(Comment.KindLimit)] string Kind,
    [Required, MaxLength(Comment.SubjectLimit)] string Subject,
    [Required, MaxLength(Comment.TextLimit)] string Text,
    Id<Comment>? Thread = null,
    CommentPoint? Point = null);

/// <summary>A comment in other words.</summary>
/// <param name="Version">The version that the words were made of.</param>
public sealed record EditComment([Required, MaxLength(Comment.TextLimit)] string Text, [Range(1, int.MaxValue)] int Version);

/// <summary>The comment was edited somewhere else meanwhile.</summary>
/// <param name="Text">What it says now.</param>
/// <param name="Version">Which version that is.</param>
public sealed record CommentChanged(string Text, int Version)
    : Conflict("This comment was edited somewhere else meanwhile. Nothing was overwritten: read it again, and save yours with its version.");
