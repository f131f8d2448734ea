using System.ComponentModel.DataAnnotations;
using Slipway.Foundation.Events;

namespace Slipway.Registry.Stages;

/// <summary>The stages between None and Archived, in their order.</summary>
/// <param name="Archive">Stages that are left out, and whose versions go to Archived; of the others that are left out none may have a version.</param>
/// <param name="Before">The stages that the change was made of: when others are there by now, nothing is changed. Null changes whatever there is.</param>
public sealed record DefineStages([Required, MinLength(1)] IReadOnlyList<string> Stages, IReadOnlyList<string>? Archive = null, IReadOnlyList<string>? Before = null);

/// <summary>Somebody else changed the stages meanwhile.</summary>
public sealed record StagesChanged(IReadOnlyList<string> Theirs)
    : Conflict($"Somebody else changed the stages meanwhile: there are {string.Join(", ", Theirs)} now. Nothing was changed: look at them, and make your change again.");

internal sealed record StagesDefined(IReadOnlyList<string> Stages) : PlatformEvent("stages.defined", "settings/stages");
