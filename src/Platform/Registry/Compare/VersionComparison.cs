using Slipway.Foundation.Content;
using Slipway.Registry.Versions;
using Slipway.Tracking.Compare;

namespace Slipway.Registry.Compare;

/// <summary>Versions of a model beside one another. Every list of values has one for each of <paramref name="Versions"/>, in their order.</summary>
/// <param name="About">Who registered them, from which run, code and data.</param>
/// <param name="Metrics">As they were when the versions were registered.</param>
/// <param name="Signature">Inputs, outputs and parameters by their names, with their types.</param>
/// <param name="Environment">The files that say what they need, as texts.</param>
/// <param name="Files">By their paths below the version.</param>
public sealed record VersionComparison(
    IReadOnlyList<VersionDetails> Versions,
    IReadOnlyList<ComparedText> About,
    IReadOnlyList<ComparedNumber> Metrics,
    IReadOnlyList<ComparedText> Params,
    IReadOnlyList<ComparedText> Signature,
    IReadOnlyList<ComparedText> Environment,
    IReadOnlyList<ComparedEntry> Files)
{
    /// <summary>The most versions that are compared.</summary>
    public const int MostVersions = 10;
}

/// <summary>A metric of each version; null for one that lacks it.</summary>
/// <param name="LowerIsBetter">What its name says of which value is the better one; null when it says nothing.</param>
public sealed record ComparedNumber(string Name, bool? LowerIsBetter, IReadOnlyList<double?> Values, bool Differs);

/// <summary>A file of each version; null for one that lacks it.</summary>
/// <param name="Differs">Whether not all have the same bytes.</param>
public sealed record ComparedEntry(string Path, IReadOnlyList<ManifestEntry?> Values, bool Differs);
