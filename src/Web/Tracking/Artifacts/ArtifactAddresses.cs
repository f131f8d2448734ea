using Slipway.Shared.Session;

namespace Slipway.Tracking.Artifacts;

/// <summary>Where a run's files are, for links.</summary>
internal static class ArtifactAddresses
{
    /// <summary>The run's files on our own API.</summary>
    public static string Api(CurrentProject project, string runId) => $"/api/v1/organizations/{project.Organization}/projects/{project.Slug}/runs/{runId}/artifacts";

    public static string File(CurrentProject project, string runId, string path) => $"{Api(project, runId)}/files/{Escape(path)}";

    /// <summary>A folder, or with an empty path all files, as a zip.</summary>
    public static string Zip(CurrentProject project, string runId, string path) => $"{Api(project, runId)}/zip/{Escape(path)}";

    /// <summary>The run's page with a file or folder open.</summary>
    public static string Page(CurrentProject project, string runId, string path) =>
        project.Href($"runs/{runId}?tab=artifacts") + (path.Length == 0 ? "" : $"&path={Uri.EscapeDataString(path)}");

    /// <summary>The same at a place in the file.</summary>
    /// <param name="at">A byte, or a row where the viewer counts those.</param>
    /// <param name="line">The number of the first line there, where it is known.</param>
    public static string Page(CurrentProject project, string runId, string path, long at, long? line) =>
        FormattableString.Invariant($"{Page(project, runId, path)}{(at > 0 ? $"&at={at}" : "")}{(at > 0 && line is not null ? $"&line={line}" : "")}");

    public static string Trash(CurrentProject project, string runId) => project.Href($"runs/{runId}?tab=artifacts&trash=true");

    private static string Escape(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
