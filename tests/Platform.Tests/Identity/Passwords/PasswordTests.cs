using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.World;
using Xunit;

namespace Slipway.Identity.Passwords;

public sealed class PasswordTests(SlipwayHost host)
{
    private const string Another = "another calm and long password";

    [Fact]
    public async Task A_forgotten_password_is_set_anew_by_the_mailed_link_which_works_once()
    {
        var (person, old) = await Person.RegisterAsync(host);
        var link = await ForgetAsync(person);

        var browser = new Browser(host);
        (await browser.SendAsync(link, "reset-password", ("password", Another))).ShouldBe("/sign-in?after=reset");

        (await browser.SignInAsync(person.Email, Person.Password)).ShouldContain("the password is wrong");
        (await browser.SignInAsync(person.Email, Another)).ShouldBe("/");
        (await old.IsInAsync()).ShouldBeFalse("every browser is signed out");
        (await new Browser(host).SendAsync(link, "reset-password", ("password", Another))).ShouldContain("used already");
        (await person.MailAsync("password-changed")).ShouldContain("was changed");
    }

    [Fact]
    public async Task The_answer_is_the_same_whether_there_is_such_an_account()
    {
        var (person, _) = await Person.RegisterAsync(host);
        var browser = new Browser(host);

        var known = await browser.SendAsync("/forgot-password", "forgot-password", ("email", person.Email));
        var unknown = await browser.SendAsync("/forgot-password", "forgot-password", ("email", "nobody-at-all@harbour.example"));

        known.ShouldContain("If " + person.Email);
        Comparable(unknown, "nobody-at-all@harbour.example").ShouldBe(Comparable(known, person.Email));
        await person.MailAsync("password-reset");
        (await Person.MailsAsync(host, "nobody-at-all@harbour.example", "password-reset")).ShouldBeEmpty();

        // What is of one answer alone: its tokens, and the address that was typed.
        static string Comparable(string page, string email) =>
            Regex.Replace(page.Replace(email, "", StringComparison.Ordinal), "(value|nonce|id|name)=\"[^\"]*\"|<!--.*?-->", "");
    }

    [Fact]
    public async Task Nobody_is_sent_more_than_three_links_in_a_quarter_of_an_hour()
    {
        var (person, _) = await Person.RegisterAsync(host);
        for (var time = 1; time <= 3; time++)
        {
            await ForgetAsync(person);
            while ((await Person.MailsAsync(host, person.Email, "password-reset")).Count < time)
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
        }

        // The job itself, so that it is known to be over.
        await using var scope = host.Services.CreateAsyncScope();
        await ActivatorUtilities.CreateInstance<MailPasswordReset>(scope.ServiceProvider).RunAsync(person.Email, "http://localhost", TestContext.Current.CancellationToken);

        (await Person.MailsAsync(host, person.Email, "password-reset")).Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_link_for_one_account_does_nothing_to_another()
    {
        var (person, _) = await Person.RegisterAsync(host);
        var (other, _) = await Person.RegisterAsync(host);
        var link = await ForgetAsync(person);
        var others = Regex.Match(await ForgetAsync(other), "user=([^&]+)").Groups[1].Value;

        var page = await new Browser(host).SendAsync(Regex.Replace(link, "user=[^&]+", $"user={others}"), "reset-password", ("password", Another));

        page.ShouldContain("Ask for a new one");
        await other.SignedInAsync();
    }

    [Fact]
    public async Task A_short_password_is_refused_and_the_link_stays_good()
    {
        var (person, _) = await Person.RegisterAsync(host);
        var link = await ForgetAsync(person);
        var browser = new Browser(host);

        (await browser.SendAsync(link, "reset-password", ("password", "short"))).ShouldContain("minimum length of '10'");

        (await browser.SendAsync(link, "reset-password", ("password", Another))).ShouldBe("/sign-in?after=reset");
    }

    private async Task<string> ForgetAsync(Person person)
    {
        await new Browser(host).SendAsync("/forgot-password", "forgot-password", ("email", person.Email));
        return Person.LinkIn(await person.MailAsync("password-reset"));
    }
}
