using System.Net;
using Shouldly;
using Slipway.World;
using Xunit;

namespace Slipway.Identity.Passkeys;

/// <summary>What is asked before the browser's answer is looked at; a passkey's whole life is walked through in a real browser.</summary>
public sealed class PasskeyTests(SlipwayHost host)
{
    private const string Page = "/account/passkeys";

    [Fact]
    public async Task A_browser_left_open_adds_no_passkey_without_the_password()
    {
        var (person, browser) = await Person.RegisterAsync(host);
        (await AddAsync(browser)).ShouldContain("could not be taken");
        await person.LetAnHourPassAsync();

        (await AddAsync(browser)).ShouldContain("type your password");
        (await AddAsync(browser, ("password", "not the password"))).ShouldContain("not your password");
        (await AddAsync(browser, ("password", Person.Password))).ShouldContain("could not be taken");
    }

    [Fact]
    public async Task A_token_is_told_nothing_with_which_a_passkey_could_be_made() =>
        await host.Ada.PostAsync("/account/passkey-options", null, TestContext.Current.CancellationToken).ShouldAnswerAsync(HttpStatusCode.Forbidden);

    [Fact]
    public async Task The_API_does_for_the_person_what_the_page_does_and_nothing_for_a_token()
    {
        const string Api = "/api/v1/account/ways-in/passkeys";
        var (_, browser) = await Person.RegisterAsync(host);

        (await browser.Http.PostAsync($"{Api}/options", null, TestContext.Current.CancellationToken).JsonAsync())["challenge"].ShouldNotBeNull();
        (await browser.Http.SendAsync(HttpMethod.Post, Api, new { credential = "{}", name = "Work laptop" }).RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain("could not be taken");
        (await browser.Http.GetAsync(Api, TestContext.Current.CancellationToken).JsonAsync()).AsArray().ShouldBeEmpty();
        (await browser.Http.SendAsync(HttpMethod.Put, $"{Api}/AAAA", new { name = "Phone" }).RefusalAsync(HttpStatusCode.NotFound)).ShouldContain("no such passkey");
        await browser.Http.DeleteAsync($"{Api}/AAAA", TestContext.Current.CancellationToken).ShouldAnswerAsync(HttpStatusCode.NotFound);

        (await host.Gus.GetAsync(Api, TestContext.Current.CancellationToken).RefusalAsync(HttpStatusCode.Forbidden)).ShouldContain("not for a token");
    }

    private static Task<string> AddAsync(Browser browser, params (string Name, string Value)[] fields) =>
        browser.SendAsync(Page, "add-passkey", [("name", "Work laptop"), ("credential", "{}"), .. fields]);
}
