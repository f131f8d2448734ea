using System.Globalization;
using Slipway.Foundation.Access;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.Ingest;

/// <summary>Starts a run in an experiment.</summary>
/// <param name="isQuiet">Whether nobody is told: it ran before, somewhere else.</param>
internal sealed class StartRun(
    Id<Organization> organization, KnownProject project, Principal actor, string runId, long experiment, string name, string user, long startTime,
    IReadOnlyList<KeyValue> tags, bool isQuiet = false)
    : IngestOperation(organization, project, actor)
{
    public override string RunId => runId;

    public override long? Experiment => experiment;

    /// <summary>The run as it was created.</summary>
    public RunInfo? Started { get; private set; }

    public override Refusal? Decide(RunState run, IngestGroup group)
    {
        if (group.Experiment(this) is not { } known)
        {
            return new NotFound(string.Create(CultureInfo.InvariantCulture, $"No Experiment with id={experiment} exists. Create it, or leave the experiment out to log to 'Default'."));
        }

        if (known.Deleted)
        {
            return new Invalid(string.Create(CultureInfo.InvariantCulture, $"The experiment {experiment} must be in the 'active' state. It is deleted: restore it first."));
        }

        run.Create(group.NextKey(), known, name, user, Actor.UserId, startTime);
        foreach (var (tag, value) in tags)
        {
            run.Tags[tag] = value;
        }

        Started = run.Info;
        if (!isQuiet)
        {
            group.Record(Happened(new RunCreated(Project.Slug, runId, name, experiment)));
        }

        return null;
    }
}

/// <summary>Changes a run's status, end or name.</summary>
internal sealed class ChangeRun(Id<Organization> organization, KnownProject project, Principal actor, UpdateRun change) : IngestOperation(organization, project, actor)
{
    public override string RunId => change.RunId;

    /// <summary>The run as it is afterwards.</summary>
    public RunInfo? Changed { get; private set; }

    public override void Ask(RunState run)
    {
        if (change.Name is { Length: > 0 })
        {
            run.WantedTags.Add(SystemTags.RunName);
        }
    }

    public override Refusal? Decide(RunState run, IngestGroup group)
    {
        if (run.RefuseUnlessActive() is { } refusal)
        {
            return refusal;
        }

        if (change.Status is { } status && status != run.Status)
        {
            (run.Status, run.IsChanged) = (status, true);
            Tell(run, group, status);
        }

        if (change.EndTime is { } end && !(change.KeepsEnd && run.EndTime is not null))
        {
            (run.EndTime, run.IsChanged) = (end, true);
        }

        if (change.Name is { Length: > 0 } name)
        {
            run.SetTag(SystemTags.RunName, name);
        }

        Changed = run.Info;
        return null;
    }

    private void Tell(RunState run, IngestGroup group, RunStatus status)
    {
        var byHand = Actor.Token is null;
        switch (status)
        {
            case RunStatus.Finished:
                group.Record(Happened(new RunFinished(Project.Slug, run.RunId, run.Name, run.ExperimentNumber, byHand)));
                break;
            case RunStatus.Failed:
                group.Record(Happened(new RunFailed(Project.Slug, run.RunId, run.Name, run.ExperimentNumber, byHand)));
                break;
            case RunStatus.Killed:
                group.Record(Happened(new RunKilled(Project.Slug, run.RunId, run.Name, run.ExperimentNumber, byHand)));
                break;
            default:
                return;
        }

        group.Ended(run);
    }
}

/// <summary>Leaves a run that came from elsewhere as it was there; nobody is told.</summary>
internal sealed class SettleRun(Id<Organization> organization, KnownProject project, Principal actor, string runId, RunStatus status, long? endTime, long? deletedAt)
    : IngestOperation(organization, project, actor)
{
    public override string RunId => runId;

    public override Refusal? Decide(RunState run, IngestGroup group)
    {
        if (!run.Exists)
        {
            return run.Missing();
        }

        (run.Status, run.EndTime, run.Deleted, run.DeletedAt, run.IsChanged) = (status, endTime, deletedAt is not null, deletedAt, true);
        return null;
    }
}

/// <summary>The run doesn't have the tag.</summary>
internal sealed record TagMissing(string Name, string RunId) : NotFound($"No tag with name: {Name} in run with id {RunId}. It may have been deleted already.");

/// <summary>Takes a tag off a run.</summary>
internal sealed class RemoveTag(Id<Organization> organization, KnownProject project, Principal actor, string runId, string name) : IngestOperation(organization, project, actor)
{
    public override string RunId => runId;

    public override void Ask(RunState run) => run.WantedTags.Add(name);

    public override Refusal? Decide(RunState run, IngestGroup group)
    {
        if (run.RefuseUnlessActive() is { } refusal)
        {
            return refusal;
        }

        if (run.Tags.GetValueOrDefault(name) is null)
        {
            return new TagMissing(name, runId);
        }

        run.Tags[name] = null;
        return null;
    }
}

/// <summary>Puts a run into the trash or takes it out.</summary>
internal sealed class TrashRun(Id<Organization> organization, KnownProject project, Principal actor, string runId, bool deleted, long now) : IngestOperation(organization, project, actor)
{
    public override string RunId => runId;

    public override Refusal? Decide(RunState run, IngestGroup group)
    {
        if (!run.Exists)
        {
            return run.Missing();
        }

        if (run.Deleted != deleted)
        {
            (run.Deleted, run.DeletedAt, run.IsChanged) = (deleted, deleted ? now : null, true);
            group.Record(Happened(deleted
                ? new RunDeleted(Project.Slug, runId, run.Name, run.ExperimentNumber)
                : new RunRestored(Project.Slug, runId, run.Name, run.ExperimentNumber)));
        }

        return null;
    }
}

/// <summary>Puts an experiment with all its runs into the trash, or takes it and all its runs out.</summary>
internal sealed class TrashExperiment(Id<Organization> organization, KnownProject project, Principal actor, long experiment, bool deleted, long now)
    : IngestOperation(organization, project, actor)
{
    public override string RunId => "";

    public override long? Experiment => experiment;

    public override bool IsAlone => true;

    public override Refusal? Decide(RunState run, IngestGroup group)
    {
        if (group.Experiment(this) is not { } known || known.Deleted == deleted)
        {
            return new NotFound(string.Create(CultureInfo.InvariantCulture, $"No Experiment with id={experiment} that is {(deleted ? "active" : "deleted")} exists."));
        }

        group.Trash(known, deleted, now);
        group.Record(Happened(deleted ? new ExperimentDeleted(Project.Slug, experiment) : new ExperimentRestored(Project.Slug, experiment)));
        return null;
    }
}
