using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Data;

namespace Slipway.Registry.Stages;

/// <summary>The stages of the organization, in their order.</summary>
internal sealed record StageNames(IReadOnlyList<string> All)
{
    /// <summary>Those between the first and the last, which are the organization's to choose.</summary>
    public IReadOnlyList<string> Own => [.. All.Skip(1).SkipLast(1)];

    public static bool IsFixed(string name) => name.Equals(Stage.None, StringComparison.OrdinalIgnoreCase) || name.Equals(Stage.Archived, StringComparison.OrdinalIgnoreCase);

    public static async Task<StageNames> OfAsync(SaasDb db, CancellationToken ct)
    {
        var defined = await db.Stages.OrderBy(stage => stage.Position).Select(stage => stage.Name).ToListAsync(ct);
        return new([Stage.None, .. defined.Count == 0 ? Stage.Defaults : defined, Stage.Archived]);
    }

    /// <summary>
    /// Keeps a stage from being taken away until the transaction ends, or finds that it just was: each transaction reads the database as it was when it began, so a version
    /// could enter what somebody else takes away at the same moment. The row is written as it is, and of two who touch one row the second is told that it was overtaken.
    /// </summary>
    public static async Task HoldAsync(SaasDb db, Id<Organization> organization, string name, CancellationToken ct)
    {
        if (await db.Stages.Where(stage => stage.Name == name).ExecuteUpdateAsync(set => set.SetProperty(stage => stage.Position, stage => stage.Position), ct) == 0)
        {
            // An organization that never chose has no rows.
            await db.Organizations.Where(each => each.Id == organization).LockAsync(ct);
        }
    }

    /// <summary>A stage as the organization spells it, whatever the case it came in; null when there is none of that name.</summary>
    public string? Spelled(string name) => All.FirstOrDefault(stage => stage.Equals(name, StringComparison.OrdinalIgnoreCase));

    public Invalid Unknown(string name) => new($"Invalid Model Version stage: {name}. Value must be one of {string.Join(", ", All)}.");
}
