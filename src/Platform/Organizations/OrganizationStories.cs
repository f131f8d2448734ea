using Microsoft.Extensions.DependencyInjection;
using Slipway.Foundation.Events;

namespace Slipway.Organizations;

/// <summary>How what happens to an organization, its people, teams and projects is told.</summary>
internal static class OrganizationStories
{
    public static void AddOrganizationStories(this IServiceCollection services) => services.AddEventStories(
        new("organization.founded", "Organization founded", fact => $"founded {fact.Text("name")}"),
        new("organization.ownership_transferred", "Ownership transferred", fact => $"made {fact.Text("person")} the owner"),
        new("member.joined", "Person joined", fact => $"joined as {Lower(fact, "role")}{(fact.Text("how") is { Length: > 0 } how ? $" ({how})" : "")}"),
        new("member.role_changed", "Role changed", fact => $"made {fact.Text("person")} {Lower(fact, "role")} (was {Lower(fact, "before")})"),
        new("member.suspended", "Person suspended", fact => $"suspended {fact.Text("person")}") { IsForAuditAlone = true },
        new("member.reinstated", "Person reinstated", fact => $"reinstated {fact.Text("person")}") { IsForAuditAlone = true },
        new("member.removed", "Person removed", fact => $"removed {fact.Text("person")} ({fact.Text("email")}){Heir(fact)}") { IsForAuditAlone = true },
        new("member.left", "Person left", fact => $"left{Heir(fact)}") { Page = _ => null },
        new("invitation.sent", "Invitation sent", fact => $"invited {fact.Text("email")} as {Lower(fact, "role")}") { IsForAuditAlone = true },
        new("invitation.sent_again", "Invitation sent again", fact => $"sent the invitation of {fact.Text("email")} again") { IsForAuditAlone = true },
        new("invitation.revoked", "Invitation revoked", fact => $"revoked the invitation of {fact.Text("email")}") { IsForAuditAlone = true },
        new("team.created", "Team made", fact => $"made the team {fact.Text("name")}"),
        new("team.edited", "Team changed", fact => $"changed the team {fact.Text("name")}"),
        new("team.deleted", "Team deleted", fact => $"deleted the team {fact.Text("name")}") { Page = _ => "teams" },
        new("team.person_added", "Person put into a team", fact => $"put {fact.Text("person")} into the team {fact.Text("name")}"),
        new("team.person_removed", "Person taken out of a team", fact => $"took {fact.Text("person")} out of the team {fact.Text("name")}"),
        new("project.created", "Project started", fact => $"started the project {fact.Text("name")}"),
        new("project.explained", "Project's brief changed", fact => $"changed the brief of {fact.Text("slug")}"),
        new("project.changed", "Project's settings changed", fact => $"changed the settings of {fact.Text("nameBefore")}{Renamed(fact)}{Shown(fact)}"),
        new("project.archived", "Project archived", fact => $"archived the project {fact.Text("name")}"),
        new("project.unarchived", "Project taken out of the archive", fact => $"took the project {fact.Text("name")} out of the archive"),
        new("project.deleted", "Project deleted", fact => $"deleted the project {fact.Text("name")}{With(fact)}") { Page = _ => "trash" },
        new("project.restored", "Project restored", fact => $"restored the project {fact.Text("name")}"),
        new("project.erased", "Project erased", fact => $"erased the project {fact.Text("name")} for good, thirty days after its deletion{With(fact)}") { IsForAuditAlone = true, Page = _ => null },
        new("project.role_given", "Role given in a project", fact => $"made {fact.Text("person")} {Lower(fact, "role")} of {fact.Text("slug")}"),
        new("project.role_taken", "Role taken in a project", fact => $"took the role {Lower(fact, "role")} in {fact.Text("slug")} from {fact.Text("person")}"),
        new("project.team_role_given", "Role given to a team", fact => $"made the team {fact.Text("teamName")} {Lower(fact, "role")} of {fact.Text("slug")}"),
        new("project.team_role_taken", "Role taken from a team", fact => $"took the role {Lower(fact, "role")} in {fact.Text("slug")} from the team {fact.Text("teamName")}"));

    private static string With(EventFact fact) => fact.Texts("lost") is { Count: > 0 } lost ? $", with {string.Join(", ", lost)}" : "";

    private static string Heir(EventFact fact) => fact.Text("heir") is { Length: > 0 } heir ? $"; {heir} takes over" : "";

    private static string Renamed(EventFact fact) => fact.Text("name") == fact.Text("nameBefore") ? "" : $": it was renamed to {fact.Text("name")}";

    private static string Shown(EventFact fact) => fact.Text("visibility") == fact.Text("visibilityBefore") ? ""
        : fact.Text("visibility") is nameof(Visibility.Private) ? "; it is private now" : "; the whole organization sees it now";

    private static string Lower(EventFact fact, string member) => fact.Text(member).ToLowerInvariant();
}
