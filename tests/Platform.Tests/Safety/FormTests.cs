using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.Testing;
using Shouldly;
using Slipway.Demo;
using Slipway.World;
using Xunit;

namespace Slipway.Safety;

/// <summary>Forms that change something with a visitor's cookie come from our own pages or not at all.</summary>
public sealed partial class FormTests(SlipwayHost host)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/sign-in", "sign-in")]
    [InlineData("/register", "register")]
    public async Task A_form_without_its_token_is_refused(string address, string form)
    {
        using var answer = await Browser().PostAsync(address, Fields(("_handler", form), ("email", DemoWorld.Ada.Email), ("password", DemoWorld.Password)), Ct);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        answer.Headers.TryGetValues("Set-Cookie", out var cookies);
        (cookies ?? []).ShouldNotContain(cookie => cookie.StartsWith("slipway=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Signing_out_without_a_token_leaves_one_signed_in_and_with_it_signs_out()
    {
        var browser = Browser();
        var token = await TokenAsync(browser, "/sign-in");
        using (var signedIn = await browser.PostAsync("/sign-in", Fields(("_handler", "sign-in"), ("email", DemoWorld.Ada.Email), ("password", DemoWorld.Password), ("__RequestVerificationToken", token)), Ct))
        {
            signedIn.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        }

        await browser.PostAsync("/sign-out", Fields(), Ct).ShouldAnswerAsync(HttpStatusCode.BadRequest);
        await browser.GetAsync("/api/v1/organizations", Ct).ShouldAnswerAsync(HttpStatusCode.OK);

        using var signedOut = await browser.PostAsync("/sign-out", Fields(("__RequestVerificationToken", await TokenAsync(browser, "/acme"))), Ct);
        signedOut.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        await browser.GetAsync("/api/v1/organizations", Ct).ShouldAnswerAsync(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("/\\evil.example")]
    public async Task Signing_in_leads_to_no_other_site(string returnUrl)
    {
        var browser = Browser();
        var address = $"/sign-in?returnUrl={Uri.EscapeDataString(returnUrl)}";

        using var answer = await browser.PostAsync(address, Fields(("_handler", "sign-in"), ("email", DemoWorld.Ben.Email), ("password", DemoWorld.Password), ("__RequestVerificationToken", await TokenAsync(browser, address))), Ct);

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.ToString().ShouldNotContain("evil");
    }

    private HttpClient Browser() => host.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, HandleCookies = true });

    private static FormUrlEncodedContent Fields(params (string Name, string Value)[] fields) => new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));

    private static async Task<string> TokenAsync(HttpClient browser, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Accept", "text/html" } } };
        using var page = await browser.SendAsync(request, Ct);
        var html = await page.Content.ReadAsStringAsync(Ct);
        var found = Token().Match(html);
        found.Success.ShouldBeTrue($"{address} has no antiforgery token: {html}");
        return WebUtility.HtmlDecode(found.Groups[1].Value);
    }

    [GeneratedRegex("""name="__RequestVerificationToken"[^>]*value="([^"]+)""")]
    private static partial Regex Token();
}
