using System.ComponentModel.DataAnnotations;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.Experiments.Editing;

/// <summary>What a person changes of an experiment; what is null stays.</summary>
/// <param name="Name">The new name; no other experiment of the project has it, deleted ones included.</param>
/// <param name="Note">What it is about, in Markdown; empty takes it away. MLflow clients know it as the tag <c>mlflow.note.content</c>.</param>
/// <param name="NoteBefore">The note that the change was made of: when another one is there by now, nothing is changed. Null writes whatever is there.</param>
/// <param name="PrimaryMetric">The metric that its runs are judged by; one with an empty name takes the choice back.</param>
public sealed record EditExperiment(
    [MaxLength(EditExperiment.NameLimit)] string? Name = null,
    [MaxLength(EditExperiment.NoteLimit)] string? Note = null,
    string? NoteBefore = null,
    MetricGoal? PrimaryMetric = null)
{
    /// <summary>The most characters of a name.</summary>
    public const int NameLimit = Experiment.NameLimit;

    /// <summary>The most characters of a note.</summary>
    public const int NoteLimit = ExperimentTag.ValueLimit;
}
