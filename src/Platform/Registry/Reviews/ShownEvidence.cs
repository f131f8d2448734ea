using System.Collections.Concurrent;
using Slipway.Foundation.Content;
using Slipway.Registry.Evidence;

namespace Slipway.Registry.Reviews;

/// <summary>What somebody says that they saw when they decided.</summary>
/// <param name="Evidence">What that was; null when it isn't known any more.</param>
internal sealed record Sighting(ContentDigest Digest, EvidenceList? Evidence);

/// <summary>
/// What readers of reviews were lately shown, so that one who decides on what has changed since is told how. It is a courtesy: the digest alone refuses the
/// decision, so this may be forgotten with the process, and what nobody decided on is never written down.
/// </summary>
public sealed class ShownEvidence
{
    private const int Most = 1_000;

    private readonly ConcurrentDictionary<(Id<Project> Project, int Review, ContentDigest Digest), EvidenceList> _shown = new();

    internal void Remember(Id<Project> project, int review, EvidenceList evidence)
    {
        if (_shown.Count >= Most)
        {
            _shown.Clear();
        }

        _shown[(project, review, evidence.Digest)] = evidence;
    }

    /// <summary>What somebody saw; null when that isn't known any more.</summary>
    internal EvidenceList? Find(Id<Project> project, int review, ContentDigest digest) => _shown.GetValueOrDefault((project, review, digest));
}
