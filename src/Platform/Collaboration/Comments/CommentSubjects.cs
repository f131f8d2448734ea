using System.ComponentModel.DataAnnotations;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;

namespace Slipway.Collaboration.Comments;

/// <summary>What is commented on.</summary>
/// <param name="Kind">The kind of thing, such as <c>run</c>.</param>
/// <param name="Subject">The thing's key among those of its kind in the project: whatever never changes, such as an id or a number.</param>
public readonly record struct CommentTarget(string Kind, string Subject);

/// <summary>A place in a run's curves.</summary>
/// <param name="Metric">The metric's name.</param>
/// <param name="Step">The step at which it was logged.</param>
public sealed record CommentPoint([Required, MaxLength(Comment.MetricLimit)] string Metric, long Step);

/// <summary>A thing that can be commented on, as its owner describes it.</summary>
/// <param name="Title">What people call it, such as <c>run lively-heron-7</c>.</param>
/// <param name="Page">Its page's address within the project, such as <c>runs/1a2b</c>; empty for the project's own.</param>
/// <param name="Read">The permission by which one sees it, and its comments.</param>
/// <param name="Change">The permission by which one changes it, and resolves threads that others began.</param>
/// <param name="Discussion">What the address needs besides to show the comments, such as <c>?tab=discussion</c>.</param>
public sealed record CommentSubject(string Title, string Page, Permission Read, Permission Change, string Discussion = "")
{
    /// <summary>Its address within the organization, as events name it.</summary>
    internal string AddressIn(KnownProject project) => Page.Length == 0 ? $"projects/{project.Slug}" : $"projects/{project.Slug}/{Page}";
}

/// <summary>
/// One kind of things that can be commented on. The module that owns them implements it and registers it; comments are written below every such module
/// and know none of them.
/// </summary>
public interface ICommentSubjects
{
    /// <summary>The kind's name in requests and rows, such as <c>run</c>; never changes.</summary>
    string Kind { get; }

    /// <summary>The thing with this key. Asks itself whether the caller may see it: what they may not see isn't there.</summary>
    Task<Result<CommentSubject>> FindAsync(SaasDb db, KnownProject project, string key, CancellationToken ct);

    /// <summary>Why a comment on the thing can't point at a place in its curves; null when it can.</summary>
    Task<Refusal?> CheckPointAsync(SaasDb db, KnownProject project, string key, CommentPoint point, CancellationToken ct) =>
        Task.FromResult<Refusal?>(new Invalid("Only a comment on a run can point at a metric and a step. Leave the point out."));
}

/// <summary>All kinds of things that can be commented on.</summary>
public sealed class CommentSubjects(IEnumerable<ICommentSubjects> kinds, Access access)
{
    /// <summary>The thing, when there is one of that kind and key that the caller may see.</summary>
    internal async Task<Result<CommentSubject>> FindAsync(SaasDb db, KnownProject project, CommentTarget target, CancellationToken ct) =>
        await access.RequireSomebodyAsync(ct) is { } nobody ? nobody
        : Of(target.Kind) is { } kind ? await kind.FindAsync(db, project, target.Subject, ct)
        : new NotFound($"Nothing of the kind '{target.Kind}' can be commented on. There are: {string.Join(", ", kinds.Select(each => each.Kind).Order(StringComparer.Ordinal))}.");

    /// <summary>Why a comment on the thing can't point there; null when it can.</summary>
    internal Task<Refusal?> CheckPointAsync(SaasDb db, KnownProject project, CommentTarget target, CommentPoint point, CancellationToken ct) =>
        Of(target.Kind)!.CheckPointAsync(db, project, target.Subject, point, ct);

    private ICommentSubjects? Of(string kind) => kinds.FirstOrDefault(each => each.Kind == kind);
}
