using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Organizations.Members;
using Slipway.World;
using Xunit;

namespace Slipway.Organizations.Invitations;

public sealed class InvitationTests(SlipwayHost host)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Several_are_invited_at_once_and_each_gets_a_mail_of_their_own()
    {
        var harbour = await Harbour.FoundAsync(host);
        string[] emails = [Harbour.NewEmail(), Harbour.NewEmail(), Harbour.NewEmail()];

        await InviteAsync(harbour, [.. emails, emails[0].ToUpperInvariant(), " "], "billing").JsonAsync();

        var waiting = (await harbour.Http.GetAsync($"{harbour.Api}/invitations", Ct).JsonAsync()).AsArray();
        waiting.Select(each => each!["email"]!.GetValue<string>()).ShouldBe(emails, ignoreOrder: true);
        waiting.ShouldAllBe(each => each!["role"]!.GetValue<string>() == "billing");
        var links = new HashSet<string>();
        foreach (var email in emails)
        {
            var mail = (await Person.MailsAsync(host, email, "invitation")).Single();
            mail.ShouldContain("7 days");
            links.Add(Person.LinkIn(mail)).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task A_new_person_registers_by_the_link_with_a_proven_address_and_sees_what_they_were_given()
    {
        var harbour = await Harbour.FoundAsync(host);
        await harbour.Http.SendAsync(HttpMethod.Post, $"{harbour.Api}/projects", new { name = "Kept apart", slug = "kept-apart", visibility = "private" }).JsonAsync();
        var email = Harbour.NewEmail();
        var link = await harbour.InviteAsync(email, "guest", ("kept-apart", "reviewer"));
        var browser = new Browser(host);
        (await browser.OpenAsync(link)).ShouldContain(email);

        (await browser.SendAsync(link, "join", ("displayName", "Mia Mate"), ("password", "short"))).ShouldContain("role=\"alert\"");
        (await browser.SendAsync(link, "join", ("displayName", "Mia Mate"), ("password", Person.Password))).ShouldBe($"/{harbour.Slug}");

        (await browser.Http.GetAsync("/api/v1/account/profile", Ct).JsonAsync())["emailConfirmed"]!.GetValue<bool>().ShouldBeTrue();
        (await browser.Http.GetAsync($"{harbour.Api}/projects", Ct).JsonAsync()).AsArray().Select(each => each!["slug"]!.GetValue<string>()).ShouldBe(["kept-apart"]);
        (await harbour.RolesAsync())[email].ShouldBe(OrganizationRole.Guest);
        (await harbour.Http.GetStringAsync($"{harbour.Api}/invitations", Ct)).ShouldBe("[]");
        (await browser.OpenAsync(link)).ShouldContain("Go to ");
        (await browser.SendAsync(link, "accept")).ShouldBe($"/{harbour.Slug}");
    }

    [Fact]
    public async Task Somebody_with_an_account_accepts_once_or_often_and_nobody_else_can()
    {
        var harbour = await Harbour.FoundAsync(host);
        var (person, browser) = await Person.RegisterAsync(host);
        var (_, stranger) = await Person.RegisterAsync(host);
        var link = await harbour.InviteAsync(person.Email);
        (await new Browser(host).OpenAsync(link)).ShouldContain("Sign in with it to accept");

        (await stranger.SendAsync(link, "accept")).ShouldContain($"is for {person.Email}");
        (await stranger.Http.SendAsync(HttpMethod.Put, $"/api/v1{link}/acceptance").RefusalAsync(HttpStatusCode.Forbidden)).ShouldContain(person.Email);
        (await harbour.RolesAsync()).Count.ShouldBe(1);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => browser.Http.SendAsync(HttpMethod.Put, $"/api/v1{link}/acceptance")));
        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        (await harbour.RolesAsync())[person.Email].ShouldBe(OrganizationRole.Member);
        (await browser.Http.GetAsync("/api/v1/account/profile", Ct).JsonAsync())["emailConfirmed"]!.GetValue<bool>().ShouldBeTrue();
        (await stranger.Http.SendAsync(HttpMethod.Put, $"/api/v1{link}/acceptance").RefusalAsync(HttpStatusCode.Forbidden)).ShouldContain(person.Email);
    }

    [Fact]
    public async Task Of_many_who_register_by_the_same_link_at_once_one_account_comes_of_it()
    {
        var harbour = await Harbour.FoundAsync(host);
        var email = Harbour.NewEmail();
        var link = await harbour.InviteAsync(email);

        var led = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => new Browser(host).SendAsync(link, "join", ("displayName", "Mia Mate"), ("password", Person.Password))));

        led.Count(page => page == $"/{harbour.Slug}").ShouldBe(1);
        (await harbour.RolesAsync())[email].ShouldBe(OrganizationRole.Member);
    }

    [Fact]
    public async Task Addresses_that_cannot_be_invited_are_refused_one_by_one_and_then_nobody_is()
    {
        var harbour = await Harbour.FoundAsync(host);
        var (mate, suspended, waiting, fine) = (await harbour.JoinAsync(), await harbour.JoinAsync(), Harbour.NewEmail(), Harbour.NewEmail());
        await harbour.Http.SendAsync(HttpMethod.Put, $"{harbour.Api}/members/{suspended.Id}/suspension").ShouldAnswerAsync(HttpStatusCode.NoContent);
        await harbour.InviteAsync(waiting);

        var refusal = await InviteAsync(harbour, [fine, "no address", "a@b", "x@exa mple.com", mate.Email, suspended.Email, waiting]).RefusalAsync(HttpStatusCode.BadRequest);

        refusal.ShouldContain("'no address' is no e-mail address.");
        refusal.ShouldContain("'a@b' is no");
        refusal.ShouldContain($"{mate.Email} is a member already.");
        refusal.ShouldContain($"{suspended.Email} is suspended here");
        refusal.ShouldContain($"{waiting} is invited already");
        refusal.ShouldNotContain(fine);
        (await Person.MailsAsync(host, fine, "invitation")).ShouldBeEmpty();
        (await harbour.Http.GetAsync($"{harbour.Api}/invitations", Ct).JsonAsync()).AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_an_invitation_cannot_give_is_refused_with_what_to_do()
    {
        var harbour = await Harbour.FoundAsync(host);
        var mate = await harbour.JoinAsync();

        (await InviteAsync(harbour, [Harbour.NewEmail()], "owner").RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain("owner");
        (await InviteAsync(harbour, [Harbour.NewEmail()], "guest").RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain("at least one");
        (await harbour.Http.SendAsync(HttpMethod.Post, $"{harbour.Api}/invitations", new { emails = new[] { Harbour.NewEmail() }, projects = new[] { new { project = "nowhere" } } }).RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain("nowhere");
        await InviteAsync(harbour, []).ShouldAnswerAsync(HttpStatusCode.BadRequest);
        await harbour.Http.SendAsync(HttpMethod.Post, $"{harbour.Api}/invitations", new { emails = new[] { Harbour.NewEmail() }, days = 31 }).ShouldAnswerAsync(HttpStatusCode.BadRequest);
        await mate.Http.SendAsync(HttpMethod.Post, $"{harbour.Api}/invitations", new { emails = new[] { Harbour.NewEmail() } }).ShouldAnswerAsync(HttpStatusCode.Forbidden);
        await mate.Http.GetAsync($"{harbour.Api}/invitations", Ct).ShouldAnswerAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_link_expires_is_replaced_when_sent_again_and_ends_when_taken_back()
    {
        var harbour = await Harbour.FoundAsync(host);
        var email = Harbour.NewEmail();
        var first = await harbour.InviteAsync(email);
        await LetDaysPassAsync(email);
        (await new Browser(host).OpenAsync(first)).ShouldContain("has expired");
        var listed = (await harbour.Http.GetAsync($"{harbour.Api}/invitations", Ct).JsonAsync()).AsArray().Single()!;
        listed["isExpired"]!.GetValue<bool>().ShouldBeTrue();
        var address = $"{harbour.Api}/invitations/{listed["id"]}";

        await harbour.Http.SendAsync(HttpMethod.Post, $"{address}/mails").ShouldAnswerAsync(HttpStatusCode.NoContent);
        var second = Person.LinkIn((await Person.MailsAsync(host, email, "invitation"))[0]);
        second.ShouldNotBe(first);
        (await new Browser(host).OpenAsync(first)).ShouldContain("a newer one");
        await host.Nobody.GetAsync($"/api/v1{second}", Ct).ShouldAnswerAsync(HttpStatusCode.OK);
        await harbour.Http.SendAsync(HttpMethod.Post, $"{address}/mails").ShouldAnswerAsync(HttpStatusCode.NoContent);
        (await harbour.Http.SendAsync(HttpMethod.Post, $"{address}/mails").RefusalAsync(HttpStatusCode.TooManyRequests)).ShouldContain("quarter of an hour");

        await harbour.Http.DeleteAsync(address, Ct).ShouldAnswerAsync(HttpStatusCode.NoContent);
        var third = Person.LinkIn((await Person.MailsAsync(host, email, "invitation"))[0]);
        (await host.Nobody.GetAsync($"/api/v1{third}", Ct).RefusalAsync(HttpStatusCode.Conflict)).ShouldContain("taken back");
        await harbour.Http.DeleteAsync(address, Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Whoever_was_removed_does_not_come_back_by_an_old_link()
    {
        var harbour = await Harbour.FoundAsync(host);
        var (person, browser) = await Person.RegisterAsync(host);
        var link = await harbour.InviteAsync(person.Email);
        await browser.Http.SendAsync(HttpMethod.Put, $"/api/v1{link}/acceptance").ShouldAnswerAsync(HttpStatusCode.OK);
        await harbour.Http.DeleteAsync($"{harbour.Api}/members/{await harbour.IdOfAsync(person.Email)}", Ct).ShouldAnswerAsync(HttpStatusCode.NoContent);

        (await browser.Http.SendAsync(HttpMethod.Put, $"/api/v1{link}/acceptance").RefusalAsync(HttpStatusCode.Conflict)).ShouldContain("accepted already");

        (await harbour.RolesAsync()).Count.ShouldBe(1);
        await harbour.InviteAsync(person.Email);
    }

    [Fact]
    public async Task The_code_is_kept_as_a_hash_and_ended_invitations_are_forgotten_after_a_month()
    {
        var harbour = await Harbour.FoundAsync(host);
        var email = Harbour.NewEmail();
        var code = (await harbour.InviteAsync(email)).Split('/')[^1];
        await using var scope = host.Services.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(Ct);
        var row = await db.Invitations.IgnoreQueryFilters(SaasDb.TenantFilterOnly).AsNoTracking().SingleAsync(each => each.Email == email, Ct);
        row.Hash.ShouldBe(Invitation.HashOf(code));
        code.Length.ShouldBeGreaterThan(40);

        await LetDaysPassAsync(email, 45);
        await ActivatorUtilities.CreateInstance<ForgetInvitations>(scope.ServiceProvider).RunAsync(Ct);

        (await db.Invitations.IgnoreQueryFilters(SaasDb.TenantFilterOnly).AnyAsync(each => each.Email == email, Ct)).ShouldBeFalse();
    }

    [Fact]
    public async Task Globex_cannot_see_send_or_revoke_an_invitation_of_another_organization()
    {
        var harbour = await Harbour.FoundAsync(host);
        await harbour.InviteAsync(Harbour.NewEmail());
        var id = (await harbour.Http.GetAsync($"{harbour.Api}/invitations", Ct).JsonAsync()).AsArray().Single()!["id"];
        foreach (var api in new[] { harbour.Api, "/api/v1/organizations/globex" })
        {
            await host.Gus.SendAsync(HttpMethod.Post, $"{api}/invitations/{id}/mails").ShouldAnswerAsync(HttpStatusCode.NotFound);
            await host.Gus.DeleteAsync($"{api}/invitations/{id}", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        }

        await host.Gus.GetAsync($"{harbour.Api}/invitations", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        (await host.Gus.SendAsync(HttpMethod.Post, "/api/v1/organizations/globex/invitations", new { emails = new[] { Harbour.NewEmail() }, projects = new[] { new { project = "vision" } } }).RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain("vision");
    }

    private static Task<HttpResponseMessage> InviteAsync(Harbour harbour, IEnumerable<string> emails, string role = "member") =>
        harbour.Http.SendAsync(HttpMethod.Post, $"{harbour.Api}/invitations", new { emails, role });

    private async Task LetDaysPassAsync(string email, int days = 8)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(Ct);
        var then = TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(7 - days);
        using var turn = await scope.ServiceProvider.GetRequiredService<WriteGate>().EnterAsync(Ct);
        await db.Invitations.IgnoreQueryFilters(SaasDb.TenantFilterOnly).Where(each => each.Email == email).ExecuteUpdateAsync(set => set.SetProperty(each => each.ExpiresAt, then), Ct);
    }
}
