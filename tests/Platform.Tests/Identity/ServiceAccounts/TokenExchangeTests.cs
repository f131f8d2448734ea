using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using Shouldly;
using Slipway.Foundation.Data;
using Slipway.Identity.ServiceAccounts.Exchange;
using Slipway.Identity.ServiceAccounts.Trust;
using Slipway.World;
using Xunit;
using static Slipway.Identity.ServiceAccounts.Programs;

namespace Slipway.Identity.ServiceAccounts;

public sealed class TokenExchangeTests(SlipwayHost host) : IAsyncLifetime
{
    private const string Audience = "https://slipway.example/acme";
    private const string Main = "repo:acme/vision:ref:refs/heads/main";

    private Authority _authority = null!;
    private string _account = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _authority = await Authority.StartAsync();
        _account = await host.NewServiceAccountAsync();
    }

    [Fact]
    public async Task A_jobs_token_is_exchanged_for_one_that_acts_as_the_account_for_a_while()
    {
        var project = await host.NewProjectAsync();
        await host.GiveAsync(_account, project, "contributor");
        await TrustAsync("repo:acme/vision:*", minutes: 15);

        var answer = await ExchangeAsync(_authority.Sign(Audience, Main)).JsonAsync();

        answer["token_type"]!.GetValue<string>().ShouldBe("Bearer");
        answer["expires_in"]!.GetValue<int>().ShouldBe(15 * 60);
        var job = host.With(answer["access_token"]!.GetValue<string>());
        await job.SendAsync(HttpMethod.Post, $"{project}/api/2.0/mlflow/experiments/create", new { name = "from the job" }).ShouldAnswerAsync(HttpStatusCode.OK);
        await ShouldTellAsync($"signed in with a token of {_authority.Issuer} about {Main}");
        // Those that were made for it are listed; these come and go, and are counted.
        (await host.Ada.GetAsync($"{Accounts}/{_account}/tokens", Ct).JsonAsync()).AsArray().ShouldBeEmpty();
        (await host.Ada.GetAsync($"{Accounts}/{_account}", Ct).JsonAsync())["borrowed"]!.GetValue<int>().ShouldBe(1);
    }

    [Theory]
    [InlineData("repo:acme/vision:ref:refs/heads/other", Audience, "Main alone is trusted.")]
    [InlineData("repo:globex/vision:ref:refs/heads/main", Audience, "Another's repository.")]
    [InlineData("xrepo:acme/vision:ref:refs/heads/main", Audience, "The pattern is the whole subject.")]
    [InlineData(Main, "https://elsewhere.example", "Made for somebody else.")]
    public async Task A_token_that_no_rule_means_is_refused_and_says_what_it_is(string subject, string audience, string why)
    {
        await TrustAsync(Main);

        var problem = await ExchangeAsync(_authority.Sign(audience, subject)).JsonAsync(HttpStatusCode.BadRequest);

        problem["error"]!.GetValue<string>().ShouldBe("invalid_grant", why);
        problem["error_description"]!.GetValue<string>().ShouldContain(subject);
    }

    [Fact]
    public async Task Claims_that_a_rule_asks_for_have_to_be_there()
    {
        await TrustAsync("repo:acme/*", claims: new Dictionary<string, string> { ["environment"] = "production", ["run_attempt"] = "1", ["groups"] = "ml-*" });

        await ExchangeAsync(_authority.Sign(Audience, Main)).ShouldAnswerAsync(HttpStatusCode.BadRequest);
        await ExchangeAsync(Sign("staging", 1, "ml-ops")).ShouldAnswerAsync(HttpStatusCode.BadRequest);
        await ExchangeAsync(Sign("production", 1, "web")).ShouldAnswerAsync(HttpStatusCode.BadRequest);
        await ExchangeAsync(Sign("production", 1, "web", "ml-ops")).ShouldAnswerAsync(HttpStatusCode.OK);

        string Sign(string environment, int attempt, params string[] groups) =>
            _authority.Sign(Audience, Main, claims: new Dictionary<string, object> { ["environment"] = environment, ["run_attempt"] = attempt, ["groups"] = groups });
    }

    [Fact]
    public async Task A_token_that_the_authority_did_not_sign_is_refused()
    {
        await TrustAsync(Main);
        var good = _authority.Sign(Audience, Main);
        var parts = good.Split('.');
        var changed = JsonNode.Parse(Base64UrlEncoder.Decode(parts[1]))!;
        changed["exp"] = TimeProvider.System.GetUtcNow().AddYears(1).ToUnixTimeSeconds();

        string[] forged =
        [
            _authority.Sign(Audience, Main, key: Authority.NewKey()),
            // The published key as the secret of a symmetric signature.
            _authority.Sign(Audience, Main, key: new SymmetricSecurityKey(Encoding.UTF8.GetBytes(new string('k', 64)))),
            $"{parts[0]}.{Base64UrlEncoder.Encode(changed.ToJsonString())}.{parts[2]}",
            $"{Base64UrlEncoder.Encode("""{"alg":"none"}""")}.{parts[1]}.",
            "not.a.token",
            "nonsense",
        ];
        foreach (var token in forged)
        {
            (await ExchangeAsync(token).JsonAsync(HttpStatusCode.BadRequest))["error"]!.GetValue<string>().ShouldBe("invalid_grant", token);
        }

        await ExchangeAsync(good).ShouldAnswerAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_token_that_ran_out_is_refused()
    {
        await TrustAsync(Main);

        var problem = await ExchangeAsync(_authority.Sign(Audience, Main, TimeSpan.FromMinutes(-2))).JsonAsync(HttpStatusCode.BadRequest);

        problem["error_description"]!.GetValue<string>().ShouldContain("run out");
    }

    [Fact]
    public async Task A_key_that_the_authority_began_to_use_later_is_asked_for()
    {
        await TrustAsync(Main);
        await ExchangeAsync(_authority.Sign(Audience, Main)).ShouldAnswerAsync(HttpStatusCode.OK);
        var asked = _authority.Asked;
        await ExchangeAsync(_authority.Sign(Audience, Main)).ShouldAnswerAsync(HttpStatusCode.OK);
        _authority.Asked.ShouldBe(asked);

        _authority.Rotate();

        await ExchangeAsync(_authority.Sign(Audience, Main)).ShouldAnswerAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Removing_the_rule_ends_the_tokens_that_were_exchanged_by_it()
    {
        var rule = await TrustAsync(Main);
        var job = host.With((await ExchangeAsync(_authority.Sign(Audience, Main)).JsonAsync())["access_token"]!.GetValue<string>());
        await job.GetAsync(AcmePeople.Address, Ct).ShouldAnswerAsync(HttpStatusCode.OK);

        await host.Ada.DeleteAsync($"{Accounts}/{_account}/trust-rules/{rule}", Ct).ShouldAnswerAsync(HttpStatusCode.NoContent);

        await job.GetAsync(AcmePeople.Address, Ct).ShouldAnswerAsync(HttpStatusCode.Unauthorized);
        await ExchangeAsync(_authority.Sign(Audience, Main)).ShouldAnswerAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Nothing_is_exchanged_for_an_account_that_is_disabled_or_unknown_and_the_answer_is_the_same()
    {
        await TrustAsync(Main);
        await host.Ada.SendAsync(HttpMethod.Put, $"{Accounts}/{_account}/suspension").ShouldAnswerAsync(HttpStatusCode.NoContent);
        var token = _authority.Sign(Audience, Main);

        var disabled = await DescriptionAsync($"acme/{_account}");
        foreach (var other in new[] { "acme/nobody", "nowhere/nobody", "acme", "" })
        {
            (await DescriptionAsync(other)).Replace($"'{other}'", $"'acme/{_account}'", StringComparison.Ordinal).ShouldBe(other.Length > 0 ? disabled : "Name the service account in audience, such as acme/nightly-training, and send your pipeline's token in subject_token.");
        }

        async Task<string> DescriptionAsync(string audience) => (await ExchangeAsync(token, audience).JsonAsync(HttpStatusCode.BadRequest))["error_description"]!.GetValue<string>();
    }

    [Fact]
    public async Task A_rule_that_would_let_in_strangers_or_names_no_authority_is_refused()
    {
        await RefusedAsync("https://token.actions.githubusercontent.com", "repo:*", "your account");
        await RefusedAsync("https://token.actions.githubusercontent.com", "repo:ac*/vision:ref:refs/heads/main", "your account");
        await RefusedAsync("https://gitlab.com", "*", "can't begin with *");
        await RefusedAsync("ftp://127.0.0.1", Main, "https address");
        await RefusedAsync($"{_authority.Issuer}/nothing-here", Main, "can't be read");
        // Internal, and the operator named only this machine.
        await RefusedAsync("http://10.0.0.1:1", Main, "can't be read");
        _authority.Alias = "https://somebody.example";
        await RefusedAsync(_authority.Issuer, Main, "somebody.example");

        async Task RefusedAsync(string issuer, string subject, string expected) =>
            (await host.Ada.SendAsync(HttpMethod.Post, $"{Accounts}/{_account}/trust-rules", new { name = "r", issuer, audience = Audience, subject }).RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain(expected);
    }

    [Fact]
    public async Task Exchanged_tokens_are_forgotten_a_week_after_they_ran_out_and_others_stay()
    {
        await TrustAsync(Main);
        await host.ProgramAsync(_account);
        await ExchangeAsync(_authority.Sign(Audience, Main)).ShouldAnswerAsync(HttpStatusCode.OK);
        await using var scope = host.Services.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(Ct);
        var ran = TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-8);
        var mine = db.ApiTokens.IgnoreQueryFilters(SaasDb.TenantFilterOnly).Where(token => db.TrustRules.IgnoreQueryFilters(SaasDb.TenantFilterOnly).Any(rule => rule.Id == token.TrustRuleId && rule.Issuer == _authority.Issuer));
        (await mine.ExecuteUpdateAsync(set => set.SetProperty(token => token.ExpiresAt, ran), Ct)).ShouldBe(1);

        await ActivatorUtilities.CreateInstance<ForgetExchangedTokens>(scope.ServiceProvider).RunAsync(Ct);

        (await mine.CountAsync(Ct)).ShouldBe(0);
        (await host.Ada.GetAsync($"{Accounts}/{_account}/tokens", Ct).JsonAsync()).AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Other_grants_and_other_forms_are_answered_as_the_protocol_says()
    {
        using var json = new StringContent("{}", Encoding.UTF8, "application/json");
        (await host.Nobody.PostAsync("/connect/token", json, Ct).JsonAsync(HttpStatusCode.BadRequest))["error"]!.GetValue<string>().ShouldBe("invalid_request");
        using var password = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "password" });
        (await host.Nobody.PostAsync("/connect/token", password, Ct).JsonAsync(HttpStatusCode.BadRequest))["error"]!.GetValue<string>().ShouldBe("unsupported_grant_type");
    }

    [Fact]
    public async Task Globex_neither_sees_nor_uses_a_rule_of_Acme()
    {
        var rule = await TrustAsync(Main);

        await host.Gus.GetAsync($"{Accounts}/{_account}/trust-rules", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.DeleteAsync($"/api/v1/organizations/globex/service-accounts/{_account}/trust-rules/{rule}", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await ExchangeAsync(_authority.Sign(Audience, Main), $"globex/{_account}").ShouldAnswerAsync(HttpStatusCode.BadRequest);
        var job = host.With((await ExchangeAsync(_authority.Sign(Audience, Main)).JsonAsync())["access_token"]!.GetValue<string>());
        await job.GetAsync("/api/v1/organizations/globex/projects", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("repo:acme/*", "repo:acme/vision", true)]
    [InlineData("repo:acme/*", "repo:acme", false)]
    [InlineData("a.c", "abc", false)]
    [InlineData("*:main", "repo:main\n", false)]
    [InlineData("a*b*c", "a-b-b-c", true)]
    [InlineData("Repo", "repo", false)]
    public void A_pattern_is_taken_literally_but_for_stars(string pattern, string text, bool fits) => TrustConditions.Matches(pattern, text).ShouldBe(fits);

    private async Task<string> TrustAsync(string subject, int? minutes = null, IReadOnlyDictionary<string, string>? claims = null) =>
        (await host.Ada.SendAsync(HttpMethod.Post, $"{Accounts}/{_account}/trust-rules", new { name = "test", issuer = _authority.Issuer, audience = Audience, subject, claims, minutes }).JsonAsync())["id"]!.GetValue<string>();

    // The audit log has it as soon as it is numbered.
    private async Task ShouldTellAsync(string sentence)
    {
        while (!(await host.Ada.GetStringAsync($"{AcmePeople.Address}/audit?kind=token.exchanged&limit=50", Ct)).Contains(sentence, StringComparison.Ordinal))
        {
            await Task.Delay(20, Ct);
        }
    }

    private async Task<HttpResponseMessage> ExchangeAsync(string token, string? audience = null)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "urn:ietf:params:oauth:grant-type:token-exchange",
            ["subject_token_type"] = "urn:ietf:params:oauth:token-type:jwt",
            ["audience"] = audience ?? $"acme/{_account}",
            ["subject_token"] = token,
        });
        return await host.Nobody.PostAsync("/connect/token", form, Ct);
    }

    public ValueTask DisposeAsync() => _authority.DisposeAsync();
}
