using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Live;
using Slipway.Tracking.LoggedModels;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.Datasets;

/// <summary>A dataset as a run names it.</summary>
/// <param name="Digest">What tells this state of it from others.</param>
/// <param name="Source">How to load it again, in the form that the source type gives.</param>
/// <param name="Tags">What the run used it for; <c>mlflow.data.context</c> is searchable.</param>
public sealed record LoggedDataset(string Name, string Digest, string SourceType, string Source, string? Schema, string? Profile, IReadOnlyList<KeyValue> Tags);

/// <summary>A dataset that runs of an experiment used, and for what.</summary>
public sealed record DatasetSummary(long Experiment, string Name, string Digest, string? Context);

/// <summary>What runs used: datasets and logged models.</summary>
public sealed class DatasetService(IDbContextFactory<SaasDb> dbs, Tenant tenant, Access access, LiveFeed live, TimeProvider time)
{
    /// <summary>The most datasets, or models, of one request.</summary>
    public const int MostAtOnce = 1_000;

    /// <summary>The most summaries that a search answers.</summary>
    public const int MostSummaries = 1_000;

    /// <summary>Notes that a run used datasets and models. What is noted already stays; a repeated dataset takes the new tags in addition.</summary>
    /// <param name="models">Ids of logged models.</param>
    public async Task<Result<Done>> LogInputsAsync(KnownProject project, string runId, IReadOnlyList<LoggedDataset> datasets, IReadOnlyList<string> models, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsWrite, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        if ((datasets.Select(Check).FirstOrDefault(unusable => unusable is not null) ?? TooMany(datasets.Count, models.Count)) is { } invalid)
        {
            return invalid;
        }

        while (true)
        {
            await using var db = await dbs.CreateDbContextAsync(ct);
            try
            {
                var logged = await db.TransactAsync<Done>(() => LogAsync(db, project, runId, datasets, models, ct), ct);
                live.Publish(Topics.Run(project.Id, runId), LiveMessage.Changed);
                return logged;
            }
            catch (DbUpdateException exception) when (exception.IsDuplicate())
            {
                // Another run named the same dataset a moment earlier: now it is there to be linked.
            }
        }
    }

    /// <summary>The datasets that runs of the experiments used, one for each context.</summary>
    /// <param name="experiments">Numbers of experiments.</param>
    public async Task<Result<IReadOnlyList<DatasetSummary>>> SearchAsync(KnownProject project, IReadOnlyList<long> experiments, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var found = await (
            from link in db.RunDatasets
            join dataset in db.DatasetVersions on link.DatasetKey equals dataset.Key
            join experiment in db.Experiments on dataset.ExperimentKey equals experiment.Key
            where experiment.ProjectId == project.Id && experiments.Contains(experiment.Number)
            select new { experiment.Number, dataset.Name, dataset.Digest, link.Context })
            .Distinct().OrderBy(d => d.Number).ThenBy(d => d.Name).ThenBy(d => d.Digest).ThenBy(d => d.Context).Take(MostSummaries).ToListAsync(ct);
        return found.Select(d => new DatasetSummary(d.Number, d.Name, d.Digest, d.Context)).ToList();
    }

    private async Task<Result<Done>> LogAsync(SaasDb db, KnownProject project, string runId, IReadOnlyList<LoggedDataset> datasets, IReadOnlyList<string> models, CancellationToken ct)
    {
        var found = await RunLinks.ActiveAsync(db, project, runId, ct);
        if (found.Refusal is { } unusable)
        {
            return unusable;
        }

        var run = found.Value;
        foreach (var logged in datasets)
        {
            var dataset = await db.DatasetVersions.SingleOrDefaultAsync(d => d.ExperimentKey == run.ExperimentKey && d.Name == logged.Name && d.Digest == logged.Digest, ct);
            if (dataset is null)
            {
                dataset = db.DatasetVersions.Add(DatasetVersion.Of(tenant.Id, run.ExperimentKey, logged)).Entity;
                await db.SaveChangesAsync(ct);
            }

            var link = await db.RunDatasets.SingleOrDefaultAsync(l => l.RunKey == run.Key && l.DatasetKey == dataset.Key, ct)
                ?? db.RunDatasets.Add(RunDatasetLink.Link(tenant.Id, run.Key, dataset.Key)).Entity;
            var tags = JsonSerializer.Deserialize<List<KeyValue>>(link.Tags)!.ToDictionary(tag => tag.Key, tag => tag.Value);
            foreach (var (key, value) in logged.Tags)
            {
                tags[key] = value;
            }

            link.Tag(tags.GetValueOrDefault(RunDatasetLink.ContextTag), JsonSerializer.Serialize(tags.Select(tag => new KeyValue(tag.Key, tag.Value))));
            await db.SaveChangesAsync(ct);
        }

        if (await RunLinks.LinkAsync(db, tenant.Id, project, run, models.Select(id => new RunModel(id, 0)).ToList(), isOutput: false, ct) is { } unknown)
        {
            return unknown;
        }

        db.Record(new RunInputsLogged(project.Slug, runId, datasets.Count, models.Count), tenant.Id, project.Id, access.Principal, time.GetUtcNow().UtcDateTime);
        await db.SaveChangesAsync(ct);
        return default(Done);
    }

    private static Invalid? TooMany(int datasets, int models) =>
        datasets > MostAtOnce || models > MostAtOnce ? new Invalid($"One request may name {MostAtOnce} datasets and {MostAtOnce} models. Send the rest in another one.") : null;

    private static Invalid? Check(LoggedDataset dataset) =>
        Missing(dataset.Name, "name") ?? Missing(dataset.Digest, "digest") ?? Missing(dataset.SourceType, "source_type") ?? Missing(dataset.Source, "source")
        ?? Long(dataset.Name, DatasetVersion.NameLimit, "name") ?? Long(dataset.Digest, DatasetVersion.DigestLimit, "digest")
        ?? Long(dataset.SourceType, DatasetVersion.SourceTypeLimit, "source_type") ?? Long(dataset.Source, DatasetVersion.SourceLimit, "source")
        ?? Long(dataset.Schema, DatasetVersion.SchemaLimit, "schema") ?? Long(dataset.Profile, DatasetVersion.ProfileLimit, "profile")
        ?? dataset.Tags.Select(tag => Missing(tag.Key, "tag key") ?? Long(tag.Key, 255, "tag key") ?? Long(tag.Value, RunDatasetLink.ContextLimit, "tag value")).FirstOrDefault(invalid => invalid is not null);

    private static Invalid? Missing(string value, string what) => value.Length == 0 ? new Invalid($"A dataset's {what} is missing. Send it.") : null;

    private static Invalid? Long(string? value, int limit, string what) =>
        value?.Length > limit ? new Invalid($"A dataset's {what} has {value.Length} characters; it may have {limit}.") : null;
}

internal sealed record RunInputsLogged(string Project, string RunId, int Datasets, int Models) : PlatformEvent("run.inputs-logged", $"projects/{Project}/runs/{RunId}");
