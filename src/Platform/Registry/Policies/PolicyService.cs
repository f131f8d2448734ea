using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Registry.Evidence;
using Slipway.Registry.Models;
using Slipway.Registry.Promotions;
using Slipway.Registry.Stages;

namespace Slipway.Registry.Policies;

/// <summary>What a project asks before it lets versions to its protected targets.</summary>
/// <param name="Version">Its number; 0 is what every project begins with, which protects nothing.</param>
/// <param name="Note">Why it was changed.</param>
/// <param name="By">Who wrote it; empty for what every project begins with.</param>
/// <param name="At">When; null for what every project begins with.</param>
public sealed record PolicyDetails(int Version, IReadOnlyList<TargetPolicy> Targets, string Note, string By, DateTime? At);

/// <summary>A new version of a project's policy. What isn't listed isn't protected.</summary>
/// <param name="Note">Why it is changed.</param>
/// <param name="Before">The version that was read; the edit is refused when another one was written since.</param>
public sealed record WritePolicy(
    [Required] IReadOnlyList<TargetPolicy> Targets, [Required, MaxLength(ReviewPolicy.NoteLimit)] string Note, [Required, Range(0, int.MaxValue)] int? Before);

/// <summary>A project's policy for reviews. Every version is kept, and a review goes by the one that it began with.</summary>
public sealed class PolicyService(IDbContextFactory<SaasDb> dbs, Tenant tenant, Access access, EvidenceReader evidence, TimeProvider time)
{
    private const int MostTargets = 50;
    private const int MostRules = 50;

    /// <summary>The policy of now, or one of its versions.</summary>
    /// <param name="version">Null for the newest.</param>
    public async Task<Result<PolicyDetails>> GetAsync(KnownProject project, int? version, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ModelsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var policy = version is { } number ? await ReviewPolicy.VersionAsync(db, project, number, ct) : await ReviewPolicy.CurrentAsync(db, project, ct);
        return policy is null ? new NotFound($"The project's policy has no version {version}.") : Details(policy);
    }

    /// <summary>All versions, the newest first.</summary>
    public async Task<Result<IReadOnlyList<PolicyDetails>>> ListAsync(KnownProject project, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ModelsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var written = await db.ReviewPolicies.AsNoTracking().Where(policy => policy.ProjectId == project.Id).OrderByDescending(policy => policy.Number).ToListAsync(ct);
        return written.Append(ReviewPolicy.Default(tenant.Id, project.Id)).Select(Details).ToList();
    }

    /// <summary>Writes the next version. Reviews that are going on stay with theirs.</summary>
    public async Task<Result<PolicyDetails>> WriteAsync(KnownProject project, WritePolicy request, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ProjectManage, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var stages = await StageNames.OfAsync(db, ct);
        var targets = request.Targets.Select(policy => Spelled(policy, stages)).ToList();
        if (Unusable(targets, stages) is { } unusable)
        {
            return unusable;
        }

        var named = await NameAsync(db, targets, ct);
        if (named.Refusal is { } unknown)
        {
            return unknown;
        }

        var before = (await ReviewPolicy.CurrentAsync(db, project, ct)).Number;
        if (before != request.Before)
        {
            return Overtaken(before);
        }

        var written = db.ReviewPolicies.Add(ReviewPolicy.Write(tenant.Id, project.Id, before + 1, named.Value, request.Note, access.Principal, time.GetUtcNow().UtcDateTime)).Entity;
        db.Record(new PolicyWritten(project.Slug, written.Number, written.Note), tenant.Id, project.Id, access.Principal, written.At);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException exception) when (exception.IsDuplicate())
        {
            return Overtaken(before + 1);
        }

        return Details(written);
    }

    private static Conflict Overtaken(int version) => new($"Somebody else changed the policy meanwhile: it is at version {version} now. Look at it and change that one.");

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

        if (policy.Approvals.Any(rule => rule.Count is < 1 or > 20))
        {
            return new Invalid($"The approvals that are needed for {target} are between 1 and 20.");
        }

        if (policy.Approvals.Count > MostRules || policy.Checks.Count > MostRules)
        {
            return new Invalid($"The policy asks for more than {MostRules} things for {target}. Leave some out.");
        }

        if (policy.Checks.Select(Unusable).FirstOrDefault(refused => refused is not null) is { } unusable)
        {
            return unusable;
        }

        var claims = policy.Checks.Select(check => evidence.Kinds.First(kind => kind.Kind == check.Kind).Claim(check));
        return claims.GroupBy(claim => claim, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice
            ? new Invalid($"The policy asks twice for the check «{twice.Key}» for {target}. Once is enough.")
            : null;
    }

    private Invalid? Unusable(CheckRule check) =>
        evidence.Kinds.FirstOrDefault(kind => kind.Kind == check.Kind) is { } known
            ? known.Unusable(check)
            : new Invalid($"There is no check of the kind '{check.Kind}'. There are: {string.Join(", ", evidence.Kinds.Select(kind => kind.Kind).Order(StringComparer.Ordinal))}.");

    // Names are written down with the ids, so that a version can be read when somebody has left.
    private async Task<Result<List<TargetPolicy>>> NameAsync(SaasDb db, List<TargetPolicy> targets, CancellationToken ct)
    {
        var ids = targets.SelectMany(policy => policy.Approvals).SelectMany(rule => rule.People ?? []).Select(person => person.Id).Distinct().ToList();
        var members = await db.Memberships.Where(m => m.OrganizationId == tenant.Id && ids.Contains(m.UserId)).Select(m => m.UserId).ToListAsync(ct);
        if (ids.Except(members).Any())
        {
            return new Invalid("The policy names somebody who is no member of the organization. Invite them first, or leave them out.");
        }

        var teams = targets.SelectMany(policy => policy.Approvals).SelectMany(rule => rule.Teams ?? []).Distinct().ToList();
        var known = await db.Teams.Where(team => teams.Contains(team.Slug)).Select(team => team.Slug).ToListAsync(ct);
        if (teams.Except(known).FirstOrDefault() is { } missing)
        {
            return new Invalid($"There is no team '{missing}' in the organization. Make it first, or leave it out.");
        }

        var guids = ids.ConvertAll(id => id.Value);
        var names = await db.Users.Where(user => guids.Contains(user.Id)).Select(user => new { user.Id, user.DisplayName }).ToDictionaryAsync(user => new Id<User>(user.Id), user => user.DisplayName, ct);
        return targets.ConvertAll(policy => policy with
        {
            Approvals = [.. policy.Approvals.Select(rule => rule with { People = rule.People?.Select(person => person with { Name = names[person.Id] }).ToList() })],
        });
    }

    private static PolicyDetails Details(ReviewPolicy policy) => new(policy.Number, policy.Targets, policy.Note, policy.Author, policy.AuthorId is null ? null : policy.At);
}

internal sealed record PolicyWritten(string Project, int Version, string Note) : PlatformEvent("policy.written", $"projects/{Project}/reviews/policy");
