using Slipway.Tracking.Artifacts;
using Slipway.Tracking.Experiments;

namespace Slipway.Tracking.Spans;

/// <summary>Where the spans of a trace are.</summary>
internal static class SpanFile
{
    /// <summary>The address that clients are told to put files at.</summary>
    public static string Uri(long experiment, string? location, string traceId) => $"{ArtifactUris.Experiment(experiment, location)}/traces/{traceId}/artifacts";

    /// <summary>The folder behind this server; null when the experiment keeps its files somewhere else.</summary>
    public static string? Folder(long experiment, string? location, string traceId) => ArtifactFolders.FolderAt(Uri(experiment, location, traceId));
}
