using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Slipway;

/// <summary>A webhook from the empty page to a receiver that didn't take something and gets it again.</summary>
public sealed class WebhookTests(SlipwayServer server, Chromium chromium)
{
    [Fact]
    public async Task A_webhook_is_made_tells_of_a_run_and_is_followed_in_its_log()
    {
        var status = HttpStatusCode.OK;
        var bodies = new List<string>();
        await using var receiver = await ReceiveAsync(bodies, () => status);
        var (page, mlflow, project) = await Visitor.ArriveAsync(server, chromium);
        using var client = mlflow;

        await page.GetByRole(AriaRole.Link, new() { Name = "Webhooks" }).ClickAsync();
        await page.IsAtAsync("**/settings/webhooks");
        await page.GetByText("No webhooks yet").WaitForAsync();
        await page.LookAsync("webhooks-none");

        await page.GetByRole(AriaRole.Link, new() { Name = "New webhook" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Deploy bot");
        await page.GetByLabel("Address that events are sent to").FillAsync("https://10.0.0.1/hooks");
        await page.GetByLabel("Run finished").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make webhook" }).ClickAsync();
        await page.GetByRole(AriaRole.Alert).GetByText("public internet").WaitForAsync();
        await page.LookAsync("webhook-new");
        await page.GetByLabel("Address that events are sent to").FillAsync(receiver.Urls.Single());
        await page.GetByRole(AriaRole.Button, new() { Name = "Make webhook" }).ClickAsync();
        (await page.GetByLabel("Signing secret", new() { Exact = true }).TextContentAsync())!.Trim().ShouldStartWith("whsec_");
        await page.LookAsync("webhook-made");

        await page.GetByRole(AriaRole.Link, new() { Name = "Go on to the webhook" }).ClickAsync();
        await page.GetByText("Nothing was sent yet").WaitForAsync();
        await mlflow.EndRunAsync(await mlflow.StartRunAsync("lively-heron-7"));
        await page.GetByText("Delivered · 200").WaitForAsync();
        JsonNode.Parse(bodies.Single())!["data"]!["name"]!.GetValue<string>().ShouldBe("lively-heron-7");

        status = HttpStatusCode.InternalServerError;
        await page.GetByRole(AriaRole.Button, new() { Name = "Send a test" }).ClickAsync();
        await page.GetByText("Failed · 500").WaitForAsync();
        await page.GetByText("The receiver answered 500.").First.WaitForAsync();
        await page.LookAsync("webhook");

        status = HttpStatusCode.OK;
        await page.GetByRole(AriaRole.Button, new() { Name = "Send again" }).ClickAsync();
        await page.GetByText("Failed · 500").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await page.GetByText("Delivered · 200").Nth(1).WaitForAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "More about this webhook" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Disable", Exact = true }).ClickAsync();
        await page.GetByText("This webhook is disabled.").WaitForAsync();
        await page.LookAsync("webhook-disabled");
        await page.GetByRole(AriaRole.Link, new() { Name = "Webhooks" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Deploy bot" }).WaitForAsync();
        await page.LookAsync("webhooks");
    }

    private static async Task<WebApplication> ReceiveAsync(List<string> bodies, Func<HttpStatusCode> status)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = builder.Build();
        receiver.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            bodies.Add(await reader.ReadToEndAsync());
            context.Response.StatusCode = (int)status();
            await context.Response.WriteAsync("noted");
        });
        await receiver.StartAsync();
        return receiver;
    }
}
