using Microsoft.Extensions.DependencyInjection;
using Slipway.Foundation.Events;
using Slipway.Tracking.Experiments;

namespace Slipway.Tracking;

/// <summary>How what happens to experiments, runs, their files, models and traces is told. What scripts do all day is told as one, or in the audit log alone.</summary>
internal static class TrackingStories
{
    public static void AddTrackingStories(this IServiceCollection services)
    {
        services.AddEventStories(
            new EventStory("experiment.created", "Experiment created", fact => $"created the experiment {fact.Text("name")}"),
            new EventStory("experiment.renamed", "Experiment renamed", fact => $"renamed the experiment {fact.Text("number")} to {fact.Text("name")}"),
            new EventStory("experiment.tagged", "Experiment described or tagged", fact => $"{Tagged(fact)} of the experiment {fact.Text("number")}"),
            new EventStory("experiment.deleted", "Experiment deleted", fact => $"deleted the experiment {fact.Text("experiment")}"),
            new EventStory("experiment.restored", "Experiment restored", fact => $"restored the experiment {fact.Text("experiment")}"));
        services.AddEventStories(
            new EventStory("run.created", "Run logged", fact => $"logged the run {fact.Text("name")}") { Fold = Runs("logged {0} runs") },
            new EventStory("run.finished", "Run finished", fact => $"finished the run {fact.Text("name")}") { IsForAuditAlone = true },
            new EventStory("run.failed", "Run failed", fact => $"ended the run {fact.Text("name")} as failed") { Fold = Runs("ended {0} runs as failed") },
            new EventStory("run.killed", "Run killed", fact => $"ended the run {fact.Text("name")} as killed") { Fold = Runs("ended {0} runs as killed") },
            new EventStory("run.edited", "Run described or tagged", fact => $"changed the {string.Join(", ", fact.Texts("changed"))} of the run {fact.Text("name")}"),
            new EventStory("run.deleted", "Run deleted", fact => $"deleted the run {fact.Text("name")}") { Fold = Runs("deleted {0} runs") },
            new EventStory("run.restored", "Run restored", fact => $"restored the run {fact.Text("name")}") { Fold = Runs("restored {0} runs") },
            new EventStory("run.inputs-logged", "Run's inputs logged", fact => $"logged what the run {fact.Text("runId")} was trained on") { IsForAuditAlone = true },
            new EventStory("run.outputs-logged", "Run's models logged", fact => $"logged what the run {fact.Text("runId")} made") { IsForAuditAlone = true });
        services.AddEventStories(
            new EventStory("artifacts.deleted", "Files deleted", fact => $"deleted {Files(fact)}"),
            new EventStory("artifacts.restored", "Files restored", fact => $"restored {Files(fact)}"),
            new EventStory("logged-model.logged", "Model logged", fact => $"logged the model {fact.Text("name")}") { Page = SourceRun, Fold = Project("logged {0} models", "runs") },
            new EventStory("logged-model.finished", "Logged model finished", fact => $"made the model {fact.Text("modelId")} {fact.Text("status")}") { Page = Nowhere, IsForAuditAlone = true },
            new EventStory("logged-model.deleted", "Logged model deleted", fact => $"deleted the logged model {fact.Text("modelId")}") { Page = Nowhere },
            new EventStory("logged-model.tagged", "Logged model tagged", fact => $"tagged the logged model {fact.Text("modelId")}: {string.Join(", ", fact.Texts("keys"))}") { Page = Nowhere, IsForAuditAlone = true },
            new EventStory("logged-model.params-logged", "Logged model's params logged", fact => $"logged {Count(fact, "params", "param")} of the model {fact.Text("modelId")}") { Page = Nowhere, IsForAuditAlone = true });
        services.AddEventStories(
            new EventStory("trace.tagged", "Trace tagged", fact => $"tagged a trace: {fact.Text("key")}") { Fold = Project("tagged {0} traces", "traces") },
            new EventStory("traces.deleted", "Traces deleted", fact => $"deleted {Traces(fact)} of the experiment {fact.Text("experiment")}"),
            new EventStory("assessment.logged", "Trace assessed", fact => $"assessed a trace: {fact.Text("name")}") { Fold = Project("made {0} assessments of traces", "traces") },
            new EventStory("assessment.changed", "Assessment changed", fact => $"changed the assessment {fact.Text("name")} of a trace") { Fold = Project("changed {0} assessments of traces", "traces") },
            new EventStory("assessment.deleted", "Assessment deleted", fact => $"deleted the assessment {fact.Text("name")} of a trace") { Fold = Project("deleted {0} assessments of traces", "traces") });
    }

    private static EventFold Runs(string sentence) =>
        new(fact => $"projects/{fact.Text("project")}/experiments/{fact.Text("experiment")}", sentence);

    private static EventFold Project(string sentence, string page) => new(fact => $"projects/{fact.Text("project")}/{page}", sentence);

    private static string? SourceRun(EventFact fact) => fact.Text("sourceRunId") is { Length: > 0 } run ? $"{fact.Text("project")}/runs/{run}" : null;

    private static string? Nowhere(EventFact fact) => null;

    private static string Tagged(EventFact fact) => (fact.Text("key"), fact.Text("value").Length > 0) switch
    {
        (ExperimentTags.Note, true) => "wrote the description",
        (ExperimentTags.Note, false) => "removed the description",
        (ExperimentTags.Kind, _) => "changed the kind",
        (ExperimentTags.PrimaryMetric or ExperimentTags.GreaterIsBetter, _) => "changed the primary metric",
        (var key, true) => $"set the tag {key}",
        (var key, false) => $"removed the tag {key}",
    };

    private static string Files(EventFact fact) => fact.Text("files") == "1" ? $"the file {fact.Text("path")}" : $"{fact.Text("files")} files in {fact.Text("path")}";

    private static string Traces(EventFact fact) => fact.Texts("traceIds").Count is var count && count == 1 ? "a trace" : $"{count} traces";

    private static string Count(EventFact fact, string member, string what) => fact.Text(member) == "1" ? $"one {what}" : $"{fact.Text(member)} {what}s";
}
