using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Registry.Evidence;
using Slipway.Registry.Models;
using Slipway.Registry.Promotions;
using Slipway.Registry.Stages;

namespace Slipway.Registry.Policies;

/// <summary>Takes what somebody wrote as a policy, and says what is wrong with it.</summary>
public sealed class PolicyDrafts(EvidenceReader evidence)
{
    private const int MostTargets = 50;
    private const int MostRules = 50;

    /// <summary>The targets as they are kept: spelled as the organization does, with the names of people and teams.</summary>
    internal async Task<Result<List<TargetPolicy>>> ReadAsync(SaasDb db, Id<Organization> organization, IReadOnlyList<TargetPolicy> written, CancellationToken ct)
    {
        var stages = await StageNames.OfAsync(db, ct);
        var targets = written.Select(policy => Spelled(policy, stages)).ToList();
        return Unusable(targets, stages) is { } unusable ? unusable : await NameAsync(db, organization, targets, ct);
    }

    /// <summary>What is asked for a target, a phrase for each approval, check and time.</summary>
    internal IReadOnlyList<string> Words(TargetPolicy policy) =>
    [
        .. policy.Approvals.Select(rule => $"{rule.Count} approval{(rule.Count == 1 ? "" : "s")} by {rule.Whose()}"),
        .. policy.Checks.Select(Claim),
        .. policy.ExpiresInDays is { } ends ? [$"a review ends after {Days(ends)}"] : Array.Empty<string>(),
        .. policy.ReviewAgainInDays is { } again ? [$"what was let in is reviewed again after {Days(again)}"] : Array.Empty<string>(),
    ];

    private static string Days(int days) => days == 1 ? "a day" : $"{days} days";

    // A policy is kept longer than what it asks for is offered.
    private string Claim(CheckRule check) => evidence.Kinds.FirstOrDefault(kind => kind.Kind == check.Kind)?.Claim(check) ?? check.Kind;

    private static TargetPolicy Spelled(TargetPolicy policy, StageNames stages) => policy with
    {
        Target = policy.Target.Kind is PromotionTarget.Stage && stages.Spelled(policy.Target.Name) is { } spelled ? policy.Target with { Name = spelled } : policy.Target,
        Approvals = policy.Approvals ?? [],
        Checks = policy.Checks ?? [],
    };

    private Invalid? Unusable(List<TargetPolicy> targets, StageNames stages) =>
        targets.Count > MostTargets ? new Invalid($"A policy protects up to {MostTargets} aliases and stages.")
        : targets.GroupBy(policy => policy.Target).FirstOrDefault(same => same.Count() > 1) is { } twice ? new Invalid($"The policy names {twice.Key} twice. Put what it asks for together.")
        : targets.Select(policy => Unusable(policy, stages)).FirstOrDefault(refused => refused is not null);

    private Invalid? Unusable(TargetPolicy policy, StageNames stages)
    {
        var target = policy.Target;
        var unknown = target.Kind is PromotionTarget.Alias ? ModelRules.CheckAlias(target.Name) : stages.Spelled(target.Name) is null ? stages.Unknown(target.Name) : null;
        if (unknown is not null)
        {
            return unknown;
        }

        if (target.Kind is PromotionTarget.Stage && target.Name is Stage.None or Stage.Archived)
        {
            return new Invalid($"The stage {target.Name} can't be protected: it is where versions go that nobody relies on.");
        }

        if (policy.Approvals.ToList().FindIndex(rule => rule.Count is < 1 or > 20) is >= 0 and var counted)
        {
            return new UnusableRule(target, IsCheck: false, counted, "Between 1 and 20 approvals can be needed.");
        }

        if (policy.Approvals.Count > MostRules || policy.Checks.Count > MostRules)
        {
            return new Invalid($"The policy asks for more than {MostRules} things for {target}. Leave some out.");
        }

        var claims = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (check, place) in policy.Checks.Select((check, place) => (check, place)))
        {
            if ((Unusable(check)?.Message ?? (claims.Add(Claim(check)) ? null : $"The policy asks twice for the check «{Claim(check)}». Once is enough.")) is { } wrong)
            {
                return new UnusableRule(target, IsCheck: true, place, wrong);
            }
        }

        return null;
    }

    private Invalid? Unusable(CheckRule check) =>
        evidence.Kinds.FirstOrDefault(kind => kind.Kind == check.Kind) is { } known
            ? known.Unusable(check)
            : new Invalid($"There is no check of the kind '{check.Kind}'. There are: {string.Join(", ", evidence.Kinds.Select(kind => kind.Kind).Order(StringComparer.Ordinal))}.");

    // Names are written down with the ids, so that a version can be read when somebody has left.
    private static async Task<Result<List<TargetPolicy>>> NameAsync(SaasDb db, Id<Organization> organization, List<TargetPolicy> targets, CancellationToken ct)
    {
        var ids = targets.SelectMany(policy => policy.Approvals).SelectMany(rule => rule.People ?? []).Select(person => person.Id).Distinct().ToList();
        var members = await db.Memberships.Where(m => m.OrganizationId == organization && ids.Contains(m.UserId)).Select(m => m.UserId).ToListAsync(ct);
        if (ids.Except(members).Any())
        {
            return new Invalid("The policy names somebody who is no member of the organization. Invite them first, or leave them out.");
        }

        var teams = targets.SelectMany(policy => policy.Approvals).SelectMany(rule => rule.Teams ?? []).Distinct().ToList();
        var known = await db.Teams.Where(team => teams.Contains(team.Slug)).ToDictionaryAsync(team => team.Slug, team => team.Name, ct);
        if (teams.Except(known.Keys).FirstOrDefault() is { } missing)
        {
            return new Invalid($"There is no team '{missing}' in the organization. Make it first, or leave it out.");
        }

        var guids = ids.ConvertAll(id => id.Value);
        var names = await db.Users.Where(user => guids.Contains(user.Id)).Select(user => new { user.Id, user.DisplayName }).ToDictionaryAsync(user => new Id<User>(user.Id), user => user.DisplayName, ct);
        return targets.ConvertAll(policy => policy with
        {
            Approvals = [.. policy.Approvals.Select(rule => rule with
            {
                People = rule.People?.Select(person => person with { Name = names[person.Id] }).ToList(), TeamNames = rule.Teams?.Select(team => known[team]).ToList(),
            })],
        });
    }
}
