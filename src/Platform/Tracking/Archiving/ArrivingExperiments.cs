using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Archives;
using Slipway.Tracking.Datasets;
using Slipway.Tracking.Experiments;
using Slipway.Tracking.LoggedModels;
using Slipway.Tracking.Metrics;

namespace Slipway.Tracking.Archiving;

/// <summary>Takes notice of all ids before any is used: runs refer to each other in whatever order.</summary>
internal sealed class ArrivingIds : IArrivalPart
{
    public int Place => 5;

    public async Task ReadAsync(ProjectArrival arrival, CancellationToken ct)
    {
        await foreach (var run in arrival.LinesAsync<RunLine>(RunsPart.Runs, ct))
        {
            arrival.Ids.Learn(run.Id, "");
        }

        await foreach (var model in arrival.LinesAsync<LoggedModelLine>(LoggedModelsPart.Models, ct))
        {
            arrival.Ids.Learn(model.Id, "m-");
        }
    }
}

/// <summary>Experiments and datasets. What is in the trash goes there at the end, since nothing can be logged to it.</summary>
internal sealed class ArrivingExperiments : IArrivalPart
{
    private const int AtOnce = 200;

    public int Place => 10;

    public async Task ReadAsync(ProjectArrival arrival, CancellationToken ct)
    {
        var (db, project) = (arrival.Db, arrival.Project);
        var waiting = 0;
        await foreach (var line in arrival.LinesAsync<ExperimentLine>(ExperimentsPart.Experiments, ct))
        {
            var name = ProjectArrival.Fit(line.Name, Experiment.NameLimit, "an experiment's name");
            var location = line.ArtifactLocation is { } outside ? ProjectArrival.Fit(arrival.Ids.Of(outside), Experiment.LocationLimit, "an artifact location") : null;
            if (line.Number == Experiment.DefaultNumber)
            {
                // The one that every new project has makes room for the one that came: nothing refers to it yet.
                db.Experiments.Remove(await db.Experiments.SingleAsync(each => each.ProjectId == project.Id && each.Number == Experiment.DefaultNumber, ct));
                await arrival.SaveAsync(ct);
            }

            var experiment = db.Experiments.Add(Experiment.Create(project.OrganizationId, project.Id, line.Number, name, location, line.CreatedAt)).Entity;
            experiment.Rename(name, line.UpdatedAt);
            foreach (var (key, value) in line.Tags)
            {
                experiment.SetTag(ProjectArrival.Fit(key, MetricSeries.NameLimit, "a tag's name"), ProjectArrival.Fit(arrival.Ids.Of(value), ExperimentTag.ValueLimit, "a tag"));
            }

            arrival.Carry("experiments");
            if (++waiting % AtOnce == 0)
            {
                await arrival.SaveAsync(ct);
            }
        }

        await arrival.SaveAsync(ct);
        var keys = await KeysAsync(arrival, ct);
        await foreach (var line in arrival.LinesAsync<DatasetLine>(ExperimentsPart.Datasets, ct))
        {
            db.DatasetVersions.Add(DatasetVersion.Of(project.OrganizationId, KeyOf(keys, line.Experiment), new(
                ProjectArrival.Fit(line.Name, DatasetVersion.NameLimit, "a dataset's name"), ProjectArrival.Fit(line.Digest, DatasetVersion.DigestLimit, "a dataset's digest"),
                ProjectArrival.Fit(line.SourceType, DatasetVersion.SourceTypeLimit, "a source's kind"), ProjectArrival.Fit(line.Source, DatasetVersion.SourceLimit, "a source"),
                line.Schema, line.Profile, [])));
            arrival.Carry("datasets");
            await arrival.SaveAsync(ct);
        }
    }

    /// <summary>The new project's experiments by their numbers.</summary>
    internal static Task<Dictionary<long, long>> KeysAsync(ProjectArrival arrival, CancellationToken ct) =>
        arrival.Db.Experiments.Where(experiment => experiment.ProjectId == arrival.Project.Id).ToDictionaryAsync(experiment => experiment.Number, experiment => experiment.Key, ct);

    internal static long KeyOf(Dictionary<long, long> keys, long number) =>
        keys.TryGetValue(number, out var key) ? key : throw new ArchiveRefusedException($"The archive has something of the experiment {number}, which isn't in it. Send the file as an export wrote it.");
}

/// <summary>Models that training code saved.</summary>
internal sealed class ArrivingLoggedModels : IArrivalPart
{
    public int Place => 20;

    public async Task ReadAsync(ProjectArrival arrival, CancellationToken ct)
    {
        var (db, organization, ids) = (arrival.Db, arrival.Project.OrganizationId, arrival.Ids);
        var keys = await ArrivingExperiments.KeysAsync(arrival, ct);
        await foreach (var line in arrival.LinesAsync<LoggedModelLine>(LoggedModelsPart.Models, ct))
        {
            var model = db.LoggedModels.Add(LoggedModel.Log(
                organization, arrival.Project.Id, ArrivingExperiments.KeyOf(keys, line.Experiment), ProjectArrival.Fit(line.Name, LoggedModel.NameLimit, "a model's name"),
                ProjectArrival.Fit(line.ModelType, LoggedModel.TypeLimit, "a model's type"), ids.Of(line.SourceRun), line.CreatedAt, ids.Of(line.Id))).Entity;
            await db.SaveChangesAsync(ct);
            model.Params.AddRange(line.Params.Select(each => LoggedModelParam.Log(organization, model.Key, each.Key, each.Value)));
            model.Tags.AddRange(line.Tags.Select(each => LoggedModelTag.Set(organization, model.Key, each.Key, ids.Of(each.Value))));
            model.Become(line.Status, line.UpdatedAt);
            foreach (var measured in line.Metrics)
            {
                db.LoggedModelMetrics.Add(LoggedModelMetric.Measure(organization, model.Key, ids.Of(measured.Run), new(measured.Key, measured.Value, measured.Timestamp, measured.Step, measured.DatasetName, measured.DatasetDigest)));
            }

            arrival.Carry("logged models");
            await arrival.SaveAsync(ct);
        }
    }
}

/// <summary>Puts into the trash what was in it.</summary>
internal sealed class ArrivingTrash(Ingest.IngestLane lane) : IArrivalPart
{
    // After everything that is written below a run, an experiment or a logged model.
    public int Place => 75;

    public async Task ReadAsync(ProjectArrival arrival, CancellationToken ct)
    {
        var (db, project) = (arrival.Db, arrival.Project);
        await using var runs = new LaneLoad(lane);
        await foreach (var line in arrival.LinesAsync<RunLine>(RunsPart.Runs, ct))
        {
            if (line.Deleted)
            {
                await runs.SubmitAsync(new Ingest.SettleRun(project.OrganizationId, project, arrival.By, arrival.Ids.Of(line.Id), line.Status, line.EndTime, line.DeletedAt ?? line.StartTime), ct);
            }
        }

        await runs.FinishAsync();
        await foreach (var line in arrival.LinesAsync<LoggedModelLine>(LoggedModelsPart.Models, ct))
        {
            if (line.Deleted)
            {
                var id = arrival.Ids.Of(line.Id);
                (await db.LoggedModels.SingleAsync(model => model.ProjectId == project.Id && model.ModelId == id, ct)).Delete(line.UpdatedAt);
            }
        }

        await foreach (var line in arrival.LinesAsync<ExperimentLine>(ExperimentsPart.Experiments, ct))
        {
            if (line.Deleted)
            {
                (await db.Experiments.SingleAsync(experiment => experiment.ProjectId == project.Id && experiment.Number == line.Number, ct)).Delete(line.UpdatedAt);
            }
        }

        await arrival.SaveAsync(ct);
    }
}
