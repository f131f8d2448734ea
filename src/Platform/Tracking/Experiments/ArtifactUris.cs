using System.Globalization;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.Experiments;

/// <summary>Where clients are told to put files.</summary>
public static class ArtifactUris
{
    /// <summary>The experiment's own place, or its folder behind the server when it has none.</summary>
    public static string Experiment(long number, string? location) => location ?? string.Create(CultureInfo.InvariantCulture, $"mlflow-artifacts:/{number}");

    public static string Run(RunInfo run) => $"{Experiment(run.Experiment, run.ArtifactLocation)}/{run.RunId}/artifacts";
}
