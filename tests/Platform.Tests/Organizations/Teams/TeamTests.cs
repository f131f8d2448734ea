using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Slipway.Foundation.Access;
using Slipway.World;
using Xunit;

namespace Slipway.Organizations.Teams;

public sealed class TeamTests(SlipwayHost host)
{
    private const string Teams = $"{AcmePeople.Address}/teams";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_role_that_a_team_gets_lets_its_people_in_at_once_and_taking_it_shuts_them_out()
    {
        var (project, api) = await PrivateProjectAsync();
        var guest = await host.JoinAcmeAsync(OrganizationRole.Guest);
        var team = await host.NewTeamAsync(guest.Id);
        await guest.Http.GetAsync(api, Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);

        await host.Ada.SendAsync(HttpMethod.Put, $"{api}/teams/{team}", new { role = "contributor" }).ShouldAnswerAsync(HttpStatusCode.NoContent);

        await guest.Http.GetAsync(api, Ct).ShouldAnswerAsync(HttpStatusCode.OK);
        await guest.Http.SendAsync(HttpMethod.Post, $"{project}/api/2.0/mlflow/experiments/create", new { name = "through the team" }).ShouldAnswerAsync(HttpStatusCode.OK);

        await host.Ada.SendAsync(HttpMethod.Put, $"{api}/teams/{team}", new { role = "viewer" }).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await guest.Http.SendAsync(HttpMethod.Post, $"{project}/api/2.0/mlflow/experiments/create", new { name = "as a viewer" }).ShouldAnswerAsync(HttpStatusCode.Forbidden);

        await host.Ada.DeleteAsync($"{api}/teams/{team}", Ct).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await guest.Http.GetAsync(api, Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Who_leaves_a_team_or_whose_team_is_deleted_loses_what_it_gave_at_once()
    {
        var (_, api) = await PrivateProjectAsync();
        var (first, second) = (await host.JoinAcmeAsync(), await host.JoinAcmeAsync());
        var team = await host.NewTeamAsync(first.Id, second.Id);
        await host.Ada.SendAsync(HttpMethod.Put, $"{api}/teams/{team}", new { role = "viewer" }).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await first.Http.GetAsync(api, Ct).ShouldAnswerAsync(HttpStatusCode.OK);
        await second.Http.GetAsync(api, Ct).ShouldAnswerAsync(HttpStatusCode.OK);

        await host.Ada.DeleteAsync($"{Teams}/{team}/people/{first.Id}", Ct).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await first.Http.GetAsync(api, Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await second.Http.GetAsync(api, Ct).ShouldAnswerAsync(HttpStatusCode.OK);

        await host.Ada.DeleteAsync($"{Teams}/{team}", Ct).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await second.Http.GetAsync(api, Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_higher_of_several_roles_counts()
    {
        var project = await host.NewProjectAsync();
        var api = $"{AcmePeople.Address}/projects{project["/acme".Length..]}";
        var guest = await host.JoinAcmeAsync(OrganizationRole.Guest);
        var (lower, higher) = (await host.NewTeamAsync(guest.Id), await host.NewTeamAsync(guest.Id));
        await host.Ada.SendAsync(HttpMethod.Put, $"{api}/people/{guest.Id}", new { role = "viewer" }).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await host.Ada.SendAsync(HttpMethod.Put, $"{api}/teams/{lower}", new { role = "reviewer" }).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await host.Ada.SendAsync(HttpMethod.Put, $"{api}/teams/{higher}", new { role = "contributor" }).ShouldAnswerAsync(HttpStatusCode.NoContent);

        var person = (await host.Ada.GetAsync($"{api}/people?text={Uri.EscapeDataString(guest.Name)}", Ct).JsonAsync())["people"]!.AsArray().Single()!;

        person["role"]!.GetValue<string>().ShouldBe("contributor");
        Reasons(person).ShouldBe([$"contributor team {higher}", $"reviewer team {lower}", "viewer given "]);
        await guest.Http.SendAsync(HttpMethod.Post, $"{project}/api/2.0/mlflow/experiments/create", new { name = "mine" }).ShouldAnswerAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_team_is_found_with_its_people_and_the_projects_that_the_reader_sees()
    {
        var person = await host.JoinAcmeAsync();
        var team = await host.NewTeamAsync(person.Id);
        var (project, api) = await PrivateProjectAsync();
        await host.Ada.SendAsync(HttpMethod.Put, $"{api}/teams/{team}", new { role = "reviewer" }).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await host.Ada.SendAsync(HttpMethod.Patch, $"{Teams}/{team}", new { name = "Renamed", description = "Those who look at pictures" }).ShouldAnswerAsync(HttpStatusCode.NoContent);

        var (seen, byBen) = (await host.Ada.GetAsync($"{Teams}/{team}", Ct).JsonAsync(), await host.Ben.GetAsync($"{Teams}/{team}", Ct).JsonAsync());

        seen["team"]!["name"]!.GetValue<string>().ShouldBe("Renamed");
        seen["team"]!["people"]!.GetValue<int>().ShouldBe(1);
        seen["people"]!.AsArray().Single()!["id"]!.GetValue<string>().ShouldBe(person.Id);
        seen["projects"]!.AsArray().Single()!["slug"]!.GetValue<string>().ShouldBe(project["/acme/".Length..]);
        byBen["projects"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Admins_make_teams_and_members_only_see_them()
    {
        var admin = await host.JoinAcmeAsync(OrganizationRole.Admin);
        var slug = $"made-{Guid.CreateVersion7().ToString("n")[^12..]}";

        await admin.Http.SendAsync(HttpMethod.Post, Teams, new { name = "By the admin", slug }).ShouldAnswerAsync(HttpStatusCode.OK);

        (await host.Ben.GetStringAsync(Teams, Ct)).ShouldContain(slug);
        (await host.Ben.SendAsync(HttpMethod.Post, Teams, new { name = "By a member" }).RefusalAsync(HttpStatusCode.Forbidden)).ShouldContain("teams.manage");
        await host.Ben.DeleteAsync($"{Teams}/{slug}", Ct).ShouldAnswerAsync(HttpStatusCode.Forbidden);
        (await admin.Http.SendAsync(HttpMethod.Post, Teams, new { name = "Again", slug }).RefusalAsync(HttpStatusCode.Conflict)).ShouldContain(slug);
        await admin.Http.SendAsync(HttpMethod.Post, Teams, new { name = "Everybody" }).RefusalAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Only_people_of_the_organization_come_into_a_team()
    {
        var team = await host.NewTeamAsync();
        var gus = (await host.Gus.GetAsync("/api/v1/organizations/globex/members", Ct).JsonAsync()).AsArray().Single()!["id"]!.GetValue<string>();

        (await host.Ada.SendAsync(HttpMethod.Put, $"{Teams}/{team}/people/{gus}").RefusalAsync(HttpStatusCode.NotFound)).ShouldContain("Invite");
    }

    [Fact]
    public async Task Of_many_who_add_the_same_person_at_once_none_fails_and_the_person_is_in_once()
    {
        var (person, team) = (await host.JoinAcmeAsync(), await host.NewTeamAsync());

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => host.Ada.SendAsync(HttpMethod.Put, $"{Teams}/{team}/people/{person.Id}")));

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.NoContent || answer.StatusCode == HttpStatusCode.Conflict);
        (await host.Ada.GetAsync($"{Teams}/{team}", Ct).JsonAsync())["people"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Globex_cannot_see_or_change_a_team_of_Acme()
    {
        var (person, team) = (await host.JoinAcmeAsync(), await host.NewTeamAsync());

        await host.Gus.GetAsync(Teams, Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.GetAsync($"{Teams}/{team}", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.SendAsync(HttpMethod.Put, $"{Teams}/{team}/people/{person.Id}").ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.GetAsync($"/api/v1/organizations/globex/teams/{team}", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.SendAsync(HttpMethod.Put, $"/api/v1/organizations/globex/projects/turbines/teams/{team}", new { role = "viewer" }).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.SendAsync(HttpMethod.Put, $"/api/v1/organizations/globex/projects/turbines/people/{person.Id}", new { role = "viewer" }).ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    private async Task<(string Tracking, string Api)> PrivateProjectAsync()
    {
        var slug = $"private-{Guid.CreateVersion7().ToString("n")[^12..]}";
        await host.Ada.SendAsync(HttpMethod.Post, $"{AcmePeople.Address}/projects", new { name = slug, slug, visibility = "private" }).JsonAsync();
        return ($"/acme/{slug}", $"{AcmePeople.Address}/projects/{slug}");
    }

    private static IEnumerable<string> Reasons(JsonNode person) =>
        person["reasons"]!.AsArray().Select(reason => $"{reason!["role"]} {reason["source"]} {reason["team"]}");
}
