using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Organizations.Members;
using Slipway.Registry.Models;
using Slipway.Registry.Policies;

namespace Slipway.Registry;

/// <summary>The registered models that somebody answers for, and the policies that name them as who has to approve.</summary>
internal sealed class HandedOverByRegistry(Tenant tenant) : IHandover
{
    public async Task<IReadOnlyList<string>> HeldAsync(SaasDb db, Id<User> person, CancellationToken ct)
    {
        var (models, policies) = (await db.RegisteredModels.CountAsync(model => model.OwnerId == person && model.DeletedAt == 0, ct), (await NamingAsync(db, person, ct)).Count);
        return
        [
            .. models > 0 ? new[] { models == 1 ? "1 registered model" : $"{models:N0} registered models" } : [],
            .. policies > 0 ? new[] { policies == 1 ? "their part in 1 review policy" : $"their part in {policies:N0} review policies" } : [],
        ];
    }

    public async Task HandOverAsync(SaasDb db, Handing handing, CancellationToken ct)
    {
        var owned = await (
            from model in db.RegisteredModels
            where model.OwnerId == handing.From && model.DeletedAt == 0
            join project in db.Projects.IgnoreQueryFilters(SaasDb.DeletedFilterOnly) on model.ProjectId equals project.Id
            select new { model.Name, project.Id, project.Slug }).ToListAsync(ct);
        await db.RegisteredModels.Where(model => model.OwnerId == handing.From).ExecuteUpdateAsync(set => set.SetProperty(model => model.OwnerId, (Id<User>?)handing.To), ct);
        foreach (var model in owned)
        {
            db.Record(new ModelOwned(model.Slug, model.Name, handing.Heir), tenant.Id, model.Id, handing.By, handing.At);
        }

        var heir = new PolicyPerson(handing.To, handing.Heir);
        foreach (var (policy, slug) in await NamingAsync(db, handing.From, ct))
        {
            var note = $"{handing.Heir} takes over from somebody who left.";
            db.ReviewPolicies.Add(ReviewPolicy.Write(tenant.Id, policy.ProjectId, policy.Number + 1, [.. policy.Targets.Select(target => Renamed(target, handing.From, heir))], note, handing.By, handing.At));
            db.Record(new PolicyWritten(slug, policy.Number + 1, note), tenant.Id, policy.ProjectId, handing.By, handing.At);
        }
    }

    private static TargetPolicy Renamed(TargetPolicy target, Id<User> from, PolicyPerson heir) => target with
    {
        Approvals = [.. target.Approvals.Select(rule => rule with { People = rule.People?.Select(person => person.Id == from ? heir : person).DistinctBy(person => person.Id).ToList() })],
    };

    // The rules are JSON: those whose text has the id are looked into.
    private static async Task<List<(ReviewPolicy Policy, string Slug)>> NamingAsync(SaasDb db, Id<User> person, CancellationToken ct)
    {
        var id = person.ToString();
        var mentioned = await (
            from policy in db.ReviewPolicies.AsNoTracking()
            where policy.Rules.Contains(id) && !db.ReviewPolicies.Any(newer => newer.ProjectId == policy.ProjectId && newer.Number > policy.Number)
            join project in db.Projects.IgnoreQueryFilters(SaasDb.DeletedFilterOnly) on policy.ProjectId equals project.Id
            select new { Policy = policy, project.Slug }).ToListAsync(ct);
        return [.. mentioned.Where(each => each.Policy.Targets.SelectMany(target => target.Approvals).Any(rule => rule.People?.Any(named => named.Id == person) is true)).Select(each => (each.Policy, each.Slug))];
    }
}
