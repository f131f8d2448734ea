using System.Collections.Frozen;
using Slipway.Foundation.Events;

namespace Slipway.Integrations.Webhooks;

/// <summary>An event that webhooks are told of.</summary>
/// <param name="Name">The stable name, such as <c>run.finished</c>.</param>
/// <param name="Label">The same for people.</param>
/// <param name="IsMlflow">Whether MLflow has it too, under this name and in this form.</param>
/// <param name="IsSent">Whether it happens here; what doesn't is accepted for the sake of MLflow's clients.</param>
public sealed record WebhookKind(string Name, string Label, bool IsMlflow = false, bool IsSent = true);

/// <summary>Events that belong together.</summary>
/// <param name="Title">What they are about.</param>
/// <param name="Hint">What to know before choosing; null when there is nothing.</param>
public sealed record WebhookKindGroup(string Title, string? Hint, IReadOnlyList<WebhookKind> Kinds);

/// <summary>All events that webhooks can be told of: MLflow's, and of our own those of a project's work, as the modules tell them.</summary>
internal sealed class WebhookKinds
{
    // The first part of a kind says what it is about. What isn't named here is no project's work, or a webhook's own affair.
    private static readonly (string Title, string[] Subjects)[] Ours =
    [
        ("Runs", ["run"]),
        ("Experiments", ["experiment"]),
        ("Models and versions", ["model", "version", "alias", "stage"]),
        ("Reviews", ["review", "policy"]),
        ("Model cards", ["card"]),
        ("Comments", ["comment"]),
        ("Files", ["artifact", "file"]),
        ("Traces", ["trace"]),
        ("Datasets", ["dataset"]),
    ];

    private static readonly WebhookKindGroup[] Mlflows =
    [
        new("Registered models, as MLflow tells them", "The names and the form of MLflow's own webhooks, for receivers that were written for them.",
        [
            new("registered_model.created", "Registered model created", true),
            new("model_version.created", "Model version created", true),
            new("model_version_tag.set", "Tag set on a model version", true),
            new("model_version_tag.deleted", "Tag deleted from a model version", true),
            new("model_version_alias.created", "Alias set on a model version", true),
            new("model_version_alias.deleted", "Alias deleted", true),
        ]),
        new("Prompts, as MLflow tells them", null,
        [
            new("prompt.created", "Prompt created", true),
            new("prompt_version.created", "Prompt version created", true),
            new("prompt_tag.set", "Tag set on a prompt", true),
            new("prompt_tag.deleted", "Tag deleted from a prompt", true),
            new("prompt_version_tag.set", "Tag set on a prompt version", true),
            new("prompt_version_tag.deleted", "Tag deleted from a prompt version", true),
            new("prompt_alias.created", "Alias set on a prompt version", true),
            new("prompt_alias.deleted", "Alias of a prompt deleted", true),
            new("budget_policy.exceeded", "Budget exceeded", true, IsSent: false),
        ]),
    ];

    // What a project has from the beginning; what other modules tell comes to it.
    private static readonly WebhookKind[] Basic =
    [
        new("run.created", "Run started"),
        new("run.finished", "Run finished"),
        new("run.failed", "Run failed"),
        new("run.killed", "Run killed"),
        new("run.deleted", "Run deleted"),
        new("run.restored", "Run restored"),
        new("experiment.deleted", "Experiment deleted"),
        new("experiment.restored", "Experiment restored"),
    ];

    private readonly FrozenDictionary<string, WebhookKind> _byName;

    public WebhookKinds(EventStories stories)
    {
        var told = stories.All.Select(story => new WebhookKind(story.Kind, story.Label)).UnionBy(Basic, kind => kind.Name).ToLookup(kind => kind.Name.Split('.')[0]);
        var ours = Ours.Select(group => new WebhookKindGroup(group.Title, null, [.. group.Subjects.SelectMany(subject => told[subject])]));
        Groups = [.. ours.Where(group => group.Kinds.Count > 0), .. Mlflows];
        // Where both have a name, MLflow's form is what its receivers expect.
        _byName = Groups.SelectMany(group => group.Kinds).GroupBy(kind => kind.Name, StringComparer.Ordinal).ToFrozenDictionary(same => same.Key, same => same.Last(), StringComparer.Ordinal);
    }

    /// <summary>In the order in which people read them.</summary>
    public IReadOnlyList<WebhookKindGroup> Groups { get; }

    public WebhookKind? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>What is wrong with a choice of events; null when nothing is.</summary>
    public Refusal? Check(IReadOnlyList<string> events) =>
        events.Count == 0 ? new Invalid("A webhook needs at least one event. Choose some.")
        : events.FirstOrDefault(name => name is null || Find(name) is null) is { } unknown ? new Invalid($"There is no event '{(unknown.Length > 80 ? unknown[..80] + "…" : unknown)}'. GET …/webhooks/events lists those that there are.")
        : events.Sum(name => name.Length + 1) >= Webhook.EventsLimit ? new Invalid("These are too many events for one webhook. Make two of it.")
        : null;
}
