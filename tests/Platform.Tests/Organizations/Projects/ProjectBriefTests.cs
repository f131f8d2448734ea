using System.Net;
using Shouldly;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Organizations.Projects;

public sealed class ProjectBriefTests(SlipwayHost host)
{
    [Fact]
    public async Task A_brief_is_read_by_everybody_in_the_project_and_written_by_who_manages_it()
    {
        var address = await NewAsync();
        await host.Ada.SendAsync(HttpMethod.Patch, address, new { brief = "# Why\nDigits." }).ShouldAnswerAsync(HttpStatusCode.NoContent);

        (await host.Ben.GetAsync($"{address}/brief").JsonAsync()).Text("text").ShouldBe("# Why\nDigits.");
        await host.Ada.SendAsync(HttpMethod.Patch, address, new { brief = "" }).ShouldAnswerAsync(HttpStatusCode.NoContent);
        (await host.Ben.GetAsync($"{address}/brief").JsonAsync()).Text("text").ShouldBe("");
    }

    [Fact]
    public async Task A_brief_that_somebody_else_changed_meanwhile_is_not_overwritten()
    {
        var address = await NewAsync();
        await host.Ada.SendAsync(HttpMethod.Patch, address, new { brief = "first", briefBefore = "" }).ShouldAnswerAsync(HttpStatusCode.NoContent);

        (await host.Ada.SendAsync(HttpMethod.Patch, address, new { brief = "second", briefBefore = "" }).RefusalAsync(HttpStatusCode.Conflict)).ShouldContain("Somebody else");

        (await host.Ada.GetAsync($"{address}/brief").JsonAsync()).Text("text").ShouldBe("first");
    }

    [Fact]
    public async Task A_brief_that_is_too_long_is_refused() =>
        await host.Ada.SendAsync(HttpMethod.Patch, await NewAsync(), new { brief = new string('x', EditProject.BriefLimit + 1) }).ShouldAnswerAsync(HttpStatusCode.BadRequest);

    [Fact]
    public async Task Globex_reads_no_brief_of_Acme_and_a_viewer_writes_none()
    {
        const string Vision = "/api/v1/organizations/acme/projects/vision";

        await host.Gus.GetAsync($"{Vision}/brief").ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.SendAsync(HttpMethod.Patch, Vision, new { brief = "ours" }).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Vera.GetAsync($"{Vision}/brief").ShouldAnswerAsync(HttpStatusCode.OK);
        await host.Vera.SendAsync(HttpMethod.Patch, Vision, new { brief = "mine" }).ShouldAnswerAsync(HttpStatusCode.Forbidden);
    }

    private async Task<string> NewAsync() => $"/api/v1/organizations/acme/projects/{(await host.NewProjectAsync()).Split('/')[^1]}";
}
