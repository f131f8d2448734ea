using System.Net;
using Shouldly;
using Slipway.Demo;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Identity.Account;

public sealed class AccountTests(SlipwayHost host)
{
    [Fact]
    public async Task The_export_has_what_is_kept_on_the_person_and_nobody_else()
    {
        var (person, browser, run) = await WithRunAsync();

        var export = await browser.Http.GetAsync("/api/v1/account/export").JsonAsync();

        export["profile"]![0]!.Text("email").ShouldBe(person.Email);
        export["sessions"]!.AsArray().Count.ShouldBe(1);
        export["history"]!.AsArray().ShouldContain(entry => entry!.Text("kind") == "session.started");
        export["tokens"]![0]!.Text("name").ShouldBe("mine");
        export["organizations"]![0]!.Text("slug").ShouldBe(person.Organization);
        export["runs"]!.AsArray().Single()!.Text("runId").ShouldBe(run);
        export["mails"]!.AsArray().ShouldAllBe(mail => mail!.Text("to") == person.Email);
        export.ToJsonString().ShouldNotContain(DemoWorld.Ada.Email);
    }

    [Fact]
    public async Task A_deleted_account_is_gone_everywhere_and_its_runs_stay_without_the_name()
    {
        var (person, browser, run) = await WithRunAsync();
        var elsewhere = await person.SignedInAsync();
        (await browser.OpenAsync("/account/data")).ShouldContain("Nobody is left in");

        (await browser.SendAsync("/account/data", "delete", ("sure", "true"))).ShouldBe("/sign-in?after=deleted");

        (await browser.IsInAsync()).ShouldBeFalse();
        (await elsewhere.IsInAsync()).ShouldBeFalse();
        (await new Browser(host).SignInAsync(person.Email, Person.Password)).ShouldContain("is wrong");
        (await person.MailAsync("account-deleted")).ShouldContain("are gone");
        (await AuthorOfAsync(run)).ShouldBe("former-member");
    }

    [Fact]
    public async Task An_account_is_confirmed_again_and_deleted_over_the_API_by_the_person_and_not_by_a_token()
    {
        const string Api = "/api/v1/account";
        var (person, browser) = await Person.RegisterAsync(host);

        await browser.Http.SendAsync(HttpMethod.Post, $"{Api}/ways-in/email/mails", new { }).ShouldAnswerAsync(HttpStatusCode.NoContent);
        (await browser.Http.GetAsync($"{Api}/deletion").JsonAsync())["fate"]!.ToJsonString().ShouldContain("Nobody is left in");
        (await host.Ben.SendAsync(HttpMethod.Delete, Api, new { password = DemoWorld.Password }).RefusalAsync(HttpStatusCode.Forbidden)).ShouldContain("for a person and not for a token");
        await browser.Http.SendAsync(HttpMethod.Delete, Api, new { password = Person.Password }).ShouldAnswerAsync(HttpStatusCode.NoContent);

        (await browser.IsInAsync()).ShouldBeFalse();
        (await person.MailAsync("account-deleted")).ShouldContain("are gone");
    }

    [Fact]
    public async Task Without_saying_so_nothing_is_deleted()
    {
        var (person, browser) = await Person.RegisterAsync(host);

        (await browser.SendAsync("/account/data", "delete")).ShouldContain("Say that you are sure");

        await person.SignedInAsync();
    }

    [Fact]
    public async Task A_browser_left_open_deletes_nothing_without_the_password()
    {
        var (person, browser) = await Person.RegisterAsync(host);
        await person.LetAnHourPassAsync();

        (await browser.SendAsync("/account/data", "delete", ("sure", "true"))).ShouldContain("type your password");
        (await browser.SendAsync("/account/data", "delete", ("sure", "true"), ("password", Person.Password))).ShouldBe("/sign-in?after=deleted");
    }

    [Fact]
    public async Task The_only_owner_of_an_organization_with_others_in_it_has_to_hand_it_over_first()
    {
        var ada = await Browser.SignedInAsync(host, DemoWorld.Ada.Email, DemoWorld.Password);

        (await ada.OpenAsync("/account/data")).ShouldContain("You are the only owner of");

        await host.Ada.GetAsync("/api/v1/account/profile").ShouldAnswerAsync(HttpStatusCode.OK);
    }

    private async Task<(Person Person, Browser Browser, string Run)> WithRunAsync()
    {
        var (person, browser) = await Person.RegisterAsync(host);
        var token = (await browser.Http.SendAsync(HttpMethod.Post, $"/api/v1/organizations/{person.Organization}/tokens", new { name = "mine" }).JsonAsync()).Text("secret");
        var made = await host.With(token).SendAsync(
            HttpMethod.Post, $"/{person.Organization}/getting-started/api/2.0/mlflow/runs/create", new { experiment_id = "0", user_id = "nia", tags = new[] { new { key = "mlflow.user", value = "nia" } } }).JsonAsync();
        return (person, browser, made["run"]!["info"]!.Text("run_id"));
    }

    private async Task<string> AuthorOfAsync(string run)
    {
        await using var connection = await Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<Foundation.Data.Database>(host.Services).OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT \"UserName\" FROM \"Runs\" WHERE \"RunId\" = '{run}'";
        return (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
