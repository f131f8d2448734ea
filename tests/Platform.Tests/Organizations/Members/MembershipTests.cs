using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Demo;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Tenancy;
using Slipway.World;
using Xunit;

namespace Slipway.Organizations.Members;

public sealed class MembershipTests(SlipwayHost host)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_owner_changes_what_people_are_and_an_admin_changes_all_but_owners()
    {
        var harbour = await Harbour.FoundAsync(host);
        var (admin, mate) = (await harbour.JoinAsync("admin"), await harbour.JoinAsync());
        var owner = await harbour.IdOfAsync(harbour.Owner.Email);

        await admin.Http.SendAsync(HttpMethod.Patch, $"{harbour.Api}/members/{mate.Id}", new { role = "billing" }).ShouldAnswerAsync(HttpStatusCode.NoContent);
        (await harbour.RolesAsync())[mate.Email].ShouldBe(OrganizationRole.Billing);

        foreach (var (person, role) in new[] { (mate.Id, "owner"), (owner, "member"), (admin.Id, "owner") })
        {
            (await admin.Http.SendAsync(HttpMethod.Patch, $"{harbour.Api}/members/{person}", new { role }).RefusalAsync(HttpStatusCode.Forbidden)).ShouldContain("Only an owner");
        }

        (await admin.Http.SendAsync(HttpMethod.Put, $"{harbour.Api}/members/{owner}/suspension").RefusalAsync(HttpStatusCode.Forbidden)).ShouldContain("Only an owner");
        (await admin.Http.SendAsync(HttpMethod.Delete, $"{harbour.Api}/members/{owner}").RefusalAsync(HttpStatusCode.Forbidden)).ShouldContain("Only an owner");
        (await mate.Http.SendAsync(HttpMethod.Patch, $"{harbour.Api}/members/{admin.Id}", new { role = "guest" }).RefusalAsync(HttpStatusCode.Forbidden)).ShouldContain("members.manage");
        await harbour.Http.SendAsync(HttpMethod.Patch, $"{harbour.Api}/members/{admin.Id}", new { role = "owner" }).ShouldAnswerAsync(HttpStatusCode.NoContent);
        (await Person.MailAsync(host, admin.Email, "ownership")).ShouldContain(harbour.Slug);
    }

    [Fact]
    public async Task The_only_owner_stays_until_there_is_another_one()
    {
        var harbour = await Harbour.FoundAsync(host);
        var (owner, mate) = (await harbour.IdOfAsync(harbour.Owner.Email), await harbour.JoinAsync());

        (await harbour.Http.SendAsync(HttpMethod.Patch, $"{harbour.Api}/members/{owner}", new { role = "admin" }).RefusalAsync(HttpStatusCode.Conflict)).ShouldContain("only owner");
        (await harbour.Http.DeleteAsync($"{harbour.Api}/membership", Ct).RefusalAsync(HttpStatusCode.Conflict)).ShouldContain("only owner");
        (await harbour.Http.SendAsync(HttpMethod.Put, $"{harbour.Api}/members/{owner}/suspension").RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain("oneself");
        (await harbour.RolesAsync())[harbour.Owner.Email].ShouldBe(OrganizationRole.Owner);

        await harbour.Http.SendAsync(HttpMethod.Put, $"{harbour.Api}/ownership", new { person = mate.Id }).ShouldAnswerAsync(HttpStatusCode.NoContent);
        (await harbour.RolesAsync()).ShouldBe(new Dictionary<string, OrganizationRole> { [harbour.Owner.Email] = OrganizationRole.Admin, [mate.Email] = OrganizationRole.Owner }, ignoreOrder: true);
        await harbour.Http.DeleteAsync($"{harbour.Api}/membership", Ct).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await harbour.Http.GetAsync(harbour.Api, Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Of_two_owners_who_demote_each_other_at_the_same_moment_one_stays()
    {
        var harbour = await Harbour.FoundAsync(host);
        var (first, second) = (await harbour.IdOfAsync(harbour.Owner.Email), await harbour.JoinAsync("owner"));
        for (var round = 0; round < 8; round++)
        {
            var answers = await Task.WhenAll(
                harbour.Http.SendAsync(HttpMethod.Patch, $"{harbour.Api}/members/{second.Id}", new { role = "member" }),
                second.Http.SendAsync(HttpMethod.Patch, $"{harbour.Api}/members/{first}", new { role = "member" }));

            answers.Count(answer => answer.StatusCode is HttpStatusCode.NoContent).ShouldBe(1);
            var roles = await harbour.RolesAsync();
            roles.Values.Count(role => role is OrganizationRole.Owner).ShouldBe(1);
            var (by, lost) = roles[second.Email] is OrganizationRole.Owner ? (second.Http, first) : (harbour.Http, second.Id);
            await by.SendAsync(HttpMethod.Patch, $"{harbour.Api}/members/{lost}", new { role = "owner" }).ShouldAnswerAsync(HttpStatusCode.NoContent);
        }
    }

    [Fact]
    public async Task Of_two_owners_who_leave_step_down_or_are_removed_at_the_same_moment_one_stays()
    {
        foreach (var way in new Func<Harbour, Mate, Task<HttpResponseMessage>>[]
        {
            (harbour, second) => second.Http.DeleteAsync($"{harbour.Api}/membership", Ct),
            (harbour, second) => second.Http.SendAsync(HttpMethod.Patch, $"{harbour.Api}/members/{second.Id}", new { role = "admin" }),
            (harbour, second) => harbour.Http.DeleteAsync($"{harbour.Api}/members/{second.Id}", Ct),
        })
        {
            var harbour = await Harbour.FoundAsync(host);
            var second = await harbour.JoinAsync("owner");

            await Task.WhenAll(way(harbour, second), harbour.Http.DeleteAsync($"{harbour.Api}/membership", Ct));

            (await harbour.RolesAsync()).Values.Count(role => role is OrganizationRole.Owner).ShouldBeGreaterThanOrEqualTo(1);
        }
    }

    [Fact]
    public async Task An_owner_whose_account_is_deleted_while_the_other_one_steps_down_is_not_the_last_to_go()
    {
        var harbour = await Harbour.FoundAsync(host);
        var second = await harbour.JoinAsync("owner");
        var first = await harbour.IdOfAsync(harbour.Owner.Email);
        var token = await second.Browser.TokenAsync("/account/data");

        var stepping = harbour.Http.SendAsync(HttpMethod.Patch, $"{harbour.Api}/members/{first}", new { role = "member" });
        var deleting = second.Browser.PostAsync("/account/data", ("_handler", "delete"), ("__RequestVerificationToken", token), ("password", Person.Password));
        await Task.WhenAll(stepping, deleting);

        (await harbour.RolesAsync()).Values.ShouldContain(OrganizationRole.Owner);
    }

    [Fact]
    public async Task Whoever_is_suspended_is_out_at_once_and_has_everything_again_when_reinstated()
    {
        var mate = await host.JoinAcmeAsync();
        await mate.Http.GetAsync($"{AcmePeople.Address}/projects/{DemoWorld.Vision}", Ct).ShouldAnswerAsync(HttpStatusCode.OK);
        await using var open = await Acting.AsAsync(host, (mate.Email, mate.Name), $"/{DemoWorld.Acme}/{DemoWorld.Vision}");
        (await open.Service<Access>().AllowsAsync(Permission.RunsWrite, open.Project.Id, Ct)).ShouldBeTrue();

        await host.Ada.SendAsync(HttpMethod.Put, $"{AcmePeople.Address}/members/{mate.Id}/suspension").ShouldAnswerAsync(HttpStatusCode.NoContent);

        await mate.Http.GetAsync($"{AcmePeople.Address}/projects/{DemoWorld.Vision}", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await mate.Http.SendAsync(HttpMethod.Post, $"/{DemoWorld.Acme}/{DemoWorld.Vision}/api/2.0/mlflow/experiments/create", new { name = "too late" }).ShouldAnswerAsync(HttpStatusCode.NotFound);
        (await open.Service<Access>().RequireAsync(Permission.OrganizationRead, Ct)).ShouldNotBeNull();
        (await host.Ada.GetStringAsync($"{AcmePeople.Address}/members?text={mate.Email}", Ct)).ShouldBe("[]");
        var listed = (await host.Ada.GetAsync($"{AcmePeople.Address}/members/roster?text={mate.Email}&suspended=true", Ct).JsonAsync())["members"]!.AsArray().Single()!;
        listed["suspendedAt"].ShouldNotBeNull();
        (await Person.MailAsync(host, mate.Email, "member-suspended")).ShouldContain("suspended");
        await host.Ada.SendAsync(HttpMethod.Put, $"{AcmePeople.Address}/members/{mate.Id}/suspension").ShouldAnswerAsync(HttpStatusCode.NoContent);
        (await Person.MailsAsync(host, mate.Email, "member-suspended")).Count.ShouldBe(1);

        await host.Ada.DeleteAsync($"{AcmePeople.Address}/members/{mate.Id}/suspension", Ct).ShouldAnswerAsync(HttpStatusCode.NoContent);

        await mate.Http.GetAsync($"{AcmePeople.Address}/projects/{DemoWorld.Vision}", Ct).ShouldAnswerAsync(HttpStatusCode.OK);
        (await open.Service<Access>().AllowsAsync(Permission.RunsWrite, open.Project.Id, Ct)).ShouldBeTrue();
    }

    [Fact]
    public async Task What_somebody_answered_for_is_handed_over_when_they_are_removed_and_their_tokens_and_roles_end()
    {
        var (mate, heir) = (await host.JoinAcmeAsync(), await host.JoinAcmeAsync());
        var project = await host.NewProjectAsync();
        var slug = project.Split('/')[^1];
        var api = $"{AcmePeople.Address}/projects/{slug}";
        await host.NewTeamAsync(mate.Id);
        await mate.Http.SendAsync(HttpMethod.Post, $"{project}/api/2.0/mlflow/registered-models/create", new { name = "fraud" }).ShouldAnswerAsync(HttpStatusCode.OK);
        await host.Ada.SendAsync(HttpMethod.Put, $"{api}/people/{mate.Id}", new { role = "maintainer" }).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await mate.Http.SendAsync(HttpMethod.Post, $"{api}/webhooks", new { name = "bot", url = "https://127.0.0.1:9/", events = new[] { "run.finished" } }).ShouldAnswerAsync(HttpStatusCode.OK);
        await host.Ada.SendAsync(HttpMethod.Put, $"{api}/review-policy", new
        {
            before = 0, note = "by name",
            targets = new[] { new { target = new { kind = "alias", name = "champion" }, approvals = new[] { new { count = 1, people = new[] { new { id = mate.Id, name = mate.Name } } } }, checks = Array.Empty<object>() } },
        }).ShouldAnswerAsync(HttpStatusCode.OK);
        var holdings = await host.Ada.GetAsync($"{AcmePeople.Address}/members/{mate.Id}/holdings", Ct).JsonAsync();
        holdings["held"]!.AsArray().Select(each => each!.GetValue<string>()).ShouldBe(["1 registered model", "their part in 1 review policy", "1 webhook"], ignoreOrder: true);
        holdings["tokens"]!.GetValue<int>().ShouldBe(1);

        (await host.Ada.DeleteAsync($"{AcmePeople.Address}/members/{mate.Id}", Ct).RefusalAsync(HttpStatusCode.Conflict)).ShouldContain("1 registered model");
        (await host.Ada.DeleteAsync($"{AcmePeople.Address}/members/{mate.Id}?heir={mate.Id}", Ct).RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain("another member");
        await host.Ada.DeleteAsync($"{AcmePeople.Address}/members/{mate.Id}?heir={heir.Id}", Ct).ShouldAnswerAsync(HttpStatusCode.NoContent);

        (await host.Ada.GetAsync($"{api}/models/fraud", Ct).JsonAsync())["owner"]!["id"]!.GetValue<string>().ShouldBe(heir.Id);
        (await host.Ada.GetStringAsync($"{api}/webhooks", Ct)).ShouldContain(heir.Name);
        var policy = await host.Ada.GetStringAsync($"{api}/review-policy", Ct);
        policy.ShouldContain(heir.Id);
        policy.ShouldNotContain(mate.Id);
        await mate.Http.GetAsync(AcmePeople.Address, Ct).ShouldAnswerAsync(HttpStatusCode.Unauthorized);
        await host.Ada.DeleteAsync($"{AcmePeople.Address}/members/{mate.Id}", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        (await Person.MailAsync(host, mate.Email, "member-removed")).ShouldContain("ended your membership");
        await ShouldHaveNothingAsync(mate);
    }

    [Fact]
    public async Task Members_are_found_by_name_address_role_and_state_in_stretches()
    {
        var harbour = await Harbour.FoundAsync(host);
        var (admin, mate) = (await harbour.JoinAsync("admin"), await harbour.JoinAsync());

        var all = await harbour.Http.GetAsync($"{harbour.Api}/members/roster?take=2", Ct).JsonAsync();
        all["total"]!.GetValue<int>().ShouldBe(3);
        all["members"]!.AsArray().Count.ShouldBe(2);
        (await harbour.Http.GetAsync($"{harbour.Api}/members/roster?skip=2&take=2", Ct).JsonAsync())["members"]!.AsArray().Count.ShouldBe(1);
        Emails(await harbour.Http.GetAsync($"{harbour.Api}/members/roster?text={mate.Email.ToUpperInvariant()}", Ct).JsonAsync()).ShouldBe([mate.Email]);
        Emails(await harbour.Http.GetAsync($"{harbour.Api}/members/roster?role=admin", Ct).JsonAsync()).ShouldBe([admin.Email]);
        (await harbour.Http.GetAsync($"{harbour.Api}/members/roster?role=king", Ct).RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain("guest");
        await mate.Http.GetAsync($"{harbour.Api}/members/roster", Ct).ShouldAnswerAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Globex_cannot_see_change_suspend_or_remove_a_member_of_Acme()
    {
        var mate = await host.JoinAcmeAsync();
        foreach (var api in new[] { AcmePeople.Address, "/api/v1/organizations/globex" })
        {
            await host.Gus.SendAsync(HttpMethod.Patch, $"{api}/members/{mate.Id}", new { role = "owner" }).ShouldAnswerAsync(HttpStatusCode.NotFound);
            await host.Gus.SendAsync(HttpMethod.Put, $"{api}/members/{mate.Id}/suspension").ShouldAnswerAsync(HttpStatusCode.NotFound);
            await host.Gus.DeleteAsync($"{api}/members/{mate.Id}", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
            await host.Gus.GetAsync($"{api}/members/{mate.Id}/holdings", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        }

        await host.Gus.GetAsync($"{AcmePeople.Address}/members/roster", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        (await host.Gus.GetStringAsync("/api/v1/organizations/globex/members/roster", Ct)).ShouldNotContain(mate.Email);
        await mate.Http.GetAsync(AcmePeople.Address, Ct).ShouldAnswerAsync(HttpStatusCode.OK);
    }

    private static IEnumerable<string> Emails(System.Text.Json.Nodes.JsonNode roster) => roster["members"]!.AsArray().Select(member => member!["email"]!.GetValue<string>());

    private async Task ShouldHaveNothingAsync(Newcomer mate)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(Ct);
        var id = Id<User>.Parse(mate.Id, null);
        (await db.Memberships.AnyAsync(each => each.UserId == id, Ct)).ShouldBeFalse();
        (await db.TeamMemberships.IgnoreQueryFilters(SaasDb.TenantFilterOnly).AnyAsync(each => each.UserId == id, Ct)).ShouldBeFalse();
        (await db.ProjectMemberships.IgnoreQueryFilters(SaasDb.TenantFilterOnly).AnyAsync(each => each.UserId == id, Ct)).ShouldBeFalse();
    }
}
