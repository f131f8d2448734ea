using Slipway.Foundation.Events;

namespace Slipway.Organizations.Projects.Lifecycle;

internal sealed record ProjectArchived(string Slug, string Name) : PlatformEvent("project.archived", $"projects/{Slug}");

internal sealed record ProjectUnarchived(string Slug, string Name) : PlatformEvent("project.unarchived", $"projects/{Slug}");

/// <param name="Until">When it is erased unless it is restored, in UTC.</param>
/// <param name="Lost">What it had, such as <c>1,240 runs</c>.</param>
internal sealed record ProjectDeleted(string Slug, string Name, DateTime Until, IReadOnlyList<string> Lost) : PlatformEvent("project.deleted", $"projects/{Slug}");

internal sealed record ProjectRestored(string Slug, string Name) : PlatformEvent("project.restored", $"projects/{Slug}");

/// <param name="Lost">What was erased, such as <c>1,240 runs</c>.</param>
internal sealed record ProjectErased(string Slug, string Name, IReadOnlyList<string> Lost) : PlatformEvent("project.erased", $"projects/{Slug}");
