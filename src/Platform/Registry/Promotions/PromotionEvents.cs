using Slipway.Foundation.Events;
using Slipway.Registry.Models;

namespace Slipway.Registry.Promotions;

/// <param name="From">The version that had it before; null when none had.</param>
/// <param name="To">The version that has it now; null when it was taken away.</param>
internal sealed record AliasMoved(string Project, string Model, string Alias, int? From, int? To, bool IsPrompt)
    : PlatformEvent("alias.moved", To is { } version ? ModelRules.Subject(Project, Model, version) : ModelRules.Subject(Project, Model));

internal sealed record StageEntered(string Project, string Model, int Version, string From, string Stage) : PlatformEvent("stage.entered", ModelRules.Subject(Project, Model, Version));
