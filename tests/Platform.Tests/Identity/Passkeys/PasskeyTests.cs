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

    private static Task<string> AddAsync(Browser browser, params (string Name, string Value)[] fields) =>
        browser.SendAsync(Page, "add-passkey", [("name", "Work laptop"), ("credential", "{}"), .. fields]);
}
