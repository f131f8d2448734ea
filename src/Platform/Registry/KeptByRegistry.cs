using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Identity.Account;
using Slipway.Registry.Cards;
using Slipway.Registry.Evidence;
using Slipway.Registry.Models;
using Slipway.Registry.Policies;
using Slipway.Registry.Promotions;
using Slipway.Registry.Reviews;
using Slipway.Registry.Versions;

namespace Slipway.Registry;

/// <summary>
/// What a person registered, promoted, reviewed, decided and wrote. It is their organizations', and stays with them under a name that says nothing. The id stays
/// beside it, so that two of a review's decisions are still known to be of one person or of two; it leads to no account any more. No digest covers a name: evidence
/// is files, figures, card and policy, so what was decided on it goes on holding. What people wrote themselves stays as it is (a card's contacts, a reason's text),
/// and so do the audit log's events, whose chain couldn't be verified otherwise, and what a run's client had said when a version was registered from it. Who deleted
/// a model or version, or posted a check, before ids were kept beside names can't be found by their account.
/// </summary>
internal sealed class KeptByRegistry : IPersonalData
{
    private const string Nobody = "former-member";

    public IReadOnlyList<PersonalSection> Sections(SaasDb db, Id<User> user) =>
    [
        new("modelVersions", (
            from version in Of<ModelVersion>(db, version => version.CreatedById == user)
            join model in db.RegisteredModels.IgnoreQueryFilters(SaasDb.TenantFilterOnly) on version.ModelKey equals model.Key
            join project in db.Projects.IgnoreQueryFilters(SaasDb.TenantAndDeletedFilters) on version.ProjectId equals project.Id
            orderby version.Key
            select new { Project = project.Slug, Model = model.Name, version.Number, version.Description, version.CreatedAt }).AsAsyncEnumerable()),
        new("promotions", (
            from promotion in Of<Promotion>(db, promotion => promotion.ActorId == user)
            join model in db.RegisteredModels.IgnoreQueryFilters(SaasDb.TenantFilterOnly) on promotion.ModelKey equals model.Key
            orderby promotion.Key
            select new { Model = model.Name, promotion.Target, promotion.Name, promotion.FromVersion, promotion.ToVersion, promotion.At }).AsAsyncEnumerable()),
        new("modelCards", (
            from revision in Of<CardRevision>(db, revision => revision.AuthorId == user)
            join model in db.RegisteredModels.IgnoreQueryFilters(SaasDb.TenantFilterOnly) on revision.ModelKey equals model.Key
            orderby revision.Key
            select new { Model = model.Name, Revision = revision.Number, revision.Content, revision.At }).AsAsyncEnumerable()),
        new("reviews", Of<Review>(db, review => review.RequesterId == user).OrderBy(review => review.Key)
            .Select(review => new { review.Number, review.TargetName, review.Reason, review.Status, review.OpenedAt }).AsAsyncEnumerable()),
        new("reviewDecisions", (
            from decision in Of<ReviewDecision>(db, decision => decision.ReviewerId == user)
            join review in db.Reviews.IgnoreQueryFilters(SaasDb.TenantFilterOnly) on decision.ReviewKey equals review.Key
            orderby decision.Key
            select new { Review = review.Number, decision.Verdict, decision.Reason, decision.At }).AsAsyncEnumerable()),
    ];

    public async Task<IReadOnlyList<string>> FateAsync(SaasDb db, Id<User> user, CancellationToken ct)
    {
        var versions = await Of<ModelVersion>(db, version => version.CreatedById == user).CountAsync(ct);
        var decisions = await Of<ReviewDecision>(db, decision => decision.ReviewerId == user).CountAsync(ct);
        return
        [
            .. versions == 0 ? (IEnumerable<string>)[] : [$"{versions} version{(versions == 1 ? "" : "s")} of models that you registered stay{(versions == 1 ? "s" : "")} with {(versions == 1 ? "its" : "their")} organizations, under the name '{Nobody}'."],
            .. decisions == 0 ? (IEnumerable<string>)[] : [$"{decisions} decision{(decisions == 1 ? "" : "s")} of yours on reviews stay{(decisions == 1 ? "s" : "")} and go{(decisions == 1 ? "es" : "")} on counting, under the name '{Nobody}'."],
        ];
    }

    public Task<Refusal?> HoldAsync(SaasDb db, Id<User> user, CancellationToken ct) => Task.FromResult<Refusal?>(null);

    public async Task ForgetAsync(SaasDb db, Id<User> user, CancellationToken ct)
    {
        await Of<ModelVersion>(db, version => version.CreatedById == user).ExecuteUpdateAsync(set => set.SetProperty(version => version.CreatedBy, Nobody), ct);
        await Of<ModelVersion>(db, version => version.DeletedById == user).ExecuteUpdateAsync(set => set.SetProperty(version => version.DeletedBy, Nobody), ct);
        await Of<ModelVersion>(db, version => version.ErasedById == user).ExecuteUpdateAsync(set => set.SetProperty(version => version.ErasedBy, Nobody), ct);
        await Of<RegisteredModel>(db, model => model.DeletedById == user).ExecuteUpdateAsync(set => set.SetProperty(model => model.DeletedBy, Nobody), ct);
        await Of<RegisteredModel>(db, model => model.ErasedById == user).ExecuteUpdateAsync(set => set.SetProperty(model => model.ErasedBy, Nobody), ct);
        await Of<RegisteredModel>(db, model => model.OwnerId == user).ExecuteUpdateAsync(set => set.SetProperty(model => model.OwnerId, (Id<User>?)null), ct);
        await Of<Promotion>(db, promotion => promotion.ActorId == user).ExecuteUpdateAsync(set => set.SetProperty(promotion => promotion.ActorName, Nobody), ct);
        await Of<CardRevision>(db, revision => revision.AuthorId == user).ExecuteUpdateAsync(set => set.SetProperty(revision => revision.AuthorName, Nobody), ct);
        await Of<ReviewPolicy>(db, policy => policy.AuthorId == user).ExecuteUpdateAsync(set => set.SetProperty(policy => policy.Author, Nobody), ct);
        await Of<Review>(db, review => review.RequesterId == user).ExecuteUpdateAsync(set => set.SetProperty(review => review.Requester, Nobody), ct);
        await Of<ReviewDecision>(db, decision => decision.ReviewerId == user).ExecuteUpdateAsync(set => set.SetProperty(decision => decision.Reviewer, Nobody), ct);
        await Of<ReviewAct>(db, act => act.ActorId == user).ExecuteUpdateAsync(set => set.SetProperty(act => act.Actor, Nobody), ct);
        await Of<PostedCheck>(db, check => check.ById == user).ExecuteUpdateAsync(set => set.SetProperty(check => check.By, Nobody), ct);
    }

    private static IQueryable<T> Of<T>(SaasDb db, Expression<Func<T, bool>> isTheirs)
        where T : class =>
        db.Set<T>().IgnoreQueryFilters(SaasDb.TenantFilterOnly).Where(isTheirs);
}
