using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Demo;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Identity.Mailing;

public sealed class OutboxTests(SlipwayHost host)
{
    private const string Page = "/operator/mail";

    [Fact]
    public async Task Whoever_has_the_key_reads_the_mails()
    {
        var (person, _) = await Person.RegisterAsync(host);
        var key = host.Services.GetRequiredService<OutboxKey>().Secret;
        Assert.SkipWhen(key is null, "Beside a database server only operators read mails.");
        await person.MailAsync("email-confirmation");

        var list = await new Browser(host).OpenAsync($"{Page}?key={key}");

        list.ShouldContain(person.Email);
        list.ShouldContain("Confirm your e-mail address");
    }

    [Fact]
    public async Task To_everybody_else_there_is_nothing()
    {
        var owner = await Browser.SignedInAsync(host, DemoWorld.Ada.Email, DemoWorld.Password);

        foreach (var address in new[] { Page, $"{Page}?key=guessed", $"{Page}?key=" })
        {
            (await owner.GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await new Browser(host).GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task An_operator_reads_them_in_person()
    {
        var id = (await host.Ben.GetAsync("/api/v1/account/profile").JsonAsync()).Text("id");
        await using var operated = host.WithWebHostBuilder(builder => builder.UseSetting("Slipway:Operators", id));

        (await (await Browser.SignedInAsync(operated, DemoWorld.Ben.Email, DemoWorld.Password)).GetAsync(Page)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await (await Browser.SignedInAsync(operated, DemoWorld.Ada.Email, DemoWorld.Password)).GetAsync(Page)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
