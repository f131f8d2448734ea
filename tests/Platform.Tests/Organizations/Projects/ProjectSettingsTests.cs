using System.Net;
using Shouldly;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Organizations.Projects;

public sealed class ProjectSettingsTests(SlipwayHost host)
{
    [Fact]
    public async Task A_maintainer_renames_and_describes_a_project_and_its_address_stays()
    {
        var (slug, address) = await NewAsync();

        await ChangeAsync(host.Ada, slug, new { name = " Letters ", description = "What the mail room reads.", visibility = "organization" }).ShouldAnswerAsync(HttpStatusCode.NoContent);

        var read = await host.Ben.GetAsync(address).JsonAsync();
        (read.Text("name"), read.Text("description"), read.Text("slug")).ShouldBe(("Letters", "What the mail room reads.", slug));
        await ToldAsync(slug, "it was renamed to Letters");
    }

    [Fact]
    public async Task A_project_that_becomes_private_is_gone_at_once_for_those_who_were_not_added()
    {
        var (slug, address) = await NewAsync();
        await host.Ben.GetAsync(address).ShouldAnswerAsync(HttpStatusCode.OK);

        await ChangeAsync(host.Ada, slug, new { name = "Letters", visibility = "private" }).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await host.Ben.GetAsync(address).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Ben.GetAsync($"/acme/{slug}/api/2.0/mlflow/experiments/get?experiment_id=0").ShouldAnswerAsync(HttpStatusCode.NotFound);

        await ChangeAsync(host.Ada, slug, new { name = "Letters", visibility = "organization" }).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await host.Ben.GetAsync(address).ShouldAnswerAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_same_settings_again_are_no_event()
    {
        var (slug, _) = await NewAsync();
        var settings = new { name = $"Letters {slug}", visibility = "organization" };
        await ChangeAsync(host.Ada, slug, settings).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await ChangeAsync(host.Ada, slug, settings).ShouldAnswerAsync(HttpStatusCode.NoContent);

        await ChangeAsync(host.Ada, slug, settings with { name = "Postcodes" }).ShouldAnswerAsync(HttpStatusCode.NoContent);

        (await ToldAsync(slug, "renamed to Postcodes")).Split($"renamed to Letters {slug}").Length.ShouldBe(2);
    }

    [Fact]
    public async Task Who_only_works_in_a_project_changes_nothing_of_it_and_Globex_finds_none()
    {
        var settings = new { name = "Ours", visibility = "private" };
        var (slug, _) = await NewAsync();

        await ChangeAsync(host.Ben, slug, settings).ShouldAnswerAsync(HttpStatusCode.Forbidden);
        await ChangeAsync(host.Vera, "vision", settings).ShouldAnswerAsync(HttpStatusCode.Forbidden);
        await ChangeAsync(host.Gus, slug, settings).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await ChangeAsync(host.Ada, slug, new { name = " ", visibility = "private" }).ShouldAnswerAsync(HttpStatusCode.BadRequest);
    }

    private static Task<HttpResponseMessage> ChangeAsync(HttpClient who, string slug, object settings) =>
        who.SendAsync(HttpMethod.Put, $"/api/v1/organizations/acme/projects/{slug}/settings", settings);

    // Events are numbered a moment after what they tell of.
    private async Task<string> ToldAsync(string slug, string sentence)
    {
        while (true)
        {
            var told = await host.Ada.GetStringAsync($"/api/v1/organizations/acme/audit?subject=projects/{slug}", TestContext.Current.CancellationToken);
            if (told.Contains(sentence, StringComparison.Ordinal))
            {
                return told;
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private async Task<(string Slug, string Address)> NewAsync()
    {
        var slug = (await host.NewProjectAsync()).Split('/')[^1];
        return (slug, $"/api/v1/organizations/acme/projects/{slug}");
    }
}
