using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Identity.Account;

namespace Slipway.Tracking.Runs;

/// <summary>The runs that a person logged. They are their organization's, and stay with it under a name that says nothing.</summary>
internal sealed class KeptByRuns : IPersonalData
{
    /// <summary>Who logged a run whose author's account is gone.</summary>
    public const string Nobody = "former-member";

    public IReadOnlyList<PersonalSection> Sections(SaasDb db, Id<User> user) =>
    [
        new("runs", (
            from run in Of(db, user)
            join project in db.Projects.IgnoreQueryFilters(SaasDb.TenantAndDeletedFilters) on run.ProjectId equals project.Id
            join organization in db.Organizations on run.OrganizationId equals organization.Id
            orderby run.Key
            select new { Organization = organization.Slug, Project = project.Slug, run.RunId, run.Name, run.UserName, run.Status, run.StartTime, run.EndTime }).AsAsyncEnumerable()),
    ];

    public async Task<IReadOnlyList<string>> FateAsync(SaasDb db, Id<User> user, CancellationToken ct)
    {
        var runs = await Of(db, user).CountAsync(ct);
        return runs == 0 ? [] : [$"{runs} run{(runs == 1 ? "" : "s")} that you logged stay{(runs == 1 ? "s" : "")} with {(runs == 1 ? "its" : "their")} organizations, under the name '{Nobody}'."];
    }

    public Task<Refusal?> HoldAsync(SaasDb db, Id<User> user, CancellationToken ct) => Task.FromResult<Refusal?>(null);

    public async Task ForgetAsync(SaasDb db, Id<User> user, CancellationToken ct)
    {
        await db.RunTags.IgnoreQueryFilters(SaasDb.TenantFilterOnly)
            .Where(tag => tag.Name == SystemTags.User && Of(db, user).Any(run => run.Key == tag.RunKey))
            .ExecuteUpdateAsync(set => set.SetProperty(tag => tag.Value, Nobody).SetProperty(tag => tag.ValueHead, Nobody), ct);
        await Of(db, user).ExecuteUpdateAsync(set => set.SetProperty(run => run.UserName, Nobody), ct);
    }

    private static IQueryable<Run> Of(SaasDb db, Id<User> user) => db.Runs.IgnoreQueryFilters(SaasDb.TenantFilterOnly).Where(run => run.CreatedBy == user);
}
