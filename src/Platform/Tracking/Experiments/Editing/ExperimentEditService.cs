using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Tracking.Metrics;
using Slipway.Tracking.Mlflow;
using Slipway.Tracking.Runs.Editing;
using static Slipway.Tracking.Experiments.ExperimentRules;

namespace Slipway.Tracking.Experiments.Editing;

/// <summary>What people change of an experiment by hand. Tags that client libraries set for programs to read are left to them.</summary>
public sealed class ExperimentEditService(ExperimentWriter writer, Access access)
{
    /// <summary>Changes an experiment's name, note or primary metric: all that is given, or nothing.</summary>
    /// <returns><see cref="NoteChanged"/> when the note isn't any more the one that the change was made of.</returns>
    public async Task<Result<Done>> EditAsync(KnownProject project, long number, EditExperiment edit, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsWrite, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        var clean = edit with { Name = edit.Name?.Trim(), Note = RunEditService.Clean(edit.Note) };
        var unusable = (clean is { Name: null, Note: null, PrimaryMetric: null } ? new Invalid("Say what to change: 'name', 'note' or 'primaryMetric'.") : null)
            ?? (clean.Name is { } name ? CheckName(name) : null)
            ?? RunEditService.TooLong("A note", clean.Note, EditExperiment.NoteLimit)
            ?? RunEditService.TooLong("A metric's name", clean.PrimaryMetric?.Metric, MetricSeries.NameLimit);
        return unusable is not null ? unusable : await writer.ChangeAsync(project, number, (db, experiment, now) => ApplyAsync(db, project, experiment, clean, now, ct), ct);
    }

    /// <summary>Puts a tag on an experiment, or changes its value.</summary>
    public async Task<Result<Done>> SetTagAsync(KnownProject project, long number, string key, TagValue value, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsWrite, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        var tag = new KeyValue(key, value.Value);
        return (MlflowNames.Key(key, "tag name").Refusal ?? Foreign(key) ?? CheckTag(tag)) is { } unusable
            ? unusable
            : await writer.ChangeAsync(project, number, (experiment, _) => Active(experiment) ?? Changed(project, experiment, tag.Key, tag.Value), ct);
    }

    /// <summary>Takes a tag off an experiment. One that isn't there is off already.</summary>
    public async Task<Result<Done>> DeleteTagAsync(KnownProject project, long number, string key, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsWrite, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        return Foreign(key) is { } unusable
            ? unusable
            : await writer.ChangeAsync(project, number, (experiment, _) => Active(experiment) ?? Changed(project, experiment, key, null), ct);
    }

    private static async Task<Result<List<PlatformEvent>>> ApplyAsync(SaasDb db, KnownProject project, Experiment experiment, EditExperiment edit, long now, CancellationToken ct)
    {
        if (experiment.Deleted)
        {
            return NotActive(experiment.Number);
        }

        List<PlatformEvent> happened = [];
        if (edit.Name is { } name && name != experiment.Name)
        {
            if (await ExperimentWriter.TakenAsync(db, project, name, ct) is { } taken)
            {
                return taken;
            }

            experiment.Rename(name, now);
            happened.Add(new ExperimentRenamed(project.Slug, experiment.Number, name));
        }

        if (edit.Note is { } wanted)
        {
            var note = experiment.Tags.Find(tag => tag.Name == ExperimentTags.Note)?.Value ?? "";
            if (edit.NoteBefore is { } before && note != before && note != wanted)
            {
                return new NoteChanged(note);
            }

            happened.AddRange(Tagged(project, experiment, ExperimentTags.Note, wanted.Length > 0 ? wanted : null));
        }

        if (edit.PrimaryMetric is { } goal)
        {
            var chosen = goal.Metric.Length > 0;
            happened.AddRange(Tagged(project, experiment, ExperimentTags.PrimaryMetric, chosen ? goal.Metric : null));
            // As a client in Python writes it.
            happened.AddRange(Tagged(project, experiment, ExperimentTags.GreaterIsBetter, chosen ? goal.LowerIsBetter ? "False" : "True" : null));
        }

        return happened;
    }

    private static Result<List<PlatformEvent>>? Active(Experiment experiment) => experiment.Deleted ? NotActive(experiment.Number) : (Result<List<PlatformEvent>>?)null;

    private static Result<List<PlatformEvent>> Changed(KnownProject project, Experiment experiment, string key, string? value) => Tagged(project, experiment, key, value).ToList();

    private static IEnumerable<PlatformEvent> Tagged(KnownProject project, Experiment experiment, string key, string? value)
    {
        var known = experiment.Tags.Find(tag => tag.Name == key)?.Value;
        if (known == value)
        {
            return [];
        }

        if (value is null)
        {
            experiment.TakeTag(key);
        }
        else
        {
            experiment.SetTag(key, value);
        }

        return [new ExperimentTagged(project.Slug, experiment.Number, key, value)];
    }

    private static Invalid? Foreign(string key) =>
        key is ExperimentTags.Note ? new Invalid($"The tag '{key}' is the experiment's description: change it there.")
        : key is ExperimentTags.PrimaryMetric or ExperimentTags.GreaterIsBetter ? new Invalid($"The tag '{key}' is the experiment's primary metric: change it there.")
        : RunEditService.OfLibraries(key);
}
