using System.Net;
using Shouldly;
using Slipway.Demo;
using Slipway.World;
using Xunit;

namespace Slipway.Safety;

/// <summary>Forms that change something with a visitor's cookie come from our own pages or not at all.</summary>
public sealed class FormTests(SlipwayHost host)
{
    [Theory]
    [InlineData("/sign-in", "sign-in")]
    [InlineData("/register", "register")]
    [InlineData("/forgot-password", "forgot-password")]
    [InlineData("/reset-password", "reset-password")]
    [InlineData("/confirm-email", "confirm-email")]
    public async Task A_form_without_its_token_is_refused(string address, string form)
    {
        using var answer = await new Browser(host).PostAsync(address, ("_handler", form), ("email", DemoWorld.Ada.Email), ("password", DemoWorld.Password));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        answer.Headers.TryGetValues("Set-Cookie", out var cookies);
        (cookies ?? []).ShouldNotContain(cookie => cookie.StartsWith("slipway=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Signing_out_without_a_token_leaves_one_signed_in_and_with_it_signs_out()
    {
        var browser = await Browser.SignedInAsync(host, DemoWorld.Ada.Email, DemoWorld.Password);

        await browser.PostAsync("/sign-out").ShouldAnswerAsync(HttpStatusCode.BadRequest);
        (await browser.IsInAsync()).ShouldBeTrue();

        await browser.PostAsync("/sign-out", ("__RequestVerificationToken", await browser.TokenAsync("/acme"))).ShouldAnswerAsync(HttpStatusCode.Redirect);
        (await browser.IsInAsync()).ShouldBeFalse();
    }

    [Theory]
    [InlineData("passkey", "")]
    [InlineData("passkey", " ")]
    [InlineData("passkey", "no JSON")]
    [InlineData("passkey", "{}")]
    [InlineData("passkey", "[[")]
    public async Task A_form_that_is_filled_in_as_no_page_does_is_refused_with_a_sentence(string form, string credential) =>
        (await new Browser(host).SendAsync("/sign-in", form, ("credential", credential), ("email", DemoWorld.Ada.Email), ("password", DemoWorld.Password))).ShouldContain("This passkey isn't known here");

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("/\\evil.example")]
    public async Task Signing_in_leads_to_no_other_site(string returnUrl)
    {
        var led = await new Browser(host).SendAsync(
            $"/sign-in?returnUrl={Uri.EscapeDataString(returnUrl)}", "sign-in", ("email", DemoWorld.Ben.Email), ("password", DemoWorld.Password));

        led.ShouldBe("/");
    }
}
