using Microsoft.AspNetCore.Components;
using Slipway.Registry.Aliases;
using Slipway.Registry.Cards;
using Slipway.Registry.Compare;
using Slipway.Shared.Session;
using Slipway.Tracking.Runs;

namespace Slipway.Registry.Reviews;

/// <summary>What a reviewer asks first: how the version differs from the one that the target stands for, or stood for when the review ended.</summary>
public sealed partial class HolderChanges(VersionCompareService compare, CardService cards, AliasService aliases)
{
    private VersionComparison? _comparison;
    private IReadOnlyList<CardEdit> _edits = [];
    private string? _refusal;
    private ReviewDetails? _read;

    [CascadingParameter] public CurrentProject Current { get; set; } = null!;
    [Parameter, EditorRequired] public ReviewDetails Review { get; set; } = null!;

    private int? Holder => Review.Holder == Review.Version ? null : Review.Holder;

    private bool IsGoingOn => Review.Status is ReviewStatus.Open or ReviewStatus.ChangesRequested or ReviewStatus.Approved;

    private string Card => _edits switch
    {
        [] => $"The model's card is as it was when version {Holder} got there.",
        [var one] => $"The model's card was edited once since version {Holder} got there, by {one.By} (revision {one.Revision}).",
        [var last, ..] => $"The model's card was edited {_edits.Count} times since version {Holder} got there, last by {last.By} (revision {last.Revision}).",
    };

    protected override async Task OnParametersSetAsync()
    {
        // The page is live: what was compared changes with the versions and the evidence, the card among it.
        if (_read is { } read && (read.Model, read.Version, read.Holder, read.Evidence) == (Review.Model, Review.Version, Review.Holder, Review.Evidence))
        {
            return;
        }

        _read = Review;
        if (Holder is not { } holder)
        {
            _comparison = null;
            return;
        }

        var compared = await compare.CompareAsync(Current.Known, Review.Model, [holder, Review.Version], CancellationToken.None);
        var (moves, edits) = (await aliases.HistoryAsync(Current.Known, Review.Model, holder, CancellationToken.None), await cards.HistoryAsync(Current.Known, Review.Model, null, CancellationToken.None));
        (_comparison, _refusal) = compared.Refusal is { } refusal ? (null, refusal.Message) : (compared.Value, (string?)null);
        var ended = IsGoingOn ? DateTime.MaxValue : Review.Acts.Select(act => act.At).Concat(Review.Decisions.Select(decision => decision.At)).DefaultIfEmpty(DateTime.MaxValue).Max();
        var got = moves.Refusal is null
            ? moves.Value.Where(move => move.ToVersion == holder && move.Target == Review.Target.Kind && move.Name == Review.Target.Name && move.At <= ended).Select(move => (DateTime?)move.At).FirstOrDefault()
            : null;
        _edits = edits.Refusal is null && got is { } since ? [.. edits.Value.Where(edit => edit.At > since && edit.At <= ended)] : [];
    }

    private static IEnumerable<(string One, string Many, int Differing)> Count(VersionComparison comparison) =>
    [
        ("metric", "metrics", comparison.Metrics.Count(row => row.Differs && !RunFacts.IsOfMachine(row.Name))),
        ("param", "params", comparison.Params.Count(row => row.Differs)),
        ("part of the signature", "parts of the signature", comparison.Signature.Count(row => row.Differs)),
        ("file of the environment", "files of the environment", comparison.Environment.Count(row => row.Differs)),
        ("file", "files", comparison.Files.Count(row => row.Differs)),
    ];

    private static string Summary(VersionComparison comparison)
    {
        var differing = Count(comparison).Where(part => part.Differing > 0).Select(part => $"{part.Differing} {(part.Differing == 1 ? part.One : part.Many)}").ToList();
        return differing.Count == 0 ? "Metrics, params, signature, environment and files are the same."
            : $"Different: {(differing.Count == 1 ? differing[0] : $"{string.Join(", ", differing[..^1])} and {differing[^1]}")}.";
    }
}
