using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;

namespace Slipway;

/// <summary>A review policy that changes while reviews go on.</summary>
public sealed class PolicyTests(SlipwayServer server, Chromium chromium)
{
    [Fact]
    public async Task A_maintainer_names_a_team_lets_a_new_policy_apply_to_open_reviews_and_goes_back_to_the_former_one()
    {
        var (page, mlflow, project) = await Visitor.ArriveAsync(server, chromium);
        using var client = mlflow;
        await page.GotoAsync($"/{project.Split('/')[1]}/teams");
        await page.ReadyAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Risk");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make team" }).ClickAsync();
        await page.GetByText("@risk").First.WaitForAsync();

        await page.GotoAsync($"{project}/settings/review-policy?edit=true");
        await page.ReadyAsync();
        await page.Locator("#target-name").FillAsync("champion");
        await page.GetByRole(AriaRole.Button, new() { Name = "Protect it" }).ClickAsync();
        var target = page.GetByRole(AriaRole.Region, new() { Name = "The alias champion" });
        await target.GetByText("Name teams or people").ClickAsync();
        await target.GetByLabel("Team whose approvals count for The alias champion").SelectOptionAsync("Risk");
        await target.GetByText("the team Risk").WaitForAsync();
        await target.GetByText("Either counts: a reviewer or higher, or who is named here.").WaitForAsync();
        await page.LookAsync("review-policy-either");
        await target.GetByRole(AriaRole.Button, new() { Name = "Count only those named" }).ClickAsync();
        await target.GetByLabel("Add a check for the alias champion").SelectOptionAsync("metric");
        await page.GetByRole(AriaRole.Button, new() { Name = "See what would change" }).ClickAsync();
        await target.GetByText("It needs the metric's name").WaitForAsync();
        await page.LookAsync("review-policy-wrong");
        await target.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Remove the check Metric at a threshold") }).ClickAsync();
        await SaveAsync(page, 1, "Risk looks at what customers see.");
        await page.LookAsync("review-policy-team");

        var run = await mlflow.StartRunAsync("trained");
        await mlflow.LogArtifactAsync(run, "model/MLmodel", "flavors: {}\n");
        await mlflow.RegisterAsync("fraud", run, "model");
        await page.GotoAsync($"{project}/reviews/new?model=fraud&version=1&alias=champion");
        await page.ReadyAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Request the review" }).ClickAsync();
        await page.IsAtAsync(new Regex("/reviews/[0-9]+$"));
        var review = new Uri(page.Url).AbsolutePath;

        await page.GotoAsync($"{project}/settings/review-policy?edit=true");
        await page.ReadyAsync();
        await target.GetByLabel("How many").FillAsync("2");
        await target.GetByLabel("How many").PressAsync("Tab");
        await PreviewAsync(page);
        await page.GetByRole(AriaRole.Heading, new() { Name = "The one review that is going on is affected" }).WaitForAsync();
        await page.GetByLabel("Apply it to them, too.").CheckAsync();
        await page.LookAsync("review-policy-open-reviews");
        await SaveAsync(page, 2, "Two of them.", isPreviewed: true);
        await page.GotoAsync(review);
        await page.ReadyAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "version 2 of the project's policy" }).WaitForAsync();

        await page.GotoAsync($"{project}/settings/review-policy");
        await page.ReadyAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Version 1", Exact = true }).ClickAsync();
        await page.GetByText("This is version 1.").WaitForAsync();
        await page.LookAsync("review-policy-old");
        await page.GetByRole(AriaRole.Link, new() { Name = "Begin with version 1" }).ClickAsync();
        await Assertions.Expect(target.GetByLabel("How many")).ToHaveValueAsync("1");
        await SaveAsync(page, 3, "One is enough.");
    }

    private static async Task PreviewAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "See what would change" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "What would change" }).WaitForAsync();
    }

    private static async Task SaveAsync(IPage page, int version, string why, bool isPreviewed = false)
    {
        if (!isPreviewed)
        {
            await PreviewAsync(page);
        }

        await page.GetByLabel("Why it is changed").FillAsync(why);
        await page.GetByRole(AriaRole.Button, new() { Name = $"Save as version {version}" }).ClickAsync();
        await page.GetByRole(AriaRole.Region, new() { Name = "History" }).GetByText(why).WaitForAsync();
    }
}
