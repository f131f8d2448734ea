using System.Net;
using Shouldly;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Identity.Profile;

public sealed class ProfileTests(SlipwayHost host)
{
    private const string Account = "/api/v1/account";

    // One transparent pixel.
    private static readonly byte[] Png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==");

    [Fact]
    public async Task Name_zone_and_theme_are_kept_with_the_account_and_every_page_knows_them()
    {
        var (person, browser) = await Person.RegisterAsync(host);

        (await browser.SendAsync("/account", "profile", ("displayName", "Nia Okoro"), ("timeZone", "Asia/Tokyo"))).ShouldBe("/account?done=profile");
        await browser.Http.SendAsync(HttpMethod.Put, $"{Account}/theme", new { theme = "dark" }).JsonAsync();

        var page = await (await person.SignedInAsync()).OpenAsync("/account");
        page.ShouldContain("data-zone=\"Asia/Tokyo\"");
        page.ShouldContain("data-theme=\"dark\"");
        page.ShouldContain("Nia Okoro: account and theme");
        (await browser.OpenAsync("/account")).ShouldContain("Nia Okoro: account and theme");
    }

    [Fact]
    public async Task A_zone_that_there_is_not_is_refused()
    {
        var (_, browser) = await Person.RegisterAsync(host);

        var refusal = await browser.Http.SendAsync(HttpMethod.Put, $"{Account}/profile", new { name = "Nia", timeZone = "Mars/Olympus" }).RefusalAsync(HttpStatusCode.BadRequest);

        refusal.ShouldContain("Mars/Olympus");
    }

    [Fact]
    public async Task A_picture_is_served_as_what_its_bytes_are_and_runs_nothing()
    {
        var (_, browser) = await Person.RegisterAsync(host);
        var address = (await PutAsync(browser, Png)).Text("avatar");

        using var answer = await browser.Http.GetAsync(address);

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("image/png");
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("sandbox");
        answer.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
        (await answer.Content.ReadAsByteArrayAsync()).ShouldBe(Png);
        (await browser.OpenAsync("/account")).ShouldContain(address);
    }

    [Theory]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>")]
    [InlineData("<!DOCTYPE html><script>alert(1)</script>")]
    [InlineData("")]
    public async Task What_is_no_picture_is_refused_whatever_it_says_it_is(string content)
    {
        var (_, browser) = await Person.RegisterAsync(host);
        using var body = new StringContent(content, System.Text.Encoding.UTF8, "image/png");

        (await browser.Http.PutAsync($"{Account}/avatar", body).RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain("PNG, JPEG");
    }

    [Fact]
    public async Task A_picture_of_too_many_bytes_or_pixels_is_refused()
    {
        var (_, browser) = await Person.RegisterAsync(host);
        using var large = new ByteArrayContent([.. Png, .. new byte[ProfileService.AvatarBytes]]);
        var wide = Png.ToArray();
        wide[18] = 0x40;

        (await browser.Http.PutAsync($"{Account}/avatar", large).RefusalAsync(HttpStatusCode.RequestEntityTooLarge)).ShouldContain("one megabyte");
        using var body = new ByteArrayContent(wide);
        (await browser.Http.PutAsync($"{Account}/avatar", body).RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain("pixels");
    }

    [Fact]
    public async Task Globex_cannot_see_a_picture_of_Acme()
    {
        using var body = new ByteArrayContent(Png);
        var address = (await host.Ada.PutAsync($"{Account}/avatar", body).JsonAsync()).Text("avatar");

        await host.Ben.GetAsync(address).ShouldAnswerAsync(HttpStatusCode.OK);
        await host.Gus.GetAsync(address).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Nobody.GetAsync(address).ShouldAnswerAsync(HttpStatusCode.Unauthorized);

        await host.Ada.DeleteAsync($"{Account}/avatar").JsonAsync();
        await host.Ben.GetAsync(address).ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    private static async Task<System.Text.Json.Nodes.JsonNode> PutAsync(Browser browser, byte[] bytes)
    {
        using var body = new ByteArrayContent(bytes);
        return await browser.Http.PutAsync($"{Account}/avatar", body).JsonAsync();
    }
}
