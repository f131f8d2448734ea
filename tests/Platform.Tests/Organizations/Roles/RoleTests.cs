using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Slipway.Demo;
using Slipway.Foundation.Access;
using Slipway.Organizations.Projects.Lifecycle;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Organizations.Roles;

public sealed class RoleTests(SlipwayHost host)
{
    private const string Acme = "/api/v1/organizations/acme";

    [Fact]
    public async Task The_table_says_of_every_permission_which_roles_have_it_as_access_asks_them()
    {
        var table = await host.Vera.GetAsync($"{Acme}/roles").JsonAsync();

        var named = table["inOrganization"]!.AsArray().Concat(table["inProject"]!.AsArray()).Select(each => each!.Text("name")).ToList();
        named.ShouldBe(Permission.All.Select(permission => permission.Name), ignoreOrder: true);
        foreach (var role in Enum.GetValues<ProjectRole>())
        {
            Permissions(table["ofProject"]!, role.ToString()).ShouldBe(Foundation.Access.Roles.Permissions(role).Select(permission => permission.Name), ignoreOrder: true);
        }

        foreach (var role in Enum.GetValues<OrganizationRole>())
        {
            Permissions(table["ofOrganization"]!, role.ToString()).ShouldBe(Foundation.Access.Roles.Permissions(role).Select(permission => permission.Name), ignoreOrder: true);
        }

        table["ofOrganization"]!.AsArray().Single(each => each!.Text("role") == "member")!.Text("inOpenProjects").ShouldBe("contributor");
        table["ofOrganization"]!.AsArray().Single(each => each!.Text("role") == "member")!["inPrivateProjects"].ShouldBeNull();
    }

    [Fact]
    public async Task It_is_said_what_somebody_may_do_in_each_project_and_why()
    {
        var (person, project) = (await host.JoinAcmeAsync(), await host.NewProjectAsync());
        var team = await host.NewTeamAsync(person.Id);
        (await host.AccessInAsync(project, person)).ShouldBe("contributor as a member: the project is open to the organization");

        var day = TimeProvider.System.GetUtcNow().ToString("d MMMM yyyy", System.Globalization.CultureInfo.InvariantCulture);
        await GiveAsync(project, $"people/{person.Id}", "reviewer");
        await GiveAsync(project, $"teams/{team}", "maintainer");

        (await host.AccessInAsync(project, person)).ShouldBe(
            $"maintainer through team Team {team}, given by {DemoWorld.Ada.Name} on {day}; contributor as a member: the project is open to the organization; reviewer given by {DemoWorld.Ada.Name} on {day}");
        (await host.Ada.GetAsync($"{Acme}/members/{await host.IdOfAsync(DemoWorld.Ada)}/access?project={Lifecycles.Slug(project)}").JsonAsync())["projects"]!.AsArray().Single()!["reasons"]!.AsArray()[0]!.Text("why")
            .ShouldBe("as administrator of the organization");
    }

    [Fact]
    public async Task What_is_said_is_what_the_doors_do_in_the_archive_too()
    {
        var (person, project) = (await host.JoinAcmeAsync(), await host.NewProjectAsync());
        (await PermissionsAsync(project, person)).ShouldContain("runs.write");
        await person.Http.NewRunAsync(project);

        await host.Ada.SendAsync(HttpMethod.Put, $"{Lifecycles.Api(project)}/archive").ShouldAnswerAsync(HttpStatusCode.NoContent);

        (await PermissionsAsync(project, person)).ShouldBe(["runs.read", "models.read"]);
        await person.Http.PostAsync(project, "runs/create", new { experiment_id = "0" }, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Projects_that_the_asker_does_not_see_are_left_out_and_guests_ask_about_themselves_alone_and_Globex_finds_nobody()
    {
        var (person, project) = (await host.JoinAcmeAsync(), await host.NewProjectAsync());
        await host.Ada.SendAsync(HttpMethod.Put, $"{Lifecycles.Api(project)}/settings", new { name = "Closed", visibility = "private" }).ShouldAnswerAsync(HttpStatusCode.NoContent);

        (await host.Ada.GetAsync($"{Acme}/members/{person.Id}/access?project={Lifecycles.Slug(project)}").JsonAsync())["projects"]!.AsArray().Single()!["role"].ShouldBeNull();
        await host.Ben.GetAsync($"{Acme}/members/{person.Id}/access?project={Lifecycles.Slug(project)}").ShouldAnswerAsync(HttpStatusCode.NotFound);
        (await host.Ben.GetAsync($"{Acme}/members/{person.Id}/access").JsonAsync())["projects"]!.AsArray().ShouldNotContain(each => each!.Text("slug") == Lifecycles.Slug(project));
        await host.Vera.GetAsync($"{Acme}/members/{person.Id}/access").ShouldAnswerAsync(HttpStatusCode.Forbidden);
        var own = await host.Vera.GetAsync($"{Acme}/members/{await host.IdOfAsync(DemoWorld.Vera)}/access").JsonAsync();
        own["projects"]!.AsArray().Single(each => each!.Text("slug") == DemoWorld.Vision)!.Text("role").ShouldBe("viewer");
        await host.Gus.GetAsync($"{Acme}/members/{person.Id}/access").ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.GetAsync($"{Acme}/roles").ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    private static IEnumerable<string> Permissions(JsonNode roles, string role) =>
        roles.AsArray().Single(each => each!.Text("role").Equals(role, StringComparison.OrdinalIgnoreCase))!["permissions"]!.AsArray().Select(each => each!.ToString());

    private async Task<IReadOnlyList<string>> PermissionsAsync(string project, Newcomer person) =>
        [.. (await host.Ada.GetAsync($"{Acme}/members/{person.Id}/access?project={Lifecycles.Slug(project)}").JsonAsync())["projects"]!.AsArray().Single()!["permissions"]!.AsArray().Select(each => each!.ToString())];

    private Task GiveAsync(string project, string whom, string role) =>
        host.Ada.SendAsync(HttpMethod.Put, $"{Lifecycles.Api(project)}/{whom}", new { role }).ShouldAnswerAsync(HttpStatusCode.NoContent);
}

internal static class AskedAccess
{
    /// <summary>The reasons for what somebody is in a project of Acme's, the one that counts first.</summary>
    public static async Task<string> AccessInAsync(this SlipwayHost host, string project, Newcomer person)
    {
        var access = await host.Ben.GetAsync($"/api/v1/organizations/acme/members/{person.Id}/access?project={Lifecycles.Slug(project)}").JsonAsync();
        return string.Join("; ", access["projects"]!.AsArray().Single()!["reasons"]!.AsArray().Select(reason => $"{reason!.Text("role")} {reason!.Text("why")}"));
    }
}
