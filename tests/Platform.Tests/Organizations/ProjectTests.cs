using System.Net;
using Shouldly;
using Slipway.World;
using Xunit;

namespace Slipway.Organizations;

public sealed class ProjectTests(SlipwayHost host)
{
    private const string Projects = "/api/v1/organizations/acme/projects";

    [Fact]
    public async Task A_member_starts_a_project_whose_address_is_made_from_its_name()
    {
        var name = $"Größe & Form {Guid.CreateVersion7():n}";

        var made = await host.Ben.SendAsync(HttpMethod.Post, Projects, new { name }).JsonAsync();

        made["slug"]!.GetValue<string>().ShouldStartWith("gro");
        (await host.Ada.GetStringAsync(Projects)).ShouldContain(made["slug"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_private_project_is_seen_by_its_maker_and_by_owners_alone()
    {
        var slug = $"secret-{Guid.CreateVersion7():n}";
        await host.Ben.SendAsync(HttpMethod.Post, Projects, new { name = slug, slug, visibility = "private" }).JsonAsync();

        await host.Ben.GetAsync($"{Projects}/{slug}").ShouldAnswerAsync(HttpStatusCode.OK);
        await host.Ada.GetAsync($"{Projects}/{slug}").ShouldAnswerAsync(HttpStatusCode.OK);
        await host.Vera.GetAsync($"{Projects}/{slug}").ShouldAnswerAsync(HttpStatusCode.NotFound);
        (await host.Vera.GetStringAsync(Projects)).ShouldNotContain(slug);
    }

    [Fact]
    public async Task A_guest_sees_only_the_projects_that_they_were_added_to()
    {
        var other = await host.NewProjectAsync();

        var seen = (await host.Vera.GetAsync(Projects).JsonAsync()).AsArray().Select(project => project!["slug"]!.GetValue<string>()).ToList();

        seen.ShouldContain("vision");
        seen.ShouldNotContain(other.Split('/').Last());
    }

    [Fact]
    public async Task A_guest_cannot_start_a_project() =>
        await host.Vera.SendAsync(HttpMethod.Post, Projects, new { name = "Mine" }).RefusalAsync(HttpStatusCode.Forbidden);

    [Fact]
    public async Task Globex_sees_no_project_of_Acme_and_starts_none_there()
    {
        await host.Gus.GetAsync(Projects).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.GetAsync($"{Projects}/vision").ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.SendAsync(HttpMethod.Post, Projects, new { name = "Ours now" }).RefusalAsync(HttpStatusCode.NotFound);
        await host.Nobody.GetAsync(Projects).ShouldAnswerAsync(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("Vision")]
    [InlineData("two--hyphens")]
    [InlineData("-edge")]
    [InlineData("settings")]
    public async Task An_unusable_address_is_refused_with_what_would_do(string slug) =>
        (await host.Ben.SendAsync(HttpMethod.Post, Projects, new { name = "Name", slug }).RefusalAsync(HttpStatusCode.BadRequest)).ShouldNotBeEmpty();

    [Fact]
    public async Task Of_two_who_start_the_same_project_at_once_one_is_told_that_it_exists()
    {
        var slug = $"race-{Guid.CreateVersion7():n}";

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => host.Ben.SendAsync(HttpMethod.Post, Projects, new { name = slug, slug })));

        answers.Count(answer => answer.StatusCode is HttpStatusCode.OK).ShouldBe(1);
        answers.Count(answer => answer.StatusCode is HttpStatusCode.Conflict).ShouldBe(7);
    }
}
