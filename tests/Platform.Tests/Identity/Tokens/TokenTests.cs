using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Shouldly;
using Slipway.Demo;
using Slipway.World;
using Xunit;

namespace Slipway.Identity.Tokens;

public sealed class TokenTests(SlipwayHost host)
{
    private const string Tokens = "/api/v1/organizations/acme/tokens";
    private const string Projects = "/api/v1/organizations/acme/projects";

    [Fact]
    public async Task A_token_is_shown_once_and_works_at_once()
    {
        var made = await host.Ben.SendAsync(HttpMethod.Post, Tokens, new { name = "training" }).JsonAsync();

        var secret = made["secret"]!.GetValue<string>();
        secret.ShouldStartWith(ApiToken.Prefix);
        await host.With(secret).GetAsync(Projects).ShouldAnswerAsync(HttpStatusCode.OK);
        (await host.Ben.GetStringAsync(Tokens)).ShouldNotContain(secret);
    }

    [Fact]
    public async Task A_token_works_as_the_password_of_basic_authentication()
    {
        var client = host.Nobody;
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("anything:" + host.TokenOf(DemoWorld.Ben))));

        await client.GetAsync(Projects).ShouldAnswerAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_revoked_token_is_refused_at_once_and_revoking_it_again_is_harmless()
    {
        var made = await host.Ben.SendAsync(HttpMethod.Post, Tokens, new { name = "short-lived" }).JsonAsync();
        var secret = made["secret"]!.GetValue<string>();
        await host.With(secret).GetAsync(Projects).ShouldAnswerAsync(HttpStatusCode.OK);

        await host.Ben.DeleteAsync($"{Tokens}/{made["token"]!["id"]}").ShouldAnswerAsync(HttpStatusCode.NoContent);
        await host.Ben.DeleteAsync($"{Tokens}/{made["token"]!["id"]}").ShouldAnswerAsync(HttpStatusCode.NoContent);

        await host.With(secret).GetAsync(Projects).ShouldAnswerAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_token_limited_to_reading_cannot_start_a_project()
    {
        var made = await host.Ben.SendAsync(HttpMethod.Post, Tokens, new { name = "reader", permissions = new[] { "organization.read", "runs.read" } }).JsonAsync();
        var reader = host.With(made["secret"]!.GetValue<string>());

        await reader.GetAsync(Projects).ShouldAnswerAsync(HttpStatusCode.OK);
        var refusal = await reader.SendAsync(HttpMethod.Post, Projects, new { name = "not for readers" }).RefusalAsync(HttpStatusCode.Forbidden);
        refusal.ShouldContain("projects.create");
    }

    [Fact]
    public async Task A_token_cannot_make_a_token_that_may_do_more_than_itself()
    {
        var made = await host.Ben.SendAsync(HttpMethod.Post, Tokens, new { name = "narrow", permissions = new[] { "tokens.create" } }).JsonAsync();
        var narrow = host.With(made["secret"]!.GetValue<string>());

        await narrow.SendAsync(HttpMethod.Post, Tokens, new { name = "wider", permissions = new[] { "runs.write" } }).RefusalAsync(HttpStatusCode.Forbidden);
        var inherited = await narrow.SendAsync(HttpMethod.Post, Tokens, new { name = "as narrow" }).JsonAsync();
        inherited["token"]!["permissions"]!.AsArray().Single()!.GetValue<string>().ShouldBe("tokens.create");
    }

    [Fact]
    public async Task An_unknown_permission_is_named_in_the_refusal()
    {
        var refusal = await host.Ben.SendAsync(HttpMethod.Post, Tokens, new { name = "odd", permissions = new[] { "runs.fly" } }).RefusalAsync(HttpStatusCode.BadRequest);

        refusal.ShouldContain("runs.fly");
        refusal.ShouldContain("runs.write");
    }

    [Fact]
    public async Task Globex_can_neither_use_nor_revoke_a_token_of_Acme()
    {
        var made = await host.Ben.SendAsync(HttpMethod.Post, Tokens, new { name = "mine" }).JsonAsync();

        await host.Gus.GetAsync(Tokens).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.DeleteAsync($"{Tokens}/{made["token"]!["id"]}").ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.DeleteAsync($"/api/v1/organizations/globex/tokens/{made["token"]!["id"]}").ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.With(made["secret"]!.GetValue<string>()).GetAsync("/api/v1/organizations/globex/projects").ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_colleague_sees_none_of_my_tokens()
    {
        await host.Ben.SendAsync(HttpMethod.Post, Tokens, new { name = "bens-own" }).JsonAsync();

        (await host.Ada.GetStringAsync(Tokens)).ShouldNotContain("bens-own");
    }

    [Fact]
    public async Task A_token_limited_to_a_project_neither_starts_another_nor_makes_a_token()
    {
        var made = await host.Ada.SendAsync(HttpMethod.Post, Tokens, new { name = "one project", project = "vision", onlyProject = true }).JsonAsync();
        var limited = host.With(made["secret"]!.GetValue<string>());

        await limited.GetAsync($"{Projects}/vision").ShouldAnswerAsync(HttpStatusCode.OK);
        await limited.SendAsync(HttpMethod.Post, Projects, new { name = "another one" }).RefusalAsync(HttpStatusCode.Forbidden);
        await limited.SendAsync(HttpMethod.Post, Tokens, new { name = "everything" }).RefusalAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_token_cannot_make_one_that_outlives_it()
    {
        var made = await host.Ben.SendAsync(HttpMethod.Post, Tokens, new { name = "a week", expiresInDays = 7 }).JsonAsync();
        var week = host.With(made["secret"]!.GetValue<string>());

        await week.SendAsync(HttpMethod.Post, Tokens, new { name = "a month", expiresInDays = 30 }).RefusalAsync(HttpStatusCode.Forbidden);
        var heir = await week.SendAsync(HttpMethod.Post, Tokens, new { name = "as long" }).JsonAsync();
        heir["token"]!["expiresAt"]!.GetValue<DateTime>().ShouldBe(made["token"]!["expiresAt"]!.GetValue<DateTime>(), TimeSpan.FromSeconds(1));
    }
}
