using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Registry.Models;
using Slipway.Registry.Policies;
using Slipway.Registry.Promotions;
using Slipway.Registry.Versions;
using Slipway.Tracking.LoggedModels;
using Slipway.Tracking.Runs;

namespace Slipway.Registry.Evidence;

/// <summary>What was found of a version: the checks, and all that a decision rests on.</summary>
internal sealed record Findings(VersionInReview Subject, IReadOnlyList<CheckResult> Checks, EvidenceList Evidence);

/// <summary>Looks at a version as it is now. Who may see it was asked before.</summary>
public sealed class EvidenceReader
{
    private readonly IEvidencePart[] _parts;
    private readonly ICheckKind[] _kinds;
    private readonly RunService _runs;

    internal EvidenceReader(IEnumerable<IEvidencePart> parts, IEnumerable<ICheckKind> kinds, RunService runs) => (_parts, _kinds, _runs) = ([.. parts], [.. kinds], runs);

    /// <summary>The kinds of checks that a policy can ask for.</summary>
    internal IReadOnlyList<ICheckKind> Kinds => _kinds;

    /// <summary>Finds out about a version that is to be let to a target.</summary>
    /// <param name="policyNumber">The version of the policy that <paramref name="policy"/> stands in.</param>
    internal async Task<Findings> ReadAsync(ReviewedVersion reviewed, TargetPolicy policy, int policyNumber, CancellationToken ct)
    {
        var subject = await SubjectAsync(reviewed, policy.Target, ct);
        var items = new List<EvidenceItem> { new("the policy's version", policyNumber.ToString(CultureInfo.InvariantCulture)) };
        foreach (var part in _parts)
        {
            items.AddRange(await part.ReadAsync(subject, ct));
        }

        subject = subject with { Digest = new EvidenceList(items).Digest };
        var checks = await CheckAsync(subject, policy, ct);
        return new(subject, checks, new([.. items, .. checks.Where(check => check.IsEvidence).Select(check => new EvidenceItem($"the check «{check.Name}»", check.State.ToString(), IsCheck: true))]));
    }

    /// <summary>The version that a target stands for: of a stage the newest one in it.</summary>
    internal static async Task<ModelVersion?> HolderAsync(SaasDb db, RegisteredModel model, ReviewTarget target, CancellationToken ct)
    {
        var versions = db.ModelVersions.Include(v => v.Tags).Where(v => v.ModelKey == model.Key && v.DeletedAt == 0);
        return target.Kind is PromotionTarget.Stage ? await versions.Where(v => v.Stage == target.Name).OrderByDescending(v => v.Number).FirstOrDefaultAsync(ct)
            : model.Holder(target.Name) is { } number ? await versions.SingleOrDefaultAsync(v => v.Number == number, ct)
            : null;
    }

    private async Task<VersionInReview> SubjectAsync(ReviewedVersion reviewed, ReviewTarget target, CancellationToken ct)
    {
        var (db, project, version) = (reviewed.Db, reviewed.Project, reviewed.Version);
        var holder = await HolderAsync(db, reviewed.Model, target, ct);
        var (facts, latest) = (await FactsAsync(db, version, ct), await LatestAsync(db, project, version, ct));
        var measured = AtRegistration(facts, latest);
        var before = holder is null ? new Dictionary<string, double>()
            : holder.Key == version.Key ? measured
            : AtRegistration(await FactsAsync(db, holder, ct), await LatestAsync(db, project, holder, ct));
        return new(db, project, reviewed.Number, reviewed.Model, version, target, holder, facts, measured, before, latest, reviewed.Posted, reviewed.IsAuthor);
    }

    // A number that is logged over an older one doesn't move a threshold; one that nobody had measured yet, such as an evaluation of the saved model, does.
    private static Dictionary<string, double> AtRegistration(KnownFacts facts, SortedDictionary<string, double> latest)
    {
        var measured = new Dictionary<string, double>(latest, StringComparer.Ordinal);
        foreach (var (name, value) in facts.Metrics)
        {
            measured[name] = value;
        }

        return measured;
    }

    private static async Task<KnownFacts> FactsAsync(SaasDb db, ModelVersion version, CancellationToken ct) =>
        KnownFacts.Read(await db.VersionFacts.Where(facts => facts.VersionKey == version.Key).Select(facts => facts.Data).SingleOrDefaultAsync(ct));

    private async Task<IReadOnlyList<CheckResult>> CheckAsync(VersionInReview subject, TargetPolicy policy, CancellationToken ct)
    {
        var checks = new List<CheckResult>();
        foreach (var rule in policy.Checks)
        {
            // A policy is kept longer than what it asks for is offered; what can't be looked at hasn't passed.
            var kind = Array.Find(_kinds, each => each.Kind == rule.Kind);
            var found = kind is null ? new CheckFinding(CheckState.Waiting, $"This server has no checks of the kind '{rule.Kind}'. Take it off the policy.") : await kind.FindAsync(subject, rule, ct);
            checks.Add(new(kind?.Claim(rule) ?? rule.Kind, found.State, found.Why, found.Proof, IsRequired: true, kind?.IsEvidence ?? true, found.Posted?.Poster(subject.IsAuthor)));
        }

        foreach (var posted in subject.Posted.Where(each => checks.TrueForAll(known => known.Name != ExternalCheck.ClaimOf(each.Name))))
        {
            var found = ExternalCheck.Find(posted, subject);
            checks.Add(new(ExternalCheck.ClaimOf(posted.Name), found.State, found.Why, found.Proof, IsRequired: false, Posted: posted.Poster(subject.IsAuthor)));
        }

        return checks;
    }

    // What was measured of the saved model itself says more about it than what its training logged.
    private async Task<SortedDictionary<string, double>> LatestAsync(SaasDb db, KnownProject project, ModelVersion version, CancellationToken ct)
    {
        var measured = new SortedDictionary<string, double>(StringComparer.Ordinal);
        var run = version.RunId.Length > 0 ? await _runs.FindAsync(project.Id, version.RunId, ct) : null;
        foreach (var metric in run?.Metrics ?? [])
        {
            measured[metric.Key] = metric.Value;
        }

        var logged = version.LoggedModelId.Length > 0 ? await LoggedModelService.FindAsync(db, project.Id, version.LoggedModelId, ct) : null;
        foreach (var metric in (logged?.Metrics ?? []).OrderBy(metric => metric.Time))
        {
            measured[metric.Key] = metric.Value;
        }

        return measured;
    }
}

/// <summary>A version, and where and by what it is reviewed.</summary>
/// <param name="Number">The review's number.</param>
/// <param name="Posted">What others checked and told.</param>
/// <param name="IsAuthor">Whether somebody made the version or requested the review.</param>
internal sealed record ReviewedVersion(
    SaasDb Db, KnownProject Project, int Number, RegisteredModel Model, ModelVersion Version, IReadOnlyList<PostedCheck> Posted, Func<Id<User>, bool> IsAuthor);
