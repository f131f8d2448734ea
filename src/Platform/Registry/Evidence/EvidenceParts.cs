using System.Globalization;
using Slipway.Foundation.Content;

namespace Slipway.Registry.Evidence;

/// <summary>The version's files, by the digest of their manifest; where they are none of ours, their place.</summary>
internal sealed class FileEvidence : IEvidencePart
{
    public Task<IEnumerable<EvidenceItem>> ReadAsync(VersionInReview version, CancellationToken ct) => Task.FromResult<IEnumerable<EvidenceItem>>(
        [new("the digest of the files", version.Version.Digest is { } digest ? new ContentDigest(digest).ToString() : version.Version.Location)]);
}

/// <summary>What was measured of the version, whenever it was. What a run says of its machine is no measurement of a model.</summary>
internal sealed class MetricEvidence : IEvidencePart
{
    private const string OfTheMachine = "system/";

    public static bool IsOfTheMachine(string metric) => metric.StartsWith(OfTheMachine, StringComparison.Ordinal);

    public Task<IEnumerable<EvidenceItem>> ReadAsync(VersionInReview version, CancellationToken ct) => Task.FromResult(
        version.Latest.Where(metric => !IsOfTheMachine(metric.Key))
            .Select(metric => new EvidenceItem($"the metric {metric.Key}", metric.Value.ToString("R", CultureInfo.InvariantCulture))));
}
