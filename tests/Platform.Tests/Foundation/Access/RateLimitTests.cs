using System.Net;
using Shouldly;
using Slipway.Demo;
using Slipway.World;
using Xunit;

namespace Slipway.Foundation.Access;

public sealed class RateLimitTests(SlipwayHost host)
{
    [Fact]
    public async Task Who_asks_too_fast_is_told_when_to_ask_again_and_others_are_not_held_up()
    {
        await using var strict = host.WithWebHostBuilder(builder => builder.UseSetting("Slipway:RateLimits:PerSecond", "1").UseSetting("Slipway:RateLimits:Burst", "2"));
        var ben = Client(DemoWorld.Ben);

        HttpResponseMessage answer;
        do
        {
            answer = await ben.GetAsync("/api/v1/organizations");
        }
        while (answer.StatusCode is HttpStatusCode.OK);

        answer.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        answer.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Try again in");
        await Client(DemoWorld.Ada).GetAsync("/api/v1/organizations").ShouldAnswerAsync(HttpStatusCode.OK);

        HttpClient Client((string Email, string Name) person)
        {
            var client = strict.CreateClient();
            client.DefaultRequestHeaders.Authorization = new("Bearer", host.TokenOf(person));
            return client;
        }
    }

    [Fact]
    public async Task A_change_from_another_sites_page_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/organizations") { Headers = { { "Sec-Fetch-Site", "cross-site" } } };

        var refusal = await host.Nobody.SendAsync(request).RefusalAsync(HttpStatusCode.Forbidden);

        refusal.ShouldContain("another site");
    }
}
