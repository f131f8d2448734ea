using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Slipway;

/// <summary>A real review: a policy is written, Ben asks, Ada decides, each in a browser of their own, and the alias moves.</summary>
public sealed class ReviewTests(SlipwayServer server, Chromium chromium)
{
    private const string Project = "/acme/vision";
    private const string Api = "organizations/acme/projects/vision";

    [Fact]
    public async Task A_version_is_reviewed_by_two_people_who_see_each_others_acts_and_its_alias_moves()
    {
        var name = $"ranker-{Guid.NewGuid().ToString("n")[..6]}";
        var alias = $"live-{name[^6..]}";
        var ada = await OpenAsync("ada@acme.example", $"{Project}/reviews");
        await WritePolicyAsync(ada, alias);

        var ben = await OpenAsync("ben@acme.example", $"{Project}/connect");
        using var mlflow = new MlflowClient($"{await server.AddressAsync()}{Project}", await Visitor.MakeTokenAsync(ben));
        await RegisterAsync(mlflow, name);
        await ben.GotoAsync($"{Project}/models/{name}/versions/1");
        await ben.ReadyAsync();
        await ben.GetByRole(AriaRole.Link, new() { Name = "Request a review" }).ClickAsync();
        await ben.IsAtAsync("**/reviews/new*");
        await ben.GetByText($"the alias {alias}").ClickAsync();
        await ben.GetByLabel("What you ask for and why").FillAsync("It ranks **old listings** better.");
        await ben.LookAsync("review-request");
        await ben.GetByRole(AriaRole.Button, new() { Name = "Request the review" }).ClickAsync();
        await ben.IsAtAsync(new Regex("/reviews/[0-9]+$"));
        var review = new Uri(ben.Url).AbsolutePath;

        // Who asks never decides.
        await ben.GetByText("somebody else has to decide on it").WaitForAsync();
        (await ben.GetByRole(AriaRole.Button, new() { Name = "Decide" }).CountAsync()).ShouldBe(0);

        await ada.GotoAsync($"{Project}/reviews?scope=waiting");
        await ada.ReadyAsync();
        await Assertions.Expect(ada.Locator(".segments a[aria-current=true]")).ToContainTextAsync("Waiting for me");
        await ada.LookAsync("review-queue");
        await ada.GetByRole(AriaRole.Link, new() { Name = $"{name}, version 1" }).ClickAsync();
        await ada.GetByRole(AriaRole.Heading, new() { Name = $"{name}, version 1" }).WaitForAsync();
        await ada.GetByText("Version 1 is the first to stand there").WaitForAsync();
        await ada.LookAsync("review-open");
        await ApproveAsync(ada, "Better on what customers complain about.");
        await ben.Locator(".record").GetByText("Better on what customers complain about.").WaitForAsync();

        // What was approved is another thing once the card says something else.
        await mlflow.PutAsync($"{Api}/models/{name}/card", new { card = new { purpose = "Ranks listings.", risk = "medium" }, before = 0 });
        await ben.GetByText("Void since what it rested on changed").WaitForAsync();
        await ada.GetByText("Void since what it rested on changed").WaitForAsync();
        await ada.LookAsync("review-voided");

        await mlflow.PutAsync($"{Api}/reviews/{review.Split('/')[^1]}/checks/bias", new { state = "passed", summary = "No group is off by more than 1 %.", link = "https://ci.example/7" });
        await ada.GetByText("No group is off by more than 1 %.").WaitForAsync();
        await ApproveAsync(ada, "The card says it now.");
        await ben.GetByRole(AriaRole.Heading, new() { Name = "Nothing is missing" }).WaitForAsync();
        await ben.LookAsync("review-approved");
        var model = await ben.Context.NewPageAsync();
        await model.GotoAsync($"{Project}/models/{name}");
        await model.ReadyAsync();
        await model.GetByRole(AriaRole.Link, new() { Name = $"Version 1 in review for the alias {alias}" }).WaitForAsync();
        await model.LookAsync("model-in-review");
        await ben.GetByRole(AriaRole.Button, new() { Name = "Promote version 1" }).ClickAsync();
        await ada.Locator(".record").GetByText("promoted the version").WaitForAsync();
        await model.GetByRole(AriaRole.Region, new() { Name = "Aliases" }).GetByText($"@{alias}", new() { Exact = true }).WaitForAsync();
        await Assertions.Expect(model.GetByRole(AriaRole.Region, new() { Name = "Reviews" })).ToHaveCountAsync(0);

        // The next one is read against the one that stands there, and the review that is over stays as it was.
        await mlflow.AddVersionAsync(name, await TrainAsync(mlflow, 0.92, "scikit-learn==1.6"), "model");
        await ben.GotoAsync($"{Project}/reviews/new?model={name}&version=2&alias={alias}");
        await ben.ReadyAsync();
        await ben.GetByRole(AriaRole.Button, new() { Name = "Request the review" }).ClickAsync();
        await ben.IsAtAsync(new Regex("/reviews/[0-9]+$"));
        await ben.GetByRole(AriaRole.Heading, new() { Name = "What is different from version 1" }).WaitForAsync();
        await ben.GetByText(new Regex("Different: 1 metric")).WaitForAsync();
        await ben.GetByRole(AriaRole.Link, new() { Name = "Compare both versions in full" }).WaitForAsync();
        await ben.LookAsync("review-against-holder");
        await ben.GotoAsync(review);
        await ben.ReadyAsync();
        await ben.GetByText("As they were when the review ended.").WaitForAsync();
        await ben.LookAsync("review-ended");
    }

    [Fact]
    public async Task A_reviewer_under_whose_hands_the_evidence_changes_is_told_and_decides_on_what_is_there_now()
    {
        var name = $"sorter-{Guid.NewGuid().ToString("n")[..6]}";
        var ben = await OpenAsync("ben@acme.example", $"{Project}/connect");
        using var mlflow = new MlflowClient($"{await server.AddressAsync()}{Project}", await Visitor.MakeTokenAsync(ben));
        var run = await TrainAsync(mlflow, 0.94, "scikit-learn==1.5");
        await mlflow.RegisterAsync(name, run, "model");
        await ben.GotoAsync($"{Project}/reviews/new?model={name}&version=1&stage=Production");
        await ben.ReadyAsync();
        await ben.GetByRole(AriaRole.Button, new() { Name = "Request the review" }).ClickAsync();
        await ben.IsAtAsync(new Regex("/reviews/[0-9]+$"));
        var ada = await OpenAsync("ada@acme.example", new Uri(ben.Url).AbsolutePath);
        await ada.GetByText("Approve", new() { Exact = true }).ClickAsync();
        await ada.GetByLabel("Reason").FillAsync("As good as before.");

        await mlflow.LogMetricsAsync(run, 2, ("val/ndcg", 0.31));
        await ada.GetByRole(AriaRole.Button, new() { Name = "Decide" }).ClickAsync();
        await ada.GetByText("the metric val/ndcg was 0.94 and is 0.31").WaitForAsync();
        await ada.LookAsync("review-changed-meanwhile");
        (await ada.Locator(".record").CountAsync()).ShouldBe(0);

        await ada.GetByRole(AriaRole.Button, new() { Name = "Decide" }).ClickAsync();
        await ada.Locator(".record").GetByText("As good as before.").WaitForAsync();
    }

    [Fact]
    public async Task In_an_emergency_the_glass_is_broken_and_the_version_says_so_for_good()
    {
        var name = $"pricer-{Guid.NewGuid().ToString("n")[..6]}";
        var ada = await OpenAsync("ada@acme.example", $"{Project}/connect");
        using var mlflow = new MlflowClient($"{await server.AddressAsync()}{Project}", await Visitor.MakeTokenAsync(ada));
        await RegisterAsync(mlflow, name);
        await ada.GotoAsync($"{Project}/reviews/new?model={name}&version=1&stage=Production");
        await ada.ReadyAsync();
        await ada.GetByRole(AriaRole.Button, new() { Name = "Request the review" }).ClickAsync();
        await ada.GetByRole(AriaRole.Button, new() { Name = "Break the glass" }).ClickAsync();
        await ada.GetByLabel("Why it can't wait").FillAsync("Prices are negative in every shop.");
        await ada.GetByRole(AriaRole.Button, new() { Name = "Break the glass" }).Last.ClickAsync();
        await ada.GetByText("The glass was broken.").WaitForAsync();
        await ada.LookAsync("review-broken");

        await ada.GotoAsync($"{Project}/models/{name}/versions/1");
        await ada.ReadyAsync();
        await Assertions.Expect(ada.GetByRole(AriaRole.Region, new() { Name = "Reviews" })).ToContainTextAsync("was moved to this version without review by Ada Moreno");
        await ada.LookAsync("version-broken-glass");
    }

    [Fact]
    public async Task Who_may_only_look_reads_the_policy_and_is_told_why()
    {
        var vera = await OpenAsync("vera@acme.example", $"{Project}/settings/review-policy");

        await vera.GetByText("takes the role Maintainer in this project").WaitForAsync();
        await vera.GetByRole(AriaRole.Heading, new() { Name = "The stage Production" }).WaitForAsync();
        (await vera.GetByRole(AriaRole.Link, new() { Name = "Edit the policy" }).CountAsync()).ShouldBe(0);
        await vera.LookAsync("review-policy-read");

        // Asking for the editor by its address shows the policy all the same.
        await vera.GotoAsync($"{Project}/settings/review-policy?edit=true");
        await vera.ReadyAsync();
        (await vera.GetByRole(AriaRole.Button, new() { Name = "See what would change" }).CountAsync()).ShouldBe(0);
    }

    private static async Task WritePolicyAsync(IPage ada, string alias)
    {
        await ada.GetByRole(AriaRole.Link, new() { Name = "Policy", Exact = true }).ClickAsync();
        await ada.GetByRole(AriaRole.Link, new() { Name = "Edit the policy" }).ClickAsync();
        await ada.Locator("#target-name").FillAsync(alias);
        await ada.GetByRole(AriaRole.Button, new() { Name = "Protect it" }).ClickAsync();
        var target = ada.GetByRole(AriaRole.Region, new() { Name = $"The alias {alias}" });
        await target.GetByLabel($"Add a check for the alias {alias}").SelectOptionAsync("metric");
        await target.GetByLabel("Metric", new() { Exact = true }).FillAsync("val/ndcg");
        await target.GetByLabel("Threshold", new() { Exact = true }).FillAsync("0.9");
        await target.GetByLabel($"Add a check for the alias {alias}").SelectOptionAsync("external");
        await target.GetByLabel("Name of the check", new() { Exact = true }).FillAsync("bias");
        await target.GetByLabel("A review ends by itself after").FillAsync("14");
        await target.GetByLabel("A review ends by itself after").PressAsync("Tab");
        await ada.GetByRole(AriaRole.Button, new() { Name = "See what would change" }).ClickAsync();
        await ada.GetByRole(AriaRole.Heading, new() { Name = "What would change" }).WaitForAsync();
        await ada.GetByText("val/ndcg is at least 0.9").WaitForAsync();
        await ada.LookAsync("review-policy-edit");
        await ada.GetByLabel("Why it is changed").FillAsync("What customers see is looked at by somebody else.");
        await ada.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Save as version") }).ClickAsync();
        await ada.GetByRole(AriaRole.Heading, new() { Name = $"The alias {alias}" }).WaitForAsync();
        await ada.GetByText("What customers see is looked at by somebody else.").First.WaitForAsync();
        await ada.LookAsync("review-policy");
    }

    private static async Task RegisterAsync(MlflowClient mlflow, string name) => await mlflow.RegisterAsync(name, await TrainAsync(mlflow, 0.94, "scikit-learn==1.5"), "model");

    private static async Task<string> TrainAsync(MlflowClient mlflow, double ndcg, string requirements)
    {
        var run = await mlflow.StartRunAsync("trained");
        await mlflow.LogMetricsAsync(run, 1, ("val/ndcg", ndcg));
        await mlflow.LogArtifactAsync(run, "model/MLmodel", "flavors:\n  python_function: {loader_module: mlflow.sklearn}\n");
        await mlflow.LogArtifactAsync(run, "model/requirements.txt", requirements + "\n");
        return run;
    }

    private async Task<IPage> OpenAsync(string email, string address)
    {
        var page = await chromium.OpenAsync(await server.AddressAsync());
        await Visitor.SignInAsync(page, email);
        await page.GotoAsync(address);
        await page.ReadyAsync();
        return page;
    }

    private static async Task ApproveAsync(IPage page, string reason)
    {
        await page.GetByText("Approve", new() { Exact = true }).ClickAsync();
        await page.GetByLabel("Reason").FillAsync(reason);
        await page.GetByRole(AriaRole.Button, new() { Name = "Decide" }).ClickAsync();
        await page.Locator(".record").GetByText(reason).WaitForAsync();
    }
}
