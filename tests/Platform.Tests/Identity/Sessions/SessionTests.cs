using System.Net;
using Shouldly;
using Slipway.Foundation.Access;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Identity.Sessions;

public sealed class SessionTests(SlipwayHost host)
{
    private const string Sessions = "/api/v1/account/sessions";

    [Fact]
    public async Task Each_browser_is_listed_with_what_it_is_and_can_be_signed_out_from_another()
    {
        var (person, phone) = await Person.RegisterAsync(host);
        var desk = await person.SignedInAsync();

        var listed = (await desk.Http.GetAsync(Sessions).JsonAsync()).AsArray();
        listed.Count.ShouldBe(2);
        listed.ShouldAllBe(session => session!["device"]!.GetValue<string>() == "Firefox on Linux");
        var other = listed.Single(session => !session!["isThis"]!.GetValue<bool>())!["id"];
        await desk.Http.DeleteAsync($"{Sessions}/{other}").ShouldAnswerAsync(HttpStatusCode.NoContent);

        (await phone.IsInAsync()).ShouldBeFalse();
        (await desk.IsInAsync()).ShouldBeTrue();
        (await desk.OpenAsync("/account/sessions")).ShouldContain("Signed a browser out");
    }

    [Fact]
    public async Task Signing_out_everywhere_leaves_the_browser_that_asks()
    {
        var (person, first) = await Person.RegisterAsync(host);
        var (second, third) = (await person.SignedInAsync(), await person.SignedInAsync());

        (await third.SendAsync("/account/sessions", "end-others")).ShouldBe("/account/sessions?done=ended");

        (await first.IsInAsync()).ShouldBeFalse();
        (await second.IsInAsync()).ShouldBeFalse();
        (await third.IsInAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task Changing_the_password_signs_the_other_browsers_out()
    {
        var (person, other) = await Person.RegisterAsync(host);
        var here = await person.SignedInAsync();

        (await here.SendAsync("/account/password", "change-password", ("current", "not the password"), ("new", "a new calm password"))).ShouldContain("not your password");
        (await here.SendAsync("/account/password", "change-password", ("current", Person.Password), ("new", "a new calm password"))).ShouldBe("/account/password?done=changed");

        (await here.IsInAsync()).ShouldBeTrue();
        (await other.IsInAsync()).ShouldBeFalse();
        await person.SignedInAsync("a new calm password");
    }

    [Fact]
    public async Task A_stolen_cookie_is_worth_nothing_once_its_owner_signed_out()
    {
        var (_, browser) = await Person.RegisterAsync(host);
        using var answer = await browser.GetAsync("/account");
        var cookie = answer.RequestMessage!.Headers.GetValues("Cookie").Single();

        await browser.PostAsync("/sign-out", ("__RequestVerificationToken", await browser.TokenAsync("/account"))).ShouldAnswerAsync(HttpStatusCode.Redirect);

        using var thief = new HttpRequestMessage(HttpMethod.Get, "/api/v1/organizations") { Headers = { { "Cookie", cookie } } };
        await host.Nobody.SendAsync(thief).ShouldAnswerAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Signing_in_as_somebody_else_in_a_browser_ends_the_first_ones_session_there()
    {
        var (first, shared) = await Person.RegisterAsync(host);
        var (second, _) = await Person.RegisterAsync(host);

        (await shared.SignInAsync(second.Email, Person.Password)).ShouldBe("/");

        var elsewhere = await first.SignedInAsync();
        (await elsewhere.Http.GetAsync(Sessions).JsonAsync()).AsArray().Single()!["isThis"]!.GetValue<bool>().ShouldBeTrue();
        (await shared.IsInAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task One_browser_too_many_signs_out_the_one_that_was_seen_least_recently()
    {
        var (person, first) = await Person.RegisterAsync(host);
        await person.SignInOftenAsync(Session.Limit - 1);
        (await first.IsInAsync()).ShouldBeTrue();

        var last = await person.SignedInAsync();

        (await first.IsInAsync()).ShouldBeFalse();
        (await last.Http.GetAsync(Sessions).JsonAsync()).AsArray().Count.ShouldBe(Session.Limit);
    }

    [Fact]
    public async Task Somebody_else_can_neither_see_nor_end_my_sessions()
    {
        var (_, mine) = await Person.RegisterAsync(host);
        var (_, theirs) = await Person.RegisterAsync(host);
        var id = (await mine.Http.GetAsync(Sessions).JsonAsync()).AsArray().Single()!["id"]!.GetValue<string>();

        (await theirs.Http.GetStringAsync(Sessions)).ShouldNotContain(id);
        await theirs.Http.DeleteAsync($"{Sessions}/{id}").ShouldAnswerAsync(HttpStatusCode.NoContent);
        await host.Gus.DeleteAsync($"{Sessions}/{id}").ShouldAnswerAsync(HttpStatusCode.NoContent);

        (await mine.IsInAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_limited_token_learns_whom_it_acts_for_and_nothing_of_the_account()
    {
        var made = await host.Ben.SendAsync(HttpMethod.Post, "/api/v1/organizations/acme/tokens", new { name = "narrow", permissions = new[] { "runs.read" } }).JsonAsync();
        var narrow = host.With(made.Text("secret"));

        (await narrow.GetAsync("/api/v1/account/profile").JsonAsync()).Text("name").ShouldBe("Ben Okafor");
        (await narrow.GetAsync(Sessions).RefusalAsync(HttpStatusCode.Forbidden)).ShouldContain("limited");
        (await narrow.GetAsync("/api/v1/account/export").RefusalAsync(HttpStatusCode.Forbidden)).ShouldContain("limited");
    }

    [Theory]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0", "Edge on Windows")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1", "Safari on iPhone")]
    [InlineData("Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36", "Chrome on Android")]
    [InlineData("", "Unknown browser")]
    public void A_browser_is_called_what_people_call_it(string agent, string name) => Device.Describe(agent).ShouldBe(name);
}
