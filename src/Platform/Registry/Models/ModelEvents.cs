using Slipway.Foundation.Events;

namespace Slipway.Registry.Models;

internal sealed record ModelCreated(string Project, string Model, bool IsPrompt) : PlatformEvent("model.created", ModelRules.Subject(Project, Model));

internal sealed record ModelRenamed(string Project, string Model, string Before) : PlatformEvent("model.renamed", ModelRules.Subject(Project, Model));

internal sealed record ModelDescribed(string Project, string Model) : PlatformEvent("model.described", ModelRules.Subject(Project, Model));

internal sealed record ModelOwned(string Project, string Model, string? Owner) : PlatformEvent("model.owned", ModelRules.Subject(Project, Model));

internal sealed record ModelTagged(string Project, string Model, string Key, string? Value, bool IsPrompt) : PlatformEvent("model.tagged", ModelRules.Subject(Project, Model));

internal sealed record ModelRestored(string Project, string Model) : PlatformEvent("model.restored", ModelRules.Subject(Project, Model));

/// <param name="Versions">How many versions it had, each of which has an event with its digest.</param>
internal sealed record ModelErased(string Project, string Model, int Versions) : PlatformEvent("model.erased", ModelRules.Subject(Project, Model));

internal sealed record ModelDeleted(string Project, string Model) : PlatformEvent("model.deleted", ModelRules.Subject(Project, Model));
