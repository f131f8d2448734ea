using Shouldly;
using Slipway.World;
using Xunit;

namespace Slipway.Identity.SignIn;

public sealed class LockoutTests(SlipwayHost host)
{
    [Fact]
    public async Task Ten_wrong_passwords_lock_the_account_and_its_owner_is_told_once()
    {
        var (person, inside) = await Person.RegisterAsync(host);
        var guesser = new Browser(host);
        for (var guess = 1; guess < 10; guess++)
        {
            (await guesser.SignInAsync(person.Email, $"guess number {guess}")).ShouldContain("is wrong");
        }

        (await guesser.SignInAsync(person.Email, "the tenth guess")).ShouldContain("Try again in five minutes");
        (await guesser.SignInAsync(person.Email, Person.Password)).ShouldContain("Try again in five minutes");

        (await person.MailAsync("locked")).ShouldContain("too many wrong passwords");
        (await Person.MailsAsync(host, person.Email, "locked")).Count.ShouldBe(1);
        (await inside.IsInAsync()).ShouldBeTrue("a stranger's guesses sign nobody out");
    }
}
