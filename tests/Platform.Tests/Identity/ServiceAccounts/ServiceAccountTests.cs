using System.Net;
using Shouldly;
using Slipway.Registry.Reviews;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;
using static Slipway.Identity.ServiceAccounts.Programs;

namespace Slipway.Identity.ServiceAccounts;

public sealed class ServiceAccountTests(SlipwayHost host)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_program_does_in_a_project_what_its_role_says_and_nothing_elsewhere()
    {
        var (mine, other) = (await host.NewProjectAsync(), await host.NewProjectAsync());
        var account = await host.NewServiceAccountAsync();
        var (program, _) = await host.ProgramAsync(account);
        await program.GetAsync(Api(mine), Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);

        await host.GiveAsync(account, mine, "viewer");
        await program.GetAsync(Api(mine), Ct).ShouldAnswerAsync(HttpStatusCode.OK);
        await program.SendAsync(HttpMethod.Post, $"{mine}/api/2.0/mlflow/experiments/create", new { name = "as a viewer" }).ShouldAnswerAsync(HttpStatusCode.Forbidden);

        await host.GiveAsync(account, mine, "contributor");
        await program.SendAsync(HttpMethod.Post, $"{mine}/api/2.0/mlflow/experiments/create", new { name = "as a contributor" }).ShouldAnswerAsync(HttpStatusCode.OK);
        await program.GetAsync(Api(other), Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);

        await host.Ada.DeleteAsync($"{Api(mine)}/service-accounts/{account}", Ct).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await program.GetAsync(Api(mine), Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task One_that_sees_open_projects_contributes_to_them_and_sees_no_private_one()
    {
        var open = await host.NewProjectAsync();
        var hidden = $"hidden-{Guid.CreateVersion7():n}"[..30];
        await host.Ada.SendAsync(HttpMethod.Post, $"{AcmePeople.Address}/projects", new { name = hidden, slug = hidden, visibility = "private" }).JsonAsync();
        var account = await host.NewServiceAccountAsync(seesOpenProjects: true);
        var (program, _) = await host.ProgramAsync(account);

        await program.SendAsync(HttpMethod.Post, $"{open}/api/2.0/mlflow/experiments/create", new { name = "open" }).ShouldAnswerAsync(HttpStatusCode.OK);
        await program.GetAsync($"{AcmePeople.Address}/projects/{hidden}", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);

        var people = await host.Ada.GetAsync($"{Api(open)}/people", Ct).JsonAsync();
        var shown = people["serviceAccounts"]!.AsArray().Single(each => each!["slug"]!.GetValue<string>() == account)!;
        shown["role"]!.GetValue<string>().ShouldBe("contributor");
        shown["isGiven"]!.GetValue<bool>().ShouldBeFalse();
        people["people"]!.AsArray().ShouldNotContain(each => each!["person"]!["name"]!.GetValue<string>().StartsWith("Program", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_program_never_approves_whatever_its_role()
    {
        var world = await ReviewWorld.BeginAsync(host);
        var account = await host.NewServiceAccountAsync();
        await host.GiveAsync(account, world.Project, "maintainer");
        var (program, _) = await host.ProgramAsync(account);
        var review = await world.RequestAsync();

        var refusal = await host.Ada.SendAsync(HttpMethod.Put, $"{world.Api}/service-accounts/{account}", new { role = "reviewer" }).RefusalAsync(HttpStatusCode.BadRequest);
        refusal.ShouldContain("a person's word");
        var scoped = await host.Ada.SendAsync(HttpMethod.Post, $"{Accounts}/{account}/tokens", new { name = "approver", permissions = new[] { "models.approve" } }).RefusalAsync(HttpStatusCode.BadRequest);
        scoped.ShouldContain("models.approve");

        (await world.DecideAsync(program, review, "approve").RefusalAsync(HttpStatusCode.Forbidden)).ShouldContain("models.approve");
        await world.PromoteAsync(program, review).ShouldAnswerAsync(HttpStatusCode.Forbidden);
        (await world.StatusAsync(review)).ShouldBe("open");
    }

    [Fact]
    public async Task Disabling_it_stops_its_tokens_at_once_and_enabling_it_lets_them_work_again()
    {
        var account = await host.NewServiceAccountAsync(seesOpenProjects: true);
        var (program, _) = await host.ProgramAsync(account);
        await program.GetAsync(AcmePeople.Address, Ct).ShouldAnswerAsync(HttpStatusCode.OK);

        await host.Ada.SendAsync(HttpMethod.Put, $"{Accounts}/{account}/suspension").ShouldAnswerAsync(HttpStatusCode.NoContent);
        await host.Ada.SendAsync(HttpMethod.Put, $"{Accounts}/{account}/suspension").ShouldAnswerAsync(HttpStatusCode.NoContent);
        await program.GetAsync(AcmePeople.Address, Ct).ShouldAnswerAsync(HttpStatusCode.Unauthorized);

        await host.Ada.DeleteAsync($"{Accounts}/{account}/suspension", Ct).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await program.GetAsync(AcmePeople.Address, Ct).ShouldAnswerAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Deleting_it_ends_its_tokens_and_what_it_did_keeps_its_name()
    {
        var project = await host.NewProjectAsync();
        var account = await host.NewServiceAccountAsync();
        await host.GiveAsync(account, project, "contributor");
        var (program, _) = await host.ProgramAsync(account);
        await program.PostAsync(project, "registered-models/create", new { name = "made-by-a-program" });

        await host.Ada.DeleteAsync($"{Accounts}/{account}", Ct).ShouldAnswerAsync(HttpStatusCode.NoContent);

        await program.GetAsync(Api(project), Ct).ShouldAnswerAsync(HttpStatusCode.Unauthorized);
        await host.Ada.GetAsync($"{Accounts}/{account}", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        (await host.Ada.GetStringAsync($"{Api(project)}/models/made-by-a-program", Ct)).ShouldContain($"Program {account}");
        // The address is free again, for another account with nothing of the old one.
        await host.Ada.SendAsync(HttpMethod.Post, Accounts, new { name = "Again", slug = account }).JsonAsync();
        (await host.Ada.GetAsync($"{Accounts}/{account}", Ct).JsonAsync())["projects"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_program_is_nobody_where_people_are()
    {
        var account = await host.NewServiceAccountAsync(seesOpenProjects: true);
        var (program, _) = await host.ProgramAsync(account);

        (await program.GetAsync("/api/v1/organizations", Ct).JsonAsync()).AsArray().Single()!["slug"]!.GetValue<string>().ShouldBe("acme");
        (await program.GetAsync("/api/v1/account/sessions", Ct).RefusalAsync(HttpStatusCode.Forbidden)).ShouldContain("service account");
        await program.SendAsync(HttpMethod.Post, $"{AcmePeople.Address}/tokens", new { name = "one more" }).RefusalAsync(HttpStatusCode.Forbidden);
        (await host.Ada.GetStringAsync($"{AcmePeople.Address}/members/roster?text=Program", Ct)).ShouldNotContain(account);
        await program.SendAsync(HttpMethod.Post, Accounts, new { name = "a sibling" }).RefusalAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task It_takes_no_seat()
    {
        async Task<string> SeatsAsync() => (await host.Ada.GetAsync($"{AcmePeople.Address}/usage", Ct).JsonAsync())["resources"]!.AsArray().Single(each => each!["resource"]!.GetValue<string>() == "seats")!["used"]!.ToString();
        var before = await SeatsAsync();

        await host.NewServiceAccountAsync();

        (await SeatsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task An_address_is_taken_once_and_a_name_is_needed()
    {
        var account = await host.NewServiceAccountAsync();

        (await host.Ada.SendAsync(HttpMethod.Post, Accounts, new { name = "Another", slug = account }).RefusalAsync(HttpStatusCode.Conflict)).ShouldContain(account);
        await host.Ada.SendAsync(HttpMethod.Post, Accounts, new { name = "" }).ShouldAnswerAsync(HttpStatusCode.BadRequest);
        await host.Ada.SendAsync(HttpMethod.Post, Accounts, new { name = "!!" }).RefusalAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_member_manages_none_and_Globex_sees_none()
    {
        var account = await host.NewServiceAccountAsync();

        await host.Ben.GetAsync(Accounts, Ct).ShouldAnswerAsync(HttpStatusCode.Forbidden);
        await host.Ben.SendAsync(HttpMethod.Post, $"{Accounts}/{account}/tokens", new { name = "mine" }).ShouldAnswerAsync(HttpStatusCode.Forbidden);
        await host.Gus.GetAsync($"{Accounts}/{account}", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.GetAsync($"/api/v1/organizations/globex/service-accounts/{account}", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.SendAsync(HttpMethod.Post, $"/api/v1/organizations/globex/service-accounts/{account}/tokens", new { name = "theirs" }).ShouldAnswerAsync(HttpStatusCode.NotFound);
        var (program, _) = await host.ProgramAsync(account);
        await program.GetAsync("/api/v1/organizations/globex/projects", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
    }
}
