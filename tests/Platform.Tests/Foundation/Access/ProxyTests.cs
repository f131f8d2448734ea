using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Demo;
using Slipway.World;
using Xunit;

namespace Slipway.Foundation.Access;

/// <summary>Behind a proxy every connection is the proxy's; who really asks is what the proxy says, and only the proxy is believed.</summary>
public sealed class ProxyTests(SlipwayHost host)
{
    private const string Client = "203.0.113.7";

    [Fact]
    public async Task Without_the_setting_nobody_is_believed()
    {
        await using var alone = Behind(null);

        (await SeenAsync(alone, "10.1.2.3")).ShouldBe("10.1.2.3");
        (await SignInPageAsync(alone)).ShouldStartWith("http://");
    }

    [Fact]
    public async Task A_named_proxy_says_who_asks_and_how()
    {
        await using var behind = Behind("10.0.0.0/8, ::1");

        (await SeenAsync(behind, "10.1.2.3")).ShouldBe(Client);
        (await SeenAsync(behind, "192.0.2.1")).ShouldBe("192.0.2.1");
        (await SignInPageAsync(behind)).ShouldStartWith("https://");
    }

    [Fact]
    public async Task Attempts_to_sign_in_are_counted_for_who_asks_and_not_for_the_proxy()
    {
        await using var behind = Behind("10.0.0.0/8", ("Slipway:RateLimits:SignInsPerMinute", "1"));

        (await SignInAsync(Client)).ShouldBe(HttpStatusCode.Redirect);
        (await SignInAsync(Client)).ShouldBe(HttpStatusCode.TooManyRequests);
        (await SignInAsync("203.0.113.8")).ShouldBe(HttpStatusCode.Redirect);

        async Task<HttpStatusCode> SignInAsync(string address)
        {
            var browser = new Browser(behind);
            browser.Http.DefaultRequestHeaders.Add("X-Forwarded-For", address);
            browser.Http.DefaultRequestHeaders.Add(ConnectionFrom.Header, "10.1.2.3");
            var token = await browser.TokenAsync("/sign-in");
            using var answer = await browser.PostAsync("/sign-in", ("_handler", "sign-in"), ("__RequestVerificationToken", token), ("email", DemoWorld.Ben.Email), ("password", DemoWorld.Password));
            return answer.StatusCode;
        }
    }

    [Theory]
    [InlineData("everybody")]
    [InlineData("10.0.0.0/99")]
    [InlineData("0.0.0.0/0")]
    public void A_setting_that_names_nothing_or_everybody_is_refused_at_the_start(string setting) =>
        Should.Throw<InvalidOperationException>(() => Proxies.Read(setting)).Message.ShouldContain(setting);

    private WebApplicationFactory<Program> Behind(string? proxies, params (string Key, string Value)[] settings) =>
        host.WithWebHostBuilder(builder =>
        {
            builder.UseSetting("Slipway:Proxies", proxies);
            Array.ForEach(settings, setting => builder.UseSetting(setting.Key, setting.Value));
            builder.ConfigureServices(services => services.AddSingleton<IStartupFilter, ConnectionFrom>());
        });

    /// <summary>The address with which a sign-in through a connection from somewhere is listed.</summary>
    private static async Task<string> SeenAsync(WebApplicationFactory<Program> at, string connection)
    {
        var (_, browser) = await Person.RegisterAsync(at, client =>
        {
            client.DefaultRequestHeaders.Add(ConnectionFrom.Header, connection);
            client.DefaultRequestHeaders.Add("X-Forwarded-For", Client);
        });
        return (await browser.Http.GetAsync("/api/v1/account/sessions").JsonAsync()).AsArray().Single()!["address"]!.GetValue<string>();
    }

    /// <summary>Where somebody who isn't signed in is led through a proxy that is reached by https.</summary>
    private static async Task<string> SignInPageAsync(WebApplicationFactory<Program> at)
    {
        var browser = new Browser(at);
        browser.Http.DefaultRequestHeaders.Add(ConnectionFrom.Header, "10.1.2.3");
        browser.Http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        using var answer = await browser.GetAsync("/acme");
        return answer.Headers.Location!.ToString();
    }

    /// <summary>Gives a request the connection that it says it came by: in process there is none.</summary>
    private sealed class ConnectionFrom : IStartupFilter
    {
        public const string Header = "Test-Connection-From";

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, rest) =>
            {
                context.Connection.RemoteIpAddress = IPAddress.Parse(context.Request.Headers[Header].ToString());
                return rest(context);
            });
            next(app);
        };
    }
}
