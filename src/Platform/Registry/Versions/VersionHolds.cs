using Microsoft.EntityFrameworkCore;
using Slipway.Registry.Models;
using Slipway.Registry.Reviews;
using Slipway.Registry.Stages;

namespace Slipway.Registry.Versions;

/// <summary>What keeps a version from being deleted: whoever relies on it would find nothing.</summary>
internal static class VersionHolds
{
    /// <summary>By which name a version's hold on its files is found.</summary>
    public static string PlacedBy(long version) => $"version/{version}";

    /// <summary>How a refusal calls the version that relies on files.</summary>
    public static string Holder(string model, int number) => $"version {number} of the model '{model}'";

    /// <summary>Why a version, or with null any of the model's, can't be deleted; null when nothing holds it.</summary>
    public static async Task<Refusal?> FindAsync(ModelChange change, int? number, CancellationToken ct)
    {
        var model = change.Model;
        if (model.Aliases.Find(alias => number is null || alias.Version == number) is { } named)
        {
            return new VersionHeld($"Version {named.Version} of '{model.Name}' has the alias '{named.Name}'. Move or remove the alias first.");
        }

        var staged = await change.Db.ModelVersions
            .Where(v => v.ModelKey == model.Key && v.DeletedAt == 0 && (number == null || v.Number == number) && v.Stage != Stage.None && v.Stage != Stage.Archived)
            .OrderBy(v => v.Number).Select(v => new { v.Number, v.Stage }).FirstOrDefaultAsync(ct);
        if (staged is not null)
        {
            return new VersionHeld($"Version {staged.Number} of '{model.Name}' is in the stage {staged.Stage}. Move it to {Stage.Archived} or {Stage.None} first.");
        }

        var reviewed = await change.Db.Reviews
            .Where(r => r.ModelKey == model.Key && r.Slot != null)
            .Join(change.Db.ModelVersions.Where(v => number == null || v.Number == number), r => r.VersionKey, v => v.Key, (r, v) => new { r.Number, Version = v.Number })
            .OrderBy(r => r.Number).FirstOrDefaultAsync(ct);
        return reviewed is null ? null : new VersionHeld(
            $"Version {reviewed.Version} of '{model.Name}' is in review {reviewed.Number}. Withdraw it first, at {ReviewRules.Page(change.Project, reviewed.Number)}.");
    }
}

/// <summary>Something relies on the version.</summary>
public sealed record VersionHeld(string Message) : Conflict(Message);
