using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Tracking;
using Slipway.Tracking.Artifacts;
using Slipway.Tracking.Runs;

namespace Slipway.Registry.Versions;

/// <summary>What was known of a version when it was registered, as it was then.</summary>
/// <param name="Run">The run that made it; null when none is known.</param>
/// <param name="Model">What its MLmodel file says; null when it has none.</param>
/// <param name="Environment">The files that say what it needs, by their paths below the version.</param>
/// <param name="Example">The file with an example of what goes in; null when there is none.</param>
public sealed record KnownFacts(SourceRun? Run, Mlmodel? Model, IReadOnlyList<string> Environment, string? Example)
{
    /// <summary>Of a version of which nothing is known but itself.</summary>
    public static readonly KnownFacts None = new(null, null, [], null);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>The metrics of the logged model that it was registered from.</summary>
    public IReadOnlyList<LatestMetric> Measured { get; init; } = [];

    /// <summary>The run's metrics, and in their place those of the saved model itself where it has them.</summary>
    internal IReadOnlyDictionary<string, double> Metrics =>
        (Run?.Metrics ?? []).Concat(Measured).GroupBy(metric => metric.Key, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.Last().Value, StringComparer.Ordinal);

    internal string Written() => JsonSerializer.Serialize(this, Json);

    internal static KnownFacts Read(string? json) => json is null ? None : JsonSerializer.Deserialize<KnownFacts>(json, Json) ?? None;
}

/// <summary>The run that a version comes from, as it was when the version was registered.</summary>
/// <param name="Project">The project whose run it is.</param>
/// <param name="Experiment">The number of its experiment.</param>
/// <param name="User">Who the client said it was.</param>
/// <param name="Metrics">The latest points of its metrics.</param>
public sealed record SourceRun(
    string Project, string RunId, string Name, long Experiment, string User, IReadOnlyList<KeyValue> Params, IReadOnlyList<LatestMetric> Metrics, IReadOnlyList<SourceData> Datasets, SourceCode Code);

/// <summary>A dataset that the run used.</summary>
/// <param name="Context">What for, such as <c>training</c>; null when nothing said.</param>
public sealed record SourceData(string Name, string Digest, string SourceType, string Source, string? Context);

/// <summary>The code that the run ran; what nothing said is null.</summary>
/// <param name="IsDirty">Whether there were changes that the commit doesn't have.</param>
public sealed record SourceCode(string? Name, string? Type, string? Commit, string? Branch, string? Repository, bool IsDirty);

/// <summary>A version's files, by the bytes of their paths.</summary>
/// <param name="Digest">Of the manifest, which names every file's bytes; null when the version has no files here.</param>
public sealed record VersionManifest(Foundation.Content.ContentDigest? Digest, IReadOnlyList<Foundation.Content.ManifestEntry> Files);
