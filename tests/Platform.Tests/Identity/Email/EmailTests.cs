using Microsoft.AspNetCore.Mvc.Testing;
using Shouldly;
using Slipway.World;
using Xunit;

namespace Slipway.Identity.Email;

public sealed class EmailTests(SlipwayHost host)
{
    [Fact]
    public async Task A_new_account_is_usable_with_a_banner_until_the_mailed_link_is_opened()
    {
        var (person, browser) = await Person.RegisterAsync(host);
        (await browser.OpenAsync("/account/email")).ShouldContain("Confirm your e-mail address");
        var link = Person.LinkIn(await person.MailAsync("email-confirmation"));

        (await new Browser(host).OpenAsync(link)).ShouldNotContain("is confirmed");
        (await browser.OpenAsync("/account/email")).ShouldContain("Not confirmed yet");
        (await new Browser(host).SendAsync(link, "confirm-email")).ShouldContain("is confirmed");

        (await browser.OpenAsync("/account/email")).ShouldNotContain("Confirm your e-mail address");
    }

    [Fact]
    public async Task The_link_is_sent_again_on_demand_but_not_without_end()
    {
        var (person, browser) = await Person.RegisterAsync(host);

        (await browser.SendAsync("/account/email", "resend")).ShouldContain("on its way");
        (await browser.SendAsync("/account/email", "resend")).ShouldContain("on its way");
        (await browser.SendAsync("/account/email", "resend")).ShouldContain("Three mails are on their way already");

        (await Person.MailsAsync(host, person.Email, "email-confirmation")).Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_new_address_counts_once_it_is_confirmed_and_the_old_one_is_told()
    {
        var (person, browser) = await Person.RegisterAsync(host);
        var email = $"moved-{person.Email}";
        (await browser.SendAsync("/account/email", "change-email", ("email", email), ("password", Person.Password))).ShouldContain("a link is on its way");
        await person.SignedInAsync();

        var link = Person.LinkIn(await Person.MailAsync(host, email, "email-change"));
        (await browser.SendAsync(link, "confirm-email")).ShouldContain("is confirmed");

        await Browser.SignedInAsync(host, email, Person.Password);
        (await new Browser(host).SignInAsync(person.Email, Person.Password)).ShouldContain("is wrong");
        (await person.MailAsync("email-changed")).ShouldContain(email);
        (await browser.IsInAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task An_address_that_is_somebodys_is_neither_taken_nor_told_of()
    {
        var (other, _) = await Person.RegisterAsync(host);
        var (_, browser) = await Person.RegisterAsync(host);

        (await browser.SendAsync("/account/email", "change-email", ("email", other.Email), ("password", Person.Password))).ShouldContain("a link is on its way");

        (await Person.MailsAsync(host, other.Email, "email-change")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_confirmation_is_required_nobody_signs_in_before_it()
    {
        await using var strict = Strict();
        var (email, browser) = await UnconfirmedAsync(strict);

        (await browser.SignInAsync(email, Person.Password)).ShouldContain("Confirm your e-mail address first");
        (await browser.SignInAsync(email, "not the password")).ShouldContain("is wrong");
        await browser.SendAsync(Person.LinkIn(await Person.MailAsync(strict, email, "email-confirmation")), "confirm-email");

        (await browser.SignInAsync(email, Person.Password)).ShouldBe("/");
    }

    [Fact]
    public async Task An_account_that_waits_for_its_confirmation_is_locked_by_wrong_passwords_too()
    {
        await using var strict = Strict();
        var (email, browser) = await UnconfirmedAsync(strict);
        for (var guess = 1; guess < 10; guess++)
        {
            (await browser.SignInAsync(email, $"guess number {guess}")).ShouldContain("is wrong");
        }

        (await browser.SignInAsync(email, "the tenth guess")).ShouldContain("Try again in five minutes");
        (await browser.SignInAsync(email, Person.Password)).ShouldContain("Try again in five minutes");
    }

    private WebApplicationFactory<Program> Strict() => host.WithWebHostBuilder(builder => builder.UseSetting("Slipway:Mail:RequireConfirmation", "true"));

    private static async Task<(string Email, Browser Browser)> UnconfirmedAsync(WebApplicationFactory<Program> strict)
    {
        var number = Guid.CreateVersion7().ToString("n")[^12..];
        var email = $"strict-{number}@harbour.example";
        var browser = new Browser(strict);
        (await browser.SendAsync("/register", "register", ("displayName", "Nia"), ("email", email), ("password", Person.Password), ("organization", $"strict-{number}"))).ShouldBe("/sign-in?after=confirm");
        return (email, browser);
    }
}
