using Slipway.Foundation.Access;
using Slipway.Foundation.Events;

namespace Slipway.Organizations.Teams;

internal sealed record TeamCreated(string Slug, string Name) : PlatformEvent("team.created", $"teams/{Slug}");

internal sealed record TeamEdited(string Slug, string Name) : PlatformEvent("team.edited", $"teams/{Slug}");

internal sealed record TeamDeleted(string Slug, string Name) : PlatformEvent("team.deleted", $"teams/{Slug}");

internal sealed record TeamPersonAdded(string Slug, string Name, Id<User> PersonId, string Person) : PlatformEvent("team.person_added", $"teams/{Slug}");

internal sealed record TeamPersonRemoved(string Slug, string Name, Id<User> PersonId, string Person) : PlatformEvent("team.person_removed", $"teams/{Slug}");
