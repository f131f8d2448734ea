using System.ComponentModel.DataAnnotations;
using Slipway.Foundation.Access;
using Slipway.Foundation.Events;
using Slipway.Tracking.Ingest;

namespace Slipway.Tracking.Runs.Editing;

/// <summary>What a person changes of a run; what is null stays.</summary>
/// <param name="Name">The new name.</param>
/// <param name="Description">A sentence that stands below the name; empty takes it away.</param>
/// <param name="Note">In Markdown; empty takes it away. MLflow clients know it as the tag <c>mlflow.note.content</c>.</param>
/// <param name="NoteBefore">The note that the change was made of: when another one is there by now, nothing is changed. Null writes whatever is there.</param>
public sealed record EditRun(
    [MaxLength(EditRun.NameLimit)] string? Name = null,
    [MaxLength(EditRun.DescriptionLimit)] string? Description = null,
    [MaxLength(EditRun.NoteLimit)] string? Note = null,
    string? NoteBefore = null)
{
    /// <summary>The most characters of a name.</summary>
    public const int NameLimit = Run.NameLimit;

    /// <summary>The most characters of a description.</summary>
    public const int DescriptionLimit = 300;

    /// <summary>The most characters of a note.</summary>
    public const int NoteLimit = RunTag.ValueLimit;
}

/// <summary>The value of a tag.</summary>
public sealed record TagValue([Required(AllowEmptyStrings = true), MaxLength(TagValue.Limit)] string Value)
{
    /// <summary>The most characters of a value.</summary>
    public const int Limit = RunTag.ValueLimit;
}

/// <summary>How a run ended.</summary>
/// <param name="Status">Finished, failed or killed.</param>
/// <param name="EndTime">Unix milliseconds; now when it isn't given. A run that has ended already keeps its end.</param>
public sealed record EndRun([EnumDataType(typeof(RunStatus))] RunStatus Status, [Range(0, long.MaxValue)] long? EndTime = null);

/// <summary>Somebody else saved another note meanwhile.</summary>
/// <param name="Note">The note that is there now.</param>
public sealed record NoteChanged(string Note) : Conflict("Somebody else saved another note meanwhile. Nothing was overwritten: compare the two, and save again.");

internal sealed record RunEdited(string Project, string RunId, string Name, long Experiment, IReadOnlyList<string> Changed)
    : PlatformEvent("run.edited", RunSubject.Of(Project, RunId));

/// <summary>Carries out what a person changes of a run: in the lane, so that it is known what the note is when the new one is written.</summary>
internal sealed class ApplyEdit(Id<Organization> organization, KnownProject project, Principal actor, string runId, EditRun edit) : IngestOperation(organization, project, actor)
{
    public override string RunId => runId;

    public override void Ask(RunState run) => run.WantedTags.UnionWith([SystemTags.RunName, SystemTags.Note, SystemTags.Description]);

    public override Refusal? Decide(RunState run, IngestGroup group)
    {
        if (run.RefuseUnlessActive() is { } refusal)
        {
            return refusal;
        }

        var note = run.Tags.GetValueOrDefault(SystemTags.Note) ?? "";
        if (edit.Note is { } wanted && edit.NoteBefore is { } before && note != before && note != wanted)
        {
            return new NoteChanged(note);
        }

        List<string> changed = [];
        Change("name", SystemTags.RunName, edit.Name);
        Change("description", SystemTags.Description, edit.Description);
        Change("note", SystemTags.Note, edit.Note);
        if (changed.Count > 0)
        {
            group.Record(Happened(new RunEdited(Project.Slug, runId, run.Name, run.ExperimentNumber, changed)));
        }

        return null;

        void Change(string what, string tag, string? value)
        {
            if (value is null || value == (run.Tags.GetValueOrDefault(tag) ?? ""))
            {
                return;
            }

            changed.Add(what);
            if (value.Length > 0)
            {
                run.SetTag(tag, value);
            }
            else
            {
                run.Tags[tag] = null;
            }
        }
    }
}

/// <summary>Puts a tag of a person's on a run, or takes it off.</summary>
/// <param name="value">Null takes it off.</param>
internal sealed class ApplyTag(Id<Organization> organization, KnownProject project, Principal actor, string runId, string name, string? value) : IngestOperation(organization, project, actor)
{
    public override string RunId => runId;

    public override void Ask(RunState run) => run.WantedTags.Add(name);

    public override Refusal? Decide(RunState run, IngestGroup group)
    {
        if (run.RefuseUnlessActive() is { } refusal)
        {
            return refusal;
        }

        if (run.Tags.GetValueOrDefault(name) != value)
        {
            run.Tags[name] = value;
            group.Record(Happened(new RunEdited(Project.Slug, runId, run.Name, run.ExperimentNumber, [$"tag {name}"])));
        }

        return null;
    }
}
