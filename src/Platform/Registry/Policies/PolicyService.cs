using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Registry.Models;
using Slipway.Registry.Reviews;

namespace Slipway.Registry.Policies;

/// <summary>What a project asks before it lets versions to its protected targets.</summary>
/// <param name="Version">Its number; 0 is what every project begins with, which protects nothing.</param>
/// <param name="Note">Why it was changed.</param>
/// <param name="By">Who wrote it; empty for what every project begins with.</param>
/// <param name="At">When; null for what every project begins with.</param>
/// <param name="Words">What is asked for each of the targets, in their order: a phrase for each approval, check and time.</param>
public sealed record PolicyDetails(int Version, IReadOnlyList<TargetPolicy> Targets, string Note, string By, DateTime? At, IReadOnlyList<IReadOnlyList<string>> Words);

/// <summary>A new version of a project's policy. What isn't listed isn't protected.</summary>
/// <param name="Note">Why it is changed.</param>
/// <param name="Before">The version that was read; the edit is refused when another one was written since.</param>
/// <param name="AppliesToOpen">Whether reviews that are going on go by it from now on: approvals that saw the former policy are voided. Without it they go by the version that they began with.</param>
public sealed record WritePolicy(
    [Required] IReadOnlyList<TargetPolicy> Targets, [Required, MaxLength(ReviewPolicy.NoteLimit)] string Note, [Required, Range(0, int.MaxValue)] int? Before, bool AppliesToOpen = false);

/// <summary>What a policy might become.</summary>
public sealed record PreviewPolicy([Required] IReadOnlyList<TargetPolicy> Targets);

/// <summary>What would be asked otherwise for a target.</summary>
/// <param name="IsNew">Whether it isn't protected today.</param>
/// <param name="IsGone">Whether it wouldn't be protected any more.</param>
/// <param name="Added">What would be asked besides, a phrase for each.</param>
/// <param name="Dropped">What wouldn't be asked any more.</param>
public sealed record PolicyChange(ReviewTarget Target, bool IsNew, bool IsGone, IReadOnlyList<string> Added, IReadOnlyList<string> Dropped);

/// <summary>What would change if a policy were written.</summary>
/// <param name="Reviews">What it would do to the reviews that are going on, if it applied to them.</param>
public sealed record PolicyPreview(IReadOnlyList<PolicyChange> Changes, AffectedReviews Reviews);

/// <summary>A project's policy for reviews. Every version is kept, and a review goes by the one that it began with, unless a later one is written to apply to it.</summary>
public sealed class PolicyService(IDbContextFactory<SaasDb> dbs, Tenant tenant, Access access, ModelWriter writer, PolicyDrafts drafts, PolicyEffects effects)
{
    /// <summary>How many versions are listed.</summary>
    public const int MostVersions = 200;

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

    /// <summary>Its versions, the newest <see cref="MostVersions"/> of them, the newest first.</summary>
    public async Task<Result<IReadOnlyList<PolicyDetails>>> ListAsync(KnownProject project, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ModelsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var written = await db.ReviewPolicies.AsNoTracking().Where(policy => policy.ProjectId == project.Id).OrderByDescending(policy => policy.Number).Take(MostVersions).ToListAsync(ct);
        return (written.Count < MostVersions ? written.Append(ReviewPolicy.Default(tenant.Id, project.Id)) : written).Select(Details).ToList();
    }

    /// <summary>Says what a policy would do to the reviews that are going on, if it applied to them. Nothing is changed.</summary>
    public async Task<Result<PolicyPreview>> PreviewAsync(KnownProject project, PreviewPolicy request, CancellationToken ct)
    {
        if (await access.RequireToLookAsync(Permission.ProjectManage, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var read = await drafts.ReadAsync(db, tenant.Id, request.Targets, ct);
        if (read.Refusal is { } unusable)
        {
            return unusable;
        }

        var now = (await ReviewPolicy.CurrentAsync(db, project, ct)).Targets;
        var changes = now.Concat(read.Value).Select(policy => policy.Target).Distinct().Select(target => Change(target, now.FirstOrDefault(each => each.Target == target), read.Value.Find(each => each.Target == target)));
        return new PolicyPreview([.. changes.OfType<PolicyChange>()], await effects.PreviewAsync(db, project, read.Value, access.Principal, ct));
    }

    /// <summary>Writes the next version. Reviews that are going on stay with theirs, unless it is to apply to them.</summary>
    public Task<Result<PolicyDetails>> WriteAsync(KnownProject project, WritePolicy request, CancellationToken ct) =>
        writer.BeginAsync<PolicyDetails>(project, Permission.ProjectManage, async change =>
        {
            var db = change.Db;
            var read = await drafts.ReadAsync(db, tenant.Id, request.Targets, ct);
            if (read.Refusal is { } unusable)
            {
                return unusable;
            }

            var before = (await ReviewPolicy.CurrentAsync(db, project, ct)).Number;
            if (before != request.Before)
            {
                return new Conflict($"Somebody else changed the policy meanwhile: it is at version {before} now. Look at it and change that one.");
            }

            var written = db.ReviewPolicies.Add(ReviewPolicy.Write(tenant.Id, project.Id, before + 1, read.Value, request.Note, change.Actor, change.At)).Entity;
            change.Record(new PolicyWritten(project.Slug, written.Number, written.Note));
            if (request.AppliesToOpen)
            {
                await effects.ApplyAsync(change, written, ct);
            }

            return Details(written);
        }, ct);

    private PolicyChange? Change(ReviewTarget target, TargetPolicy? before, TargetPolicy? after)
    {
        IReadOnlyList<string> had = before is null ? [] : drafts.Words(before), has = after is null ? [] : drafts.Words(after);
        var change = new PolicyChange(target, before is null, after is null, [.. has.Except(had)], [.. had.Except(has)]);
        return change is { IsNew: false, IsGone: false, Added.Count: 0, Dropped.Count: 0 } ? null : change;
    }

    private PolicyDetails Details(ReviewPolicy policy)
    {
        var targets = policy.Targets;
        return new(policy.Number, targets, policy.Note, policy.Author, policy.AuthorId is null ? null : policy.At, [.. targets.Select(drafts.Words)]);
    }
}

internal sealed record PolicyWritten(string Project, int Version, string Note) : PlatformEvent("policy.written", $"projects/{Project}/settings/review-policy");
