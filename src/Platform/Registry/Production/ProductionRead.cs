using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Data;
using Slipway.Registry.Cards;
using Slipway.Registry.Models;
using Slipway.Registry.Policies;
using Slipway.Registry.Promotions;
using Slipway.Registry.Reviews;
using Slipway.Registry.Versions;
using Slipway.Tracking.Runs;

namespace Slipway.Registry.Production;

/// <summary>Reads what there is to say of versions in production, all of them at once.</summary>
internal sealed class ProductionRead
{
    private const int MostFigures = 4;
    private const string OfTheMachine = "system/";

    private readonly Dictionary<long, ModelCard> _cards;
    private readonly Dictionary<Guid, string> _names;
    private readonly ILookup<long, Moved> _moves;
    private readonly ILookup<long, Review> _reviews;
    private readonly Dictionary<(long Model, int Number), KnownFacts> _facts;
    private readonly Dictionary<long, int> _numbers;

    private ProductionRead(
        Dictionary<long, ModelCard> cards, Dictionary<Guid, string> names, ILookup<long, Moved> moves, ILookup<long, Review> reviews, Dictionary<(long Model, int Number), KnownFacts> facts, Dictionary<long, int> numbers) =>
        (_cards, _names, _moves, _reviews, _facts, _numbers) = (cards, names, moves, reviews, facts, numbers);

    public static async Task<IReadOnlyList<InProduction>> OfAsync(SaasDb db, IReadOnlyList<HeldVersion> held, CancellationToken ct)
    {
        var models = held.Select(version => version.ModelKey).Distinct().ToList();
        var moves = await MovesAsync(db, held, models, ct);
        var owners = held.Select(version => version.Owner?.Value).OfType<Guid>().Distinct().ToList();
        var newest = db.CardRevisions.Where(card => models.Contains(card.ModelKey)).GroupBy(card => card.ModelKey).Select(cards => cards.Max(card => card.Key));
        var keys = held.Select(version => version.Key).ToList();
        var reviews = await db.Reviews.AsNoTracking().Include(review => review.Decisions)
            .Where(review => models.Contains(review.ModelKey) && (review.Slot != null || (review.PromotedAt != null && keys.Contains(review.VersionKey)))).ToListAsync(ct);
        var reviewed = reviews.Select(review => review.VersionKey).Distinct().ToList();
        var read = new ProductionRead(
            (await db.CardRevisions.Where(card => newest.Contains(card.Key)).Select(card => new { card.ModelKey, card.Content }).ToListAsync(ct)).ToDictionary(card => card.ModelKey, card => ModelCard.Read(card.Content)),
            await db.Users.Where(user => owners.Contains(user.Id)).ToDictionaryAsync(user => user.Id, user => user.DisplayName, ct),
            moves.ToLookup(move => move.ModelKey),
            reviews.ToLookup(review => review.ModelKey),
            await FactsAsync(db, held, moves, ct),
            await db.ModelVersions.Where(version => reviewed.Contains(version.Key)).ToDictionaryAsync(version => version.Key, version => version.Number, ct));
        return [.. held.Select(read.Of)];
    }

    /// <summary>Of every version that ever had one of the targets, when it got it last.</summary>
    private static async Task<List<Moved>> MovesAsync(SaasDb db, IReadOnlyList<HeldVersion> held, List<long> models, CancellationToken ct)
    {
        var names = held.SelectMany(version => version.Targets).Select(target => target.Name).Distinct().ToList();
        var last = db.Promotions.Where(move => models.Contains(move.ModelKey) && names.Contains(move.Name) && move.ToVersion != null)
            .GroupBy(move => new { move.ModelKey, move.Target, move.Name, move.ToVersion }).Select(same => same.Max(move => move.Key));
        return await db.Promotions.Where(move => last.Contains(move.Key))
            .Select(move => new Moved(move.Key, move.ModelKey, move.Target, move.Name, move.ToVersion!.Value, move.ActorName, move.At)).ToListAsync(ct);
    }

    private static async Task<Dictionary<(long Model, int Number), KnownFacts>> FactsAsync(SaasDb db, IReadOnlyList<HeldVersion> held, List<Moved> moves, CancellationToken ct)
    {
        var wanted = held.Select(version => version.Key).ToList();
        var before = held.Select(version => (version.ModelKey, Number: Before(version, moves.Where(move => move.ModelKey == version.ModelKey)))).Where(each => each.Number is not null).ToList();
        var (models, numbers) = (before.Select(each => each.ModelKey).Distinct().ToList(), before.Select(each => each.Number!.Value).Distinct().ToList());
        var rows = await (
            from version in db.ModelVersions
            join facts in db.VersionFacts on version.Key equals facts.VersionKey
            where wanted.Contains(version.Key) || (models.Contains(version.ModelKey) && numbers.Contains(version.Number))
            select new { version.ModelKey, version.Number, facts.Data }).ToListAsync(ct);
        return rows.ToDictionary(row => (row.ModelKey, row.Number), row => KnownFacts.Read(row.Data));
    }

    /// <summary>The version that had the target before this one got it.</summary>
    private static int? Before(HeldVersion version, IEnumerable<Moved> moves)
    {
        var known = moves.Where(move => version.Targets.Contains(move.What)).ToList();
        var entered = known.Where(move => move.To == version.Number).MaxBy(move => move.Key);
        return known.Where(move => move.To != version.Number && move.What == entered?.What && move.Key < entered.Key).MaxBy(move => move.Key)?.To;
    }

    private InProduction Of(HeldVersion version)
    {
        var before = Before(version, _moves[version.ModelKey]);
        var card = _cards.GetValueOrDefault(version.ModelKey) ?? new ModelCard();
        var owner = version.Owner is { } id && _names.TryGetValue(id.Value, out var name) ? new ModelOwner(id, name) : null;
        return new(
            version.Project, version.ProjectName, version.Model, version.Number, [.. version.Targets.Select(target => Place(version, target))], card.Purpose, card.Risk, owner, before,
            Figures(version, before),
            [.. _reviews[version.ModelKey].Where(review => review.IsActive).OrderBy(review => review.Number).Select(review => new OpenReview(review.Number, _numbers.GetValueOrDefault(review.VersionKey), review.Target))]);
    }

    // One and the same version may have come to one place by broken glass and to another by a review.
    private ProductionPlace Place(HeldVersion version, ReviewTarget target)
    {
        var entered = _moves[version.ModelKey].Where(move => move.To == version.Number && move.What == target).MaxBy(move => move.Key);
        var let = _reviews[version.ModelKey].Where(review => review.VersionKey == version.Key && review.Target == target && review.PromotedAt is { } at && !(at < entered?.At)).MaxBy(review => review.PromotedAt);
        return new(target, entered?.At, entered?.By ?? "", let is null ? null
            : new(let.Number, [.. let.Standing.Where(decision => decision.Verdict is Verdict.Approve).Select(decision => decision.Reviewer)], let.IsGlassBroken, let.ReviewAgainBy));
    }

    // What a name says is good or bad tells more than a number of which nobody knows which way is right.
    private List<ProductionFigure> Figures(HeldVersion version, int? before)
    {
        var measured = Measured(version.ModelKey, version.Number);
        var earlier = before is { } number ? Measured(version.ModelKey, number) : [];
        return [.. measured
            .OrderByDescending(metric => MetricGoal.Weight(metric.Key)).ThenBy(metric => !earlier.ContainsKey(metric.Key)).ThenBy(metric => metric.Key, StringComparer.Ordinal)
            .Take(MostFigures)
            .Select(metric => new ProductionFigure(metric.Key, metric.Value, earlier.TryGetValue(metric.Key, out var had) ? had : null, MetricGoal.Of(metric.Key)?.LowerIsBetter))];
    }

    private Dictionary<string, double> Measured(long model, int number) =>
        (_facts.GetValueOrDefault((model, number))?.Run?.Metrics ?? []).Where(metric => !metric.Key.StartsWith(OfTheMachine, StringComparison.Ordinal)).ToDictionary(metric => metric.Key, metric => metric.Value);

    /// <summary>That a version got a target.</summary>
    private sealed record Moved(long Key, long ModelKey, PromotionTarget Target, string Name, int To, string By, DateTime At)
    {
        public ReviewTarget What => new(Target, Name);
    }
}
