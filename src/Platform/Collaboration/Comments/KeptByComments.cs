using Microsoft.EntityFrameworkCore;
using Slipway.Collaboration.Comments.Mentions;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Identity.Account;

namespace Slipway.Collaboration.Comments;

/// <summary>What a person wrote. It is part of others' work, and stays with the organization under no name; their nods go.</summary>
internal sealed class KeptByComments : IPersonalData
{
    public IReadOnlyList<PersonalSection> Sections(SaasDb db, Id<User> user) =>
    [
        new("comments", (
            from comment in Of(db, user)
            join project in db.Projects.IgnoreQueryFilters(SaasDb.TenantAndDeletedFilters) on comment.ProjectId equals project.Id
            join organization in db.Organizations on comment.OrganizationId equals organization.Id
            orderby comment.Key
            select new { Organization = organization.Slug, Project = project.Slug, comment.Kind, comment.Subject, comment.Text, comment.CreatedAt, comment.EditedAt }).AsAsyncEnumerable()),
    ];

    public async Task<IReadOnlyList<string>> FateAsync(SaasDb db, Id<User> user, CancellationToken ct)
    {
        var comments = await Of(db, user).CountAsync(ct);
        return comments == 0
            ? []
            : [$"{comments} comment{(comments == 1 ? "" : "s")} that you wrote stay{(comments == 1 ? "s" : "")} where others read {(comments == 1 ? "it" : "them")}, under '{CommentReader.Nobody}'. Delete first what should go."];
    }

    public Task<Refusal?> HoldAsync(SaasDb db, Id<User> user, CancellationToken ct) => Task.FromResult<Refusal?>(null);

    // An author is shown by the account's name, so the name goes with the account. Texts in which others call the person have it in them.
    public async Task ForgetAsync(SaasDb db, Id<User> user, CancellationToken ct)
    {
        await db.CommentReactions.IgnoreQueryFilters(SaasDb.TenantFilterOnly).Where(reaction => reaction.UserId == user).ExecuteDeleteAsync(ct);
        await db.CommentMentions.IgnoreQueryFilters(SaasDb.TenantFilterOnly).Where(mention => mention.Kind == MentionKind.Person && mention.Target == user.Value).ExecuteDeleteAsync(ct);
    }

    private static IQueryable<Comment> Of(SaasDb db, Id<User> user) =>
        db.Comments.IgnoreQueryFilters(SaasDb.TenantFilterOnly).Where(comment => comment.AuthorId == user && comment.DeletedAt == null);
}
