using Slipway.Tracking.Metrics;

namespace Slipway.Tracking.Experiments;

/// <summary>What an experiment may be called and carry, and the sentences for what it may not.</summary>
internal static class ExperimentRules
{
    public static Invalid? CheckName(string name) =>
        string.IsNullOrWhiteSpace(name) ? new Invalid("Invalid experiment name: it must be a non-empty string.")
        : name.Length > Experiment.NameLimit ? new Invalid($"The experiment name has {name.Length} characters; it may have {Experiment.NameLimit}.")
        : name.Contains('\0', StringComparison.Ordinal) ? new Invalid("The experiment name contains the character NUL. Leave it out.")
        : null;

    public static Invalid? CheckLocation(string? location) =>
        location?.Length > Experiment.LocationLimit ? new Invalid($"The artifact location has {location.Length} characters; it may have {Experiment.LocationLimit}.")
        : location?.AsSpan().IndexOfAny('#', '\0') >= 0 ? new Invalid("The artifact location can't contain '#'.")
        : null;

    public static Invalid? CheckTag(KeyValue tag) =>
        tag.Key.Length is 0 or > MetricSeries.NameLimit ? new Invalid($"An experiment tag's key has 1 to {MetricSeries.NameLimit} characters.")
        : tag.Value.Length > ExperimentTag.ValueLimit ? new Invalid($"The tag '{tag.Key}' has a value of {tag.Value.Length} characters; it may have {ExperimentTag.ValueLimit}.")
        : (tag.Key + tag.Value).Contains('\0', StringComparison.Ordinal) ? new Invalid($"The tag '{tag.Key}' contains the character NUL. Leave it out.")
        : null;

    public static AlreadyExists NameTaken(string name, bool deleted) => new(deleted
        ? $"Experiment '{name}' already exists in deleted state. You can restore the experiment, or choose another name."
        : $"Experiment '{name}' already exists. Choose another name.");

    public static NotFound NoSuchExperiment(long number) => new($"No Experiment with id={number} exists");

    public static Invalid NotActive(long number) => new($"The experiment {number} must be in the 'active' state. Current state is deleted. Restore it first.");
}
