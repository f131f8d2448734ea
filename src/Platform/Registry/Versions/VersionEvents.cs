using Slipway.Foundation.Events;
using Slipway.Registry.Models;

namespace Slipway.Registry.Versions;

internal sealed record VersionCreated(string Project, string Model, int Version, string RunId, string Source, string? CopiedFrom, bool IsPrompt)
    : PlatformEvent("version.created", ModelRules.Subject(Project, Model, Version));

internal sealed record VersionDescribed(string Project, string Model, int Version) : PlatformEvent("version.described", ModelRules.Subject(Project, Model, Version));

internal sealed record VersionTagged(string Project, string Model, int Version, string Key, string? Value, bool IsPrompt)
    : PlatformEvent("version.tagged", ModelRules.Subject(Project, Model, Version));

internal sealed record VersionRestored(string Project, string Model, int Version) : PlatformEvent("version.restored", ModelRules.Subject(Project, Model, Version));

/// <param name="Digest">Of the manifest that it had; null when it had no files here.</param>
internal sealed record VersionErased(string Project, string Model, int Version, string? Digest) : PlatformEvent("version.erased", ModelRules.Subject(Project, Model, Version));

internal sealed record VersionDeleted(string Project, string Model, int Version) : PlatformEvent("version.deleted", ModelRules.Subject(Project, Model, Version));
