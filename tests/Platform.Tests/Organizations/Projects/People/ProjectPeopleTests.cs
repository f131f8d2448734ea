using System.Net;
using Shouldly;
using Slipway.Demo;
using Slipway.Foundation.Access;
using Slipway.World;
using Xunit;

namespace Slipway.Organizations.Projects.People;

public sealed class ProjectPeopleTests(SlipwayHost host)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everybody_who_may_see_a_project_is_shown_with_the_reason()
    {
        var project = await NewAsync("organization");

        var people = (await host.Ben.GetAsync($"{project}/people", Ct).JsonAsync())["people"]!.AsArray();

        Told(people, DemoWorld.Ada.Name).ShouldBe("maintainer administrator");
        Told(people, DemoWorld.Ben.Name).ShouldBe("contributor organization");
        people.ShouldNotContain(person => person!["person"]!["name"]!.GetValue<string>() == DemoWorld.Vera.Name);
    }

    [Fact]
    public async Task Who_holds_at_least_a_role_can_be_asked()
    {
        var project = await NewAsync("private");
        var (viewer, reviewer) = (await host.JoinAcmeAsync(), await host.JoinAcmeAsync());
        await host.Ada.SendAsync(HttpMethod.Put, $"{project}/people/{viewer.Id}", new { role = "viewer" }).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await host.Ada.SendAsync(HttpMethod.Put, $"{project}/people/{reviewer.Id}", new { role = "reviewer" }).ShouldAnswerAsync(HttpStatusCode.NoContent);

        var names = (await viewer.Http.GetAsync($"{project}/people?role=reviewer", Ct).JsonAsync())["people"]!.AsArray().Select(person => person!["person"]!["name"]!.GetValue<string>()).ToList();

        names.ShouldContain(reviewer.Name);
        names.ShouldContain(DemoWorld.Ada.Name);
        names.ShouldNotContain(viewer.Name);
    }

    [Fact]
    public async Task A_role_counts_at_once_and_is_taken_back_at_once()
    {
        var project = await NewAsync("private");
        var guest = await host.JoinAcmeAsync(OrganizationRole.Guest);
        await guest.Http.GetAsync(project, Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);

        await host.Ada.SendAsync(HttpMethod.Put, $"{project}/people/{guest.Id}", new { role = "viewer" }).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await guest.Http.GetAsync(project, Ct).ShouldAnswerAsync(HttpStatusCode.OK);
        (await guest.Http.SendAsync(HttpMethod.Put, $"{project}/people/{guest.Id}", new { role = "maintainer" }).RefusalAsync(HttpStatusCode.Forbidden)).ShouldContain("project.manage");

        await host.Ada.DeleteAsync($"{project}/people/{guest.Id}", Ct).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await guest.Http.GetAsync(project, Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Ada.DeleteAsync($"{project}/people/{guest.Id}", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task People_are_found_by_a_part_of_their_name_whatever_its_letters()
    {
        var number = Guid.CreateVersion7().ToString("n")[^12..];
        var person = await host.JoinAcmeAsync(name: $"Özge {number}");

        (await host.Ben.GetAsync($"{AcmePeople.Address}/members?text={Uri.EscapeDataString($"özGE {number}")}", Ct).JsonAsync()).AsArray().Single()!["id"]!.GetValue<string>().ShouldBe(person.Id);
        (await host.Ben.GetAsync($"{AcmePeople.Address}/members?take=1", Ct).JsonAsync()).AsArray().Count.ShouldBe(1);
        await host.Vera.GetAsync($"{AcmePeople.Address}/members", Ct).ShouldAnswerAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Globex_cannot_see_or_change_who_works_in_a_project_of_Acme()
    {
        var project = await NewAsync("organization");

        await host.Gus.GetAsync($"{project}/people", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.SendAsync(HttpMethod.Put, $"{project}/people/{await host.IdOfAsync(DemoWorld.Ben)}", new { role = "viewer" }).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.GetAsync($"{AcmePeople.Address}/members", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    private static string Told(System.Text.Json.Nodes.JsonArray people, string name)
    {
        var person = people.Single(person => person!["person"]!["name"]!.GetValue<string>() == name)!;
        return $"{person["role"]} {person["reasons"]![0]!["source"]}";
    }

    private async Task<string> NewAsync(string visibility)
    {
        var slug = $"people-{Guid.CreateVersion7().ToString("n")[^12..]}";
        await host.Ada.SendAsync(HttpMethod.Post, $"{AcmePeople.Address}/projects", new { name = slug, slug, visibility }).JsonAsync();
        return $"{AcmePeople.Address}/projects/{slug}";
    }
}
