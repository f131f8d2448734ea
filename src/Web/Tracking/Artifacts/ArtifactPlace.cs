using Slipway.Foundation.Results;
using Slipway.Shared.Session;

namespace Slipway.Tracking.Artifacts;

/// <summary>Where files are that viewers show: a run's, or a model version's. Everything is asked by a path below it.</summary>
/// <param name="Open">Opens a file.</param>
/// <param name="Page">The address of the page with a file or folder open, at a byte or row, with the number of the line there.</param>
/// <param name="Save">The address that saves a file.</param>
/// <param name="Uri">How MLflow clients name a file or folder.</param>
/// <param name="ImageBase">What relative addresses of images begin with.</param>
/// <param name="Scheme">What such a name is called on a button.</param>
public sealed record ArtifactPlace(
    Func<string, CancellationToken, Task<Result<OpenArtifact>>> Open, Func<string, long, long?, string> Page, Func<string, string> Save, Func<string, string> Uri, string ImageBase, string Scheme)
{
    /// <summary>A run's files.</summary>
    public static ArtifactPlace OfRun(RunArtifactService service, CurrentProject project, string runId) => new(
        (path, ct) => service.OpenAsync(project.Known, runId, path, ct),
        (path, at, line) => ArtifactAddresses.Page(project, runId, path, at, line),
        path => ArtifactAddresses.File(project, runId, path),
        path => path.Length == 0 ? $"runs:/{runId}" : $"runs:/{runId}/{path}",
        $"{project.Href("get-artifact")}?run_id={runId}&path=",
        "runs:/ URI");
}
