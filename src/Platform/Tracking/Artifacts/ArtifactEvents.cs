using Slipway.Foundation.Events;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.Artifacts;

internal sealed record ArtifactsDeleted(string Project, string Path, int Files) : PlatformEvent("artifacts.deleted", ArtifactSubject.Of(Project, Path));

internal sealed record ArtifactsRestored(string Project, string Path, int Files) : PlatformEvent("artifacts.restored", ArtifactSubject.Of(Project, Path));

internal static class ArtifactSubject
{
    /// <summary>The run whose files they are; the project, of files that are no run's.</summary>
    public static string Of(string project, string path) => ArtifactFolders.RunOf(path) is { } run ? RunSubject.Of(project, run) : $"projects/{project}";
}
