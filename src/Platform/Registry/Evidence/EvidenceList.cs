using System.Text;
using Slipway.Foundation.Content;

namespace Slipway.Registry.Evidence;

/// <summary>How a check stands.</summary>
public enum CheckState
{
    /// <summary>What it needs isn't there yet.</summary>
    Waiting,
    Passed,
    Failed,
}

/// <summary>A check with its outcome.</summary>
/// <param name="Name">What is checked, as a claim: «accuracy is at least 0.9».</param>
/// <param name="Why">What was found, as a sentence.</param>
/// <param name="Proof">Where one sees that: an address within the organization, or a whole one for external checks; null when there is nothing to see.</param>
/// <param name="IsRequired">Whether the policy asks for it.</param>
/// <param name="IsEvidence">Whether decisions rest on its outcome, so that another one voids them.</param>
/// <param name="Posted">Who posted its result; null for one that is found here, or that nobody has posted yet.</param>
public sealed record CheckResult(string Name, CheckState State, string Why, string? Proof, bool IsRequired, bool IsEvidence = true, CheckPoster? Posted = null);

/// <summary>Who posted a check's result.</summary>
/// <param name="IsAuthor">Whether they made the version or requested the review: their word on their own work, which reviewers should know.</param>
public sealed record CheckPoster(string By, DateTime At, bool IsAuthor);

/// <summary>One thing that a decision rests on.</summary>
/// <param name="What">What it is called in «… was 3 and is 4».</param>
/// <param name="Value">How it was found.</param>
/// <param name="IsCheck">Whether the value is a <see cref="CheckState"/>.</param>
public sealed record EvidenceItem(string What, string Value, bool IsCheck = false);

/// <summary>What a version was found to be when somebody decided on it: everything that the decision rests on, and one digest over all of it.</summary>
public sealed class EvidenceList
{
    public EvidenceList(IEnumerable<EvidenceItem> items)
    {
        Items = [.. items.OrderBy(item => item.What, StringComparer.Ordinal)];
        Digest = ContentDigest.Of(Encoding.UTF8.GetBytes(string.Concat(Items.Select(item => $"{item.What.Length}:{item.What}={item.Value.Length}:{item.Value}\n"))));
    }

    public IReadOnlyList<EvidenceItem> Items { get; }

    /// <summary>The SHA-256 of all items, a line each: <c>{length}:{what}={length}:{value}</c>, ordered by their names.</summary>
    public ContentDigest Digest { get; }

    /// <summary>What is different now, a phrase for each. That a check passed which wasn't done yet confirms what was decided, and is no difference.</summary>
    public IReadOnlyList<string> ChangesSince(EvidenceList then) => [.. DifferencesFrom(then).Where(pair => !Confirms(pair.Before, pair.Now)).Select(pair => EvidenceWords.Changed(pair.Before, pair.Now))];

    /// <summary>The same with what only confirms, for somebody who looked before it was known.</summary>
    public IReadOnlyList<string> NewsSince(EvidenceList then) => [.. DifferencesFrom(then).Select(pair => EvidenceWords.Changed(pair.Before, pair.Now))];

    private IEnumerable<(EvidenceItem? Before, EvidenceItem? Now)> DifferencesFrom(EvidenceList then)
    {
        var before = then.Items.ToDictionary(item => item.What, StringComparer.Ordinal);
        var now = Items.ToDictionary(item => item.What, StringComparer.Ordinal);
        return before.Keys.Union(now.Keys).Order(StringComparer.Ordinal).Select(what => (before.GetValueOrDefault(what), now.GetValueOrDefault(what))).Where(pair => pair.Item1?.Value != pair.Item2?.Value);
    }

    private static bool Confirms(EvidenceItem? before, EvidenceItem? now) =>
        now is { IsCheck: true, Value: nameof(CheckState.Passed) } && (before is null || before.Value == nameof(CheckState.Waiting));
}
