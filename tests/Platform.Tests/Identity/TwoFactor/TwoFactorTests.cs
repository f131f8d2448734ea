using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Foundation.Data;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Identity.TwoFactor;

public sealed partial class TwoFactorTests(SlipwayHost host)
{
    private const string Page = "/account/two-factor";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Signing_in_takes_a_code_after_the_password_once_it_is_on()
    {
        var (person, key, _) = await TurnedOnAsync();
        var browser = new Browser(host);

        (await browser.SignInAsync(person.Email, Person.Password)).ShouldBe("/sign-in/code");
        (await browser.IsInAsync()).ShouldBeFalse("the password alone is not enough");
        (await browser.SendAsync("/sign-in/code", "code", ("code", "000000"))).ShouldContain("isn't right");
        (await browser.SendAsync("/sign-in/code", "code", ("code", Code(key, ahead: 1)))).ShouldBe("/");

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
    public async Task A_code_is_taken_once_and_none_that_is_older_after_it()
    {
        var (person, key, _) = await TurnedOnAsync();
        var seen = Code(key, ahead: 1);
        (await CodeAsync(seen)).ShouldBe("/");

        (await CodeAsync(seen)).ShouldContain("used already");
        (await CodeAsync(Code(key))).ShouldContain("used already");
        (await CodeAsync(Code(key, ahead: 2))).ShouldBe("/");

        async Task<string> CodeAsync(string code)
        {
            var browser = new Browser(host);
            await browser.SignInAsync(person.Email, Person.Password);
            return await browser.SendAsync("/sign-in/code", "code", ("code", code));
        }
    }

    [Fact]
    public async Task A_copy_of_the_tables_holds_neither_the_secret_nor_a_recovery_code()
    {
        var (person, key, codes) = await TurnedOnAsync();

        var kept = string.Join('\n', (await TokensAsync(person)).Values);

        kept.Length.ShouldBeGreaterThan(200);
        kept.ShouldNotContain(key);
        kept.ShouldNotContain(codes[0]);
    }

    [Fact]
    public async Task What_was_kept_in_the_clear_still_signs_in_and_is_kept_well_from_then_on()
    {
        var (person, _, _) = await TurnedOnAsync();
        const string Key = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
        await KeepAsync(person, ("AuthenticatorKey", Key), ("RecoveryCodes", "AAAAA-BBBBB;CCCCC-DDDDD"));

        await SignInAsync(person, Key);
        (await TokensAsync(person))["AuthenticatorKey"].ShouldNotContain(Key);
        var other = new Browser(host);
        await other.SignInAsync(person.Email, Person.Password);
        (await other.SendAsync("/sign-in/code?recovery=yes", "recovery-code", ("code", "ccccc-ddddd"))).ShouldBe("/");

        (await TokensAsync(person))["RecoveryCodes"].ShouldNotContain("AAAAA");
        (await person.MailAsync("recovery-code")).ShouldContain("1 is left");
    }

    [Fact]
    public async Task It_is_turned_on_and_off_over_the_API_by_the_person_and_not_by_a_token()
    {
        const string Api = "/api/v1/account/ways-in/two-factor";
        var (_, browser) = await Person.RegisterAsync(host);

        var setup = await browser.Http.PostAsync($"{Api}/secret", null, Ct).JsonAsync();
        var on = await browser.Http.SendAsync(HttpMethod.Put, Api, new { code = Code(setup.Text("key").Replace(" ", "", StringComparison.Ordinal)) }).JsonAsync();
        on["codes"]!.AsArray().Count.ShouldBe(TwoFactorService.Codes);
        (await browser.Http.GetAsync(Api, Ct).JsonAsync())["isOn"]!.GetValue<bool>().ShouldBeTrue();
        (await browser.Http.SendAsync(HttpMethod.Post, $"{Api}/recovery-codes", new { password = Person.Password }).JsonAsync())["codes"]!.ToJsonString().ShouldNotBe(on["codes"]!.ToJsonString());
        (await browser.Http.SendAsync(HttpMethod.Delete, Api, new { password = "not the password" }).RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain("not your password");
        await browser.Http.SendAsync(HttpMethod.Delete, Api, new { password = Person.Password }).ShouldAnswerAsync(HttpStatusCode.NoContent);

        (await host.Ada.GetAsync(Api, Ct).RefusalAsync(HttpStatusCode.Forbidden)).ShouldContain("for a person and not for a token");
        (await host.Gus.PostAsync($"{Api}/secret", null, Ct).RefusalAsync(HttpStatusCode.Forbidden)).ShouldContain("for a person and not for a token");
    }

    [Fact]
    public async Task The_second_step_is_nobodys_without_the_first()
    {
        using var answer = await new Browser(host).GetAsync("/sign-in/code");

        answer.Headers.Location!.ToString().ShouldContain("/sign-in");
    }

    /// <summary>What an authenticator app shows now: RFC 6238 with SHA-1, 30 seconds and six digits.</summary>
    /// <param name="ahead">How many codes later: each is taken once, and nobody wants to wait for the next.</param>
    internal static string Code(string key, int ahead = 0)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30) + ahead);
#pragma warning disable CA5350 // What the apps and the standard use.
        var hash = HMACSHA1.HashData(Bytes(key), counter);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0xf)) & 0x7fffffff;
        return (number % 1_000_000).ToString("D6", System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task<Dictionary<string, string>> TokensAsync(Person person)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(Ct);
        return await TokensOf(db, person).ToDictionaryAsync(row => row.Name, row => row.Value!, Ct);
    }

    private async Task KeepAsync(Person person, params (string Name, string Value)[] values)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(Ct);
        using var turn = await scope.ServiceProvider.GetRequiredService<WriteGate>().EnterAsync(Ct);
        foreach (var (name, value) in values)
        {
            (await TokensOf(db, person).Where(row => row.Name == name).ExecuteUpdateAsync(set => set.SetProperty(row => row.Value, value), Ct)).ShouldBe(1);
        }
    }

    private static IQueryable<IdentityUserToken<Guid>> TokensOf(SaasDb db, Person person) =>
        db.Set<IdentityUserToken<Guid>>().Where(row => db.Users.Any(user => user.Id == row.UserId && user.Email == person.Email));

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
        (await browser.SendAsync("/sign-in/code", "code", ("code", Code(key, ahead: 1)))).ShouldBe("/");
        return browser;
    }

    [GeneratedRegex("secret=([A-Z2-7]+)")]
    private static partial Regex Secret();

    [GeneratedRegex(@"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b")]
    private static partial Regex RecoveryCode();
}
