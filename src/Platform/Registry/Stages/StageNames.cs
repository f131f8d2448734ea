using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Data;

namespace Slipway.Registry.Stages;

/// <summary>The stages of the organization, in their order.</summary>
internal sealed record StageNames(IReadOnlyList<string> All)
{
    public static async Task<StageNames> OfAsync(SaasDb db, CancellationToken ct)
    {
        var defined = await db.Stages.OrderBy(stage => stage.Position).Select(stage => stage.Name).ToListAsync(ct);
        return new([Stage.None, .. defined.Count == 0 ? Stage.Defaults : defined, Stage.Archived]);
    }

    /// <summary>A stage as the organization spells it, whatever the case it came in; null when there is none of that name.</summary>
    public string? Spelled(string name) => All.FirstOrDefault(stage => stage.Equals(name, StringComparison.OrdinalIgnoreCase));

    public Invalid Unknown(string name) => new($"Invalid Model Version stage: {name}. Value must be one of {string.Join(", ", All)}.");
}
