using System.Text;
using Slipway.Foundation.Access;
using Slipway.Foundation.Content;
using Slipway.Tracking.Artifacts;
using Slipway.Tracking.LoggedModels;
using Slipway.Tracking.Runs;

namespace Slipway.Registry.Versions;

/// <summary>What a version is to hold.</summary>
/// <param name="Manifest">Null when there are no files here.</param>
internal sealed record VersionContent(Manifest? Manifest, KnownFacts Facts);

/// <summary>Reads what a version is made of: its files, its MLmodel, and what its run used and measured.</summary>
public sealed class VersionContents(ArtifactService artifacts, RunService runs, LoggedModelService loggedModels)
{
    /// <summary>The most files that a version may have.</summary>
    public const int MostFiles = 10_000;

    private const int MostBytes = 1 << 20;
    private const string DataContext = "mlflow.data.context";

    private static readonly string[] EnvironmentNames = ["requirements.txt", "conda.yaml", "python_env.yaml", "renv.lock", "pyproject.toml", "environment.yml"];
    private static readonly string[] ExampleNames = ["serving_input_example.json", "input_example.json"];

    internal async Task<Result<VersionContent>> ReadAsync(KnownProject project, VersionSource source, CancellationToken ct)
    {
        var outside = KnownFacts.None with { Run = source.RunId.Length > 0 ? await RunAsync(project, source.RunId, ct) : null, Measured = await MeasuredAsync(project, source, ct) };
        if (source.Folder is not { } folder)
        {
            return new VersionContent(null, outside);
        }

        var files = await artifacts.FilesAsync(project, folder, MostFiles, ct);
        if (files.Refusal is { } tooMany)
        {
            return tooMany;
        }

        var listed = Manifest.Of(files.Value.Select(file => new ManifestEntry(file.Path, file.Digest, file.Size)));
        if (listed.Refusal is { } unlisted)
        {
            return unlisted;
        }

        if (listed.Value.Entries.Count == 0)
        {
            return new VersionContent(null, outside);
        }

        var paths = listed.Value.Entries.Select(entry => entry.Path).ToList();
        var facts = outside with
        {
            Model = paths.Contains("MLmodel") ? await MlmodelAsync(project, $"{folder}/MLmodel", ct) : null,
            Environment = [.. paths.Where(path => EnvironmentNames.Contains(path))],
            Example = ExampleNames.FirstOrDefault(paths.Contains),
        };
        return new VersionContent(listed.Value, facts);
    }

    private async Task<SourceRun?> RunAsync(KnownProject project, string runId, CancellationToken ct)
    {
        if (await runs.GetAsync(project, runId, ct) is not { Refusal: null, Value: var run })
        {
            return null;
        }

        string? Tag(string key) => run.Tags.Where(tag => tag.Key == key && tag.Value.Length > 0).Select(tag => tag.Value).FirstOrDefault();
        return new(
            project.Slug, run.Info.RunId, run.Info.Name, run.Info.Experiment, run.Info.UserName, run.Params, run.Metrics,
            [.. run.Datasets.Select(data => new SourceData(data.Name, data.Digest, data.SourceType, Short(data.Source), data.Tags.Where(tag => tag.Key == DataContext).Select(tag => tag.Value).FirstOrDefault()))],
            new(Tag("mlflow.source.name"), Tag("mlflow.source.type"), Tag("mlflow.source.git.commit"), Tag("mlflow.source.git.branch"), Tag("mlflow.source.git.repoURL"),
                bool.TryParse(Tag("mlflow.source.git.dirty"), out var isDirty) && isDirty));
    }

    // Several runs may have measured it, on several datasets: the latest word counts.
    private async Task<IReadOnlyList<LatestMetric>> MeasuredAsync(KnownProject project, VersionSource source, CancellationToken ct) =>
        source.LoggedModelId.Length > 0 && await loggedModels.GetAsync(project, source.LoggedModelId, deletedToo: true, ct) is { Refusal: null } logged
            ? [.. logged.Value.Metrics.GroupBy(metric => metric.Key, StringComparer.Ordinal).Select(same => same.MaxBy(metric => metric.Time)).Select(metric => new LatestMetric(metric.Key, metric.Value, metric.Time, metric.Step))]
            : [];

    private async Task<Mlmodel?> MlmodelAsync(KnownProject project, string path, CancellationToken ct)
    {
        var opened = await artifacts.OpenAsync(project, path, ct);
        if (opened.Refusal is not null)
        {
            return null;
        }

        await using var file = opened.Value;
        if (file.Blob.Size > MostBytes)
        {
            return null;
        }

        using var bytes = new MemoryStream();
        await file.Blob.CopyToAsync(bytes, ct: ct);
        return Mlmodel.Of(Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length));
    }

    private static string Short(string source) => source.Length > 2_000 ? source[..2_000] + "…" : source;
}
