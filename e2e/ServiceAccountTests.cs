using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Shouldly;
using Slipway.Identity.ServiceAccounts;
using Xunit;

namespace Slipway;

/// <summary>A pipeline gets an account of its own, and needs no secret to sign in.</summary>
public sealed class ServiceAccountTests(SlipwayServer server, Chromium chromium)
{
    [Fact]
    public async Task A_pipeline_logs_a_run_with_the_token_that_its_own_platform_gave_it()
    {
        await using var platform = await Authority.StartAsync();
        var visitor = await Visitor.ArriveAsync(server, chromium);
        using var client = visitor.Mlflow;
        var (page, project) = (visitor.Page, visitor.Project);
        var organization = project.Split('/')[^2];

        await page.GotoAsync($"/{organization}/service-accounts");
        await page.ReadyAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "No service accounts yet" }).WaitForAsync();
        await page.LookAsync("service-accounts-none");
        await page.GetByLabel("Name").FillAsync("Nightly training");
        await page.GetByText($"{organization}/nightly-training").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make service account" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Nightly training", Level = 1 }).WaitForAsync();
        await page.GetByText("Nothing yet: give it a role in a project.").WaitForAsync();
        await page.LookAsync("service-account-new");

        await page.GetByRole(AriaRole.Combobox, new() { Name = "Project" }).First.SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await page.GetByRole(AriaRole.Button, new() { Name = "Give role" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Take back the role in") }).WaitForAsync();

        // Too much first: the sentence says what to do.
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("main branch");
        await page.GetByLabel("Subject").FillAsync("repo:*");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add rule" }).ClickAsync();
        await page.GetByText("the subject has to name your account there in full").WaitForAsync();
        await page.GetByLabel("Issuer").FillAsync(platform.Issuer);
        await page.GetByLabel("Audience").FillAsync("slipway");
        await page.GetByLabel("Subject").FillAsync("repo:acme/vision:*");
        await page.GetByLabel("Other claims").FillAsync("environment=production");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add rule" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "In the pipeline" }).WaitForAsync();
        await page.GetByText("audience=" + organization + "/nightly-training").First.WaitForAsync();

        var token = await ExchangeAsync($"{organization}/nightly-training", platform.Sign("slipway", "repo:acme/vision:ref:refs/heads/main", claims: new Dictionary<string, object> { ["environment"] = "production" }));
        using var pipeline = new HttpClient { BaseAddress = new(await server.AddressAsync()) };
        pipeline.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var made = await pipeline.PostAsync($"{new Uri(project, UriKind.RelativeOrAbsolute)}/api/2.0/mlflow/runs/create", new StringContent("""{"experiment_id": "0", "run_name": "from-the-pipeline"}""", new MediaTypeHeaderValue("application/json")), TestContext.Current.CancellationToken);
        made.IsSuccessStatusCode.ShouldBeTrue(await made.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        await page.GetByLabel("New token for").FillAsync("the training cluster");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make token" }).ClickAsync();
        await page.GetByText("Copy it now: it is shown this once.").WaitForAsync();
        await page.LookAsync("service-account");

        await page.GetByRole(AriaRole.Button, new() { Name = "Disable" }).ClickAsync();
        await page.GetByText("none of its tokens works").WaitForAsync();
        using var shut = await pipeline.GetAsync($"/api/v1/organizations/{organization}", TestContext.Current.CancellationToken);
        ((int)shut.StatusCode).ShouldBe(401);
        await page.GotoAsync($"/{organization}/service-accounts");
        await page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Nightly training" }).GetByText("Disabled").WaitForAsync();
        await page.LookAsync("service-accounts");
        await page.GetByRole(AriaRole.Link, new() { Name = "Nightly training" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Enable" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Disable" }).WaitForAsync();
        await page.GotoAsync($"{project}/people");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Service accounts" }).WaitForAsync();
        await page.LookAsync("people-with-program");
    }

    private async Task<string> ExchangeAsync(string account, string jwt)
    {
        using var anybody = new HttpClient { BaseAddress = new(await server.AddressAsync()) };
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "urn:ietf:params:oauth:grant-type:token-exchange",
            ["subject_token_type"] = "urn:ietf:params:oauth:token-type:jwt",
            ["audience"] = account,
            ["subject_token"] = jwt,
        });
        using var answer = await anybody.PostAsync("/connect/token", form, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonNode.Parse(text)!["access_token"]!.GetValue<string>();
    }
}
