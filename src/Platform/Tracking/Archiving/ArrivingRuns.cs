using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Archives;
using Slipway.Tracking.Datasets;
using Slipway.Tracking.Ingest;
using Slipway.Tracking.LoggedModels;
using Slipway.Tracking.Metrics;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.Archiving;

/// <summary>Runs with params and tags, through the lane; and the data and models that they used or made.</summary>
internal sealed class ArrivingRuns(IngestLane lane) : IArrivalPart
{
    private const int AtOnce = 50;

    public int Place => 30;

    public async Task ReadAsync(ProjectArrival arrival, CancellationToken ct)
    {
        List<RunLine> page = [];
        await foreach (var line in arrival.LinesAsync<RunLine>(RunsPart.Runs, ct))
        {
            page.Add(line);
            if (page.Count == AtOnce)
            {
                await WriteAsync(arrival, page, ct);
                page.Clear();
            }
        }

        await WriteAsync(arrival, page, ct);
    }

    private async Task WriteAsync(ProjectArrival arrival, List<RunLine> page, CancellationToken ct)
    {
        var (project, by, ids) = (arrival.Project, arrival.By, arrival.Ids);
        await using var load = new LaneLoad(lane);
        foreach (var line in page)
        {
            if (!Enum.IsDefined(line.Status))
            {
                throw new ArchiveRefusedException($"The archive has a run in the state {line.Status}, which there isn't. Send the file as an export wrote it.");
            }

            await load.SubmitAsync(
                new StartRun(
                    project.OrganizationId, project, by, ids.Of(line.Id), line.Experiment, ProjectArrival.Fit(line.Name, Run.NameLimit, "a run's name"), ProjectArrival.Fit(line.User, Run.UserLimit, "a user's name"), line.StartTime,
                    Pairs(line.Tags, RunTag.ValueLimit, ids.Of), isQuiet: true),
                ct);
        }

        await load.FinishAsync();
        foreach (var line in page)
        {
            if (line.Params.Count > 0)
            {
                await load.SubmitAsync(new LogToRun(project.OrganizationId, project, by, new(ids.Of(line.Id), [], Pairs(line.Params, RunParam.ValueLimit, value => value), [])), ct);
            }

            await load.SubmitAsync(new SettleRun(project.OrganizationId, project, by, ids.Of(line.Id), line.Status, line.EndTime, null), ct);
        }

        await load.FinishAsync();
        await LinkAsync(arrival, page, ct);
        arrival.Carry("runs", page.Count);
        await arrival.SayAsync("Runs", page.Count * 1_000L, ct);
    }

    private static async Task LinkAsync(ProjectArrival arrival, List<RunLine> page, CancellationToken ct)
    {
        var (db, project, ids) = (arrival.Db, arrival.Project, arrival.Ids);
        var linked = page.Where(line => line.Datasets.Count + line.Models.Count > 0).ToList();
        if (linked.Count == 0)
        {
            return;
        }

        var runIds = linked.ConvertAll(line => ids.Of(line.Id));
        var runs = await db.Runs.Where(run => run.ProjectId == project.Id && runIds.Contains(run.RunId)).ToDictionaryAsync(run => run.RunId, run => new { run.Key, run.ExperimentKey }, ct);
        foreach (var line in linked)
        {
            var run = runs[ids.Of(line.Id)];
            foreach (var used in line.Datasets)
            {
                var dataset = await db.DatasetVersions.Where(each => each.ExperimentKey == run.ExperimentKey && each.Name == used.Name && each.Digest == used.Digest).Select(each => (long?)each.Key).SingleOrDefaultAsync(ct)
                    ?? throw new ArchiveRefusedException($"The archive has a run that used the dataset '{used.Name}', which isn't in it. Send the file as an export wrote it.");
                var tags = TagsOf(used.Tags);
                var link = db.RunDatasets.Add(RunDatasetLink.Link(project.OrganizationId, run.Key, dataset)).Entity;
                link.Tag(tags.Where(tag => tag.Key == RunDatasetLink.ContextTag).Select(tag => ProjectArrival.Fit(tag.Value, RunDatasetLink.ContextLimit, "a context")).FirstOrDefault(), JsonSerializer.Serialize(tags));
            }

            foreach (var used in line.Models)
            {
                var id = ids.Of(used.Id);
                if (await db.LoggedModels.Where(model => model.ProjectId == project.Id && model.ModelId == id).Select(model => (long?)model.Key).SingleOrDefaultAsync(ct) is { } model)
                {
                    db.RunModels.Add(RunModelLink.Link(project.OrganizationId, run.Key, model, used.IsOutput, used.Step));
                }
            }
        }

        await arrival.SaveAsync(ct);
    }

    private static List<KeyValue> TagsOf(JsonElement tags)
    {
        try
        {
            return tags.Deserialize<List<KeyValue>>() ?? [];
        }
        catch (JsonException)
        {
            throw new ArchiveRefusedException("The archive has a dataset's use whose tags can't be read. Send the file as an export wrote it.");
        }
    }

    private static List<KeyValue> Pairs(IReadOnlyDictionary<string, string> pairs, int limit, Func<string, string> value) =>
        [.. pairs.Select(pair => new KeyValue(ProjectArrival.Fit(pair.Key, MetricSeries.NameLimit, "a key"), ProjectArrival.Fit(value(pair.Value), limit, "a value")))];
}
