using Slipway.Foundation.Access;
using Slipway.Foundation.Events;

namespace Slipway.Organizations.Projects.People;

internal sealed record ProjectRoleGiven(string Slug, Id<User> PersonId, string Person, ProjectRole Role) : PlatformEvent("project.role_given", $"projects/{Slug}/people");

internal sealed record ProjectRoleTaken(string Slug, Id<User> PersonId, string Person, ProjectRole Role) : PlatformEvent("project.role_taken", $"projects/{Slug}/people");

internal sealed record ProjectTeamRoleGiven(string Slug, string Team, string TeamName, ProjectRole Role) : PlatformEvent("project.team_role_given", $"projects/{Slug}/people");

internal sealed record ProjectTeamRoleTaken(string Slug, string Team, string TeamName, ProjectRole Role) : PlatformEvent("project.team_role_taken", $"projects/{Slug}/people");
