using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Shouldly;
using Slipway.World;
using Xunit;

namespace Slipway.Identity.TwoFactor;

public sealed partial class TwoFactorTests(SlipwayHost host)
{
    private const string Page = "/account/two-factor";

    [Fact]
    public async Task Signing_in_takes_a_code_after_the_password_once_it_is_on()
    {
        var (person, key, _) = await TurnedOnAsync();
        var browser = new Browser(host);

        (await browser.SignInAsync(person.Email, Person.Password)).ShouldBe("/sign-in/code");
        (await browser.IsInAsync()).ShouldBeFalse("the password alone is not enough");
        (await browser.SendAsync("/sign-in/code", "code", ("code", "000000"))).ShouldContain("isn't right");
        (await browser.SendAsync("/sign-in/code", "code", ("code", Code(key)))).ShouldBe("/");

        (await browser.IsInAsync()).ShouldBeTrue();
        (await person.MailAsync("two-factor")).ShouldContain("code from your authenticator app");
    }

    [Fact]
    public async Task A_recovery_code_stands_in_for_the_app_once()
    {
        var (person, _, codes) = await TurnedOnAsync();
        var first = new Browser(host);
        await first.SignInAsync(person.Email, Person.Password);
        (await first.SendAsync("/sign-in/code?recovery=yes", "recovery-code", ("code", codes[0].ToLowerInvariant()))).ShouldBe("/");

        var second = new Browser(host);
        await second.SignInAsync(person.Email, Person.Password);
        (await second.SendAsync("/sign-in/code?recovery=yes", "recovery-code", ("code", codes[0]))).ShouldContain("not one of your unused");
        (await person.MailAsync("recovery-code")).ShouldContain("9 are left");
    }

    [Fact]
    public async Task Codes_are_shown_once_and_new_ones_replace_them()
    {
        var (person, key, codes) = await TurnedOnAsync();
        var browser = await SignInAsync(person, key);

        (await browser.OpenAsync(Page)).ShouldNotContain(codes[0]);
        var renewed = RecoveryCode().Matches(await browser.SendAsync(Page, "renew-codes", ("renewPassword", Person.Password))).Select(match => match.Value).Distinct().ToList();

        renewed.Count.ShouldBe(TwoFactorService.Codes);
        renewed.ShouldNotContain(codes[1]);
        var other = new Browser(host);
        await other.SignInAsync(person.Email, Person.Password);
        (await other.SendAsync("/sign-in/code?recovery=yes", "recovery-code", ("code", codes[1]))).ShouldContain("not one of your unused");
    }

    [Fact]
    public async Task Turning_it_off_asks_for_the_password()
    {
        var (person, key, _) = await TurnedOnAsync();
        var browser = await SignInAsync(person, key);

        (await browser.SendAsync(Page, "disable", ("disablePassword", "not the password"))).ShouldContain("not your password");
        (await browser.SendAsync(Page, "disable", ("disablePassword", Person.Password))).ShouldBe("/account/two-factor?done=off");

        await person.SignedInAsync();
    }

    [Fact]
    public async Task A_wrong_code_turns_nothing_on()
    {
        var (person, browser) = await Person.RegisterAsync(host);

        (await browser.SendAsync(Page, "enable", ("code", "123"))).ShouldContain("isn't right");

        await person.SignedInAsync();
    }

    [Fact]
    public async Task A_browser_left_open_turns_nothing_on_without_the_password()
    {
        var (person, browser) = await Person.RegisterAsync(host);
        await person.LetAnHourPassAsync();
        var key = Secret().Match(await browser.OpenAsync(Page)).Groups[1].Value;

        (await browser.SendAsync(Page, "enable", ("code", Code(key)))).ShouldContain("type your password");
        (await browser.SendAsync(Page, "enable", ("code", Code(key)), ("password", "not the password"))).ShouldContain("not your password");
        await person.SignedInAsync();

        RecoveryCode().Count(await browser.SendAsync(Page, "enable", ("code", Code(key)), ("password", Person.Password))).ShouldBeGreaterThanOrEqualTo(TwoFactorService.Codes);
    }

    [Fact]
    public async Task Looking_at_the_page_leaves_mailed_links_as_they_were()
    {
        var (person, browser) = await Person.RegisterAsync(host);
        var link = Person.LinkIn(await person.MailAsync("email-confirmation"));

        (await browser.OpenAsync(Page)).ShouldContain("secret=");

        (await browser.SendAsync(link, "confirm-email")).ShouldContain("is confirmed");
    }

    [Fact]
    public async Task The_second_step_is_nobodys_without_the_first()
    {
        using var answer = await new Browser(host).GetAsync("/sign-in/code");

        answer.Headers.Location!.ToString().ShouldContain("/sign-in");
    }

    /// <summary>What an authenticator app shows now: RFC 6238 with SHA-1, 30 seconds and six digits.</summary>
    internal static string Code(string key)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30);
#pragma warning disable CA5350 // What the apps and the standard use.
        var hash = HMACSHA1.HashData(Bytes(key), counter);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0xf)) & 0x7fffffff;
        return (number % 1_000_000).ToString("D6", System.Globalization.CultureInfo.InvariantCulture);
    }

    private static byte[] Bytes(string base32)
    {
        var bits = string.Concat(base32.Select(letter => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(place => Convert.ToByte(bits.Substring(place * 8, 8), 2))];
    }

    private async Task<(Person Person, string Key, List<string> Codes)> TurnedOnAsync()
    {
        var (person, browser) = await Person.RegisterAsync(host);
        var key = Secret().Match(await browser.OpenAsync(Page)).Groups[1].Value;
        var page = await browser.SendAsync(Page, "enable", ("code", Code(key)));
        var codes = RecoveryCode().Matches(page).Select(match => match.Value).Distinct().ToList();
        codes.Count.ShouldBe(TwoFactorService.Codes, page);
        return (person, key, codes);
    }

    private async Task<Browser> SignInAsync(Person person, string key)
    {
        var browser = new Browser(host);
        await browser.SignInAsync(person.Email, Person.Password);
        (await browser.SendAsync("/sign-in/code", "code", ("code", Code(key)))).ShouldBe("/");
        return browser;
    }

    [GeneratedRegex("secret=([A-Z2-7]+)")]
    private static partial Regex Secret();

    [GeneratedRegex(@"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b")]
    private static partial Regex RecoveryCode();
}
