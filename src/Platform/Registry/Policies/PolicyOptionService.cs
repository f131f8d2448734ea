using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Registry.Evidence;
using Slipway.Registry.Stages;
using Slipway.Registry.Versions;

namespace Slipway.Registry.Policies;

/// <summary>A kind of check that a policy can ask for, and what has to be said of one.</summary>
/// <param name="Kind">What policies call it.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Says">What it looks at, as a sentence.</param>
/// <param name="Name">What <see cref="CheckRule.Name"/> is; null when it has none.</param>
/// <param name="IsDirected">Whether <see cref="CheckRule.Must"/> has to be said.</param>
/// <param name="Value">What <see cref="CheckRule.Value"/> is; null when it has none.</param>
/// <param name="Text">What <see cref="CheckRule.Text"/> is; null when it has none.</param>
/// <param name="Known">Names that there are in the project already.</param>
public sealed record CheckOffer(string Kind, string Title, string Says, string? Name, bool IsDirected, string? Value, string? Text, IReadOnlyList<string> Known);

/// <summary>What a project's policy can protect and ask for.</summary>
/// <param name="Stages">Those that can be protected.</param>
/// <param name="Aliases">Those that are in use; any other can be protected too.</param>
public sealed record PolicyOptions(IReadOnlyList<string> Stages, IReadOnlyList<string> Aliases, IReadOnlyList<CheckOffer> Checks);

/// <summary>Says what there is to choose from when a policy is written.</summary>
public sealed class PolicyOptionService(IDbContextFactory<SaasDb> dbs, EvidenceReader evidence, Access access)
{
    private const int MostNames = 100;
    private const int MostVersions = 20;

    /// <summary>What the project's policy can protect and ask for.</summary>
    public async Task<Result<PolicyOptions>> GetAsync(KnownProject project, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ModelsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var models = db.RegisteredModels.Where(model => model.ProjectId == project.Id && model.DeletedAt == 0);
        var aliases = await models.SelectMany(model => model.Aliases).Select(alias => alias.Name).Distinct().OrderBy(name => name).Take(MostNames).ToListAsync(ct);
        var known = new Dictionary<KnownNames, IReadOnlyList<string>>
        {
            [KnownNames.Nothing] = [],
            [KnownNames.Metrics] = await MetricsAsync(db, project, ct),
            [KnownNames.Tags] = await db.ModelVersions.Where(version => version.ProjectId == project.Id && version.DeletedAt == 0).SelectMany(version => version.Tags)
                .Select(tag => tag.Name).Distinct().OrderBy(name => name).Take(MostNames).ToListAsync(ct),
            [KnownNames.PostedChecks] = await db.Reviews.Where(review => review.ProjectId == project.Id).SelectMany(review => review.Posted)
                .Select(check => check.Name).Distinct().OrderBy(name => name).Take(MostNames).ToListAsync(ct),
        };
        return new PolicyOptions(
            [.. (await StageNames.OfAsync(db, ct)).All.Where(stage => stage is not (Stage.None or Stage.Archived))], aliases,
            [.. evidence.Kinds.Select(kind => (kind.Kind, kind.Form)).Select(kind => new CheckOffer(
                kind.Kind, kind.Form.Title, kind.Form.Says, kind.Form.Name, kind.Form.IsDirected, kind.Form.Value, kind.Form.Text, known[kind.Form.Known]))]);
    }

    // What is measured hardly differs from one version to the next.
    private static async Task<IReadOnlyList<string>> MetricsAsync(SaasDb db, KnownProject project, CancellationToken ct)
    {
        var newest = db.ModelVersions.Where(version => version.ProjectId == project.Id && version.DeletedAt == 0).OrderByDescending(version => version.Key).Take(MostVersions).Select(version => version.Key);
        var facts = await db.VersionFacts.Where(facts => newest.Contains(facts.VersionKey)).Select(facts => facts.Data).ToListAsync(ct);
        return [.. facts.SelectMany(data => KnownFacts.Read(data).Metrics.Keys).Where(name => !MetricEvidence.IsOfTheMachine(name)).Distinct().Order(StringComparer.Ordinal).Take(MostNames)];
    }
}
