using Slipway.Foundation.Events;

namespace Slipway.Tracking.Experiments;

internal sealed record ExperimentCreated(string Project, long Number, string Name) : PlatformEvent("experiment.created", $"projects/{Project}/experiments/{Number}");

internal sealed record ExperimentRenamed(string Project, long Number, string Name) : PlatformEvent("experiment.renamed", $"projects/{Project}/experiments/{Number}");

internal sealed record ExperimentTagged(string Project, long Number, string Key, string? Value) : PlatformEvent("experiment.tagged", $"projects/{Project}/experiments/{Number}");
