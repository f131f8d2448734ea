using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Foundation.Access;

namespace Slipway.Collaboration.Comments;

internal static class CommentEndpoints
{
    private const int Page = 30;

    public static void MapComments(this IEndpointRouteBuilder organization)
    {
        var comments = organization.MapGroup("/projects/{project}/comments").WithTags("Comments");
        comments.MapGet("/", (CommentService service, KnownProject at, string kind, string subject, Id<Comment>? before, CancellationToken ct, int limit = Page) =>
            service.ListAsync(at, new(kind, subject), before, limit, ct).ToHttp());
        comments.MapPost("/", (CommentWritingService service, KnownProject at, WriteComment request, CancellationToken ct) => service.WriteAsync(at, request, ct).ToHttp());
        comments.MapGet("/count", (CommentService service, KnownProject at, string kind, string subject, CancellationToken ct) => service.CountAsync(at, new(kind, subject), ct).ToHttp());
        comments.MapGet("/mentionable", (CommentService service, KnownProject at, string kind, string subject, string? text, CancellationToken ct) =>
            service.FindMentionableAsync(at, new(kind, subject), text ?? "", ct).ToHttp());

        var comment = comments.MapGroup("/{comment}");
        comment.MapGet("/", (CommentService service, KnownProject at, Id<Comment> comment, CancellationToken ct) => service.GetAsync(at, comment, ct).ToHttp());
        comment.MapPatch("/", (CommentWritingService service, KnownProject at, Id<Comment> comment, EditComment request, CancellationToken ct) =>
            service.EditAsync(at, comment, request, ct).ToHttp());
        comment.MapDelete("/", (CommentWritingService service, KnownProject at, Id<Comment> comment, CancellationToken ct) => service.DeleteAsync(at, comment, ct).ToHttp());
        comment.MapGet("/history", (CommentService service, KnownProject at, Id<Comment> comment, CancellationToken ct) => service.HistoryAsync(at, comment, ct).ToHttp());
        comment.MapPut("/resolution", (ThreadService service, KnownProject at, Id<Comment> comment, CancellationToken ct) => service.ResolveAsync(at, comment, ct).ToHttp());
        comment.MapDelete("/resolution", (ThreadService service, KnownProject at, Id<Comment> comment, CancellationToken ct) => service.ReopenAsync(at, comment, ct).ToHttp());
        comment.MapPut("/reactions/{reaction}", (ReactionService service, KnownProject at, Id<Comment> comment, string reaction, CancellationToken ct) =>
            service.ReactAsync(at, comment, Read(reaction), ct).ToHttp());
        comment.MapDelete("/reactions/{reaction}", (ReactionService service, KnownProject at, Id<Comment> comment, string reaction, CancellationToken ct) =>
            service.WithdrawAsync(at, comment, Read(reaction), ct).ToHttp());
    }

    // What is no reaction is refused by the service, behind the question whether there is such a comment.
    private static Reaction Read(string name) => Enum.TryParse<Reaction>(name, ignoreCase: true, out var reaction) ? reaction : (Reaction)(-1);
}
