using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Identity.Account;
using Slipway.Registry.Promotions;
using Slipway.Registry.Versions;

namespace Slipway.Registry;

/// <summary>What a person registered and promoted. It is their organizations', and stays with them under a name that says nothing.</summary>
internal sealed class KeptByRegistry : IPersonalData
{
    private const string Nobody = "former-member";

    public IReadOnlyList<PersonalSection> Sections(SaasDb db, Id<User> user) =>
    [
        new("modelVersions", (
            from version in Versions(db, user)
            join model in db.RegisteredModels.IgnoreQueryFilters(SaasDb.TenantFilterOnly) on version.ModelKey equals model.Key
            join project in db.Projects.IgnoreQueryFilters(SaasDb.TenantAndDeletedFilters) on version.ProjectId equals project.Id
            orderby version.Key
            select new { Project = project.Slug, Model = model.Name, version.Number, version.Description, version.CreatedAt }).AsAsyncEnumerable()),
        new("promotions", (
            from promotion in Promotions(db, user)
            join model in db.RegisteredModels.IgnoreQueryFilters(SaasDb.TenantFilterOnly) on promotion.ModelKey equals model.Key
            orderby promotion.Key
            select new { Model = model.Name, promotion.Target, promotion.Name, promotion.FromVersion, promotion.ToVersion, promotion.At }).AsAsyncEnumerable()),
    ];

    public async Task<IReadOnlyList<string>> FateAsync(SaasDb db, Id<User> user, CancellationToken ct)
    {
        var versions = await Versions(db, user).CountAsync(ct);
        return versions == 0 ? [] : [$"{versions} version{(versions == 1 ? "" : "s")} of models that you registered stay{(versions == 1 ? "s" : "")} with {(versions == 1 ? "its" : "their")} organizations, under the name '{Nobody}'."];
    }

    public Task<Refusal?> HoldAsync(SaasDb db, Id<User> user, CancellationToken ct) => Task.FromResult<Refusal?>(null);

    public async Task ForgetAsync(SaasDb db, Id<User> user, CancellationToken ct)
    {
        await Versions(db, user).ExecuteUpdateAsync(set => set.SetProperty(version => version.CreatedBy, Nobody), ct);
        await Promotions(db, user).ExecuteUpdateAsync(set => set.SetProperty(promotion => promotion.ActorName, Nobody), ct);
        await db.RegisteredModels.IgnoreQueryFilters(SaasDb.TenantFilterOnly).Where(model => model.OwnerId == user).ExecuteUpdateAsync(set => set.SetProperty(model => model.OwnerId, (Id<User>?)null), ct);
    }

    private static IQueryable<ModelVersion> Versions(SaasDb db, Id<User> user) => db.ModelVersions.IgnoreQueryFilters(SaasDb.TenantFilterOnly).Where(version => version.CreatedById == user);

    private static IQueryable<Promotion> Promotions(SaasDb db, Id<User> user) => db.Promotions.IgnoreQueryFilters(SaasDb.TenantFilterOnly).Where(promotion => promotion.ActorId == user);
}
