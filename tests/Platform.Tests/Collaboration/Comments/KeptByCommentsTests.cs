using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Collaboration.Comments;

public sealed class KeptByCommentsTests(SlipwayHost host)
{
    [Fact]
    public async Task What_somebody_wrote_is_in_their_export_and_stays_without_a_name_when_they_go()
    {
        var talk = await Talk.AboutARunAsync(host);
        var (person, browser) = await Person.RegisterAsync(host, name: "Lea Leaver");
        await JoinAcmeAsync(person);
        var comment = await talk.WriteAsync(browser.Http, "I was here");
        await browser.Http.SendAsync(HttpMethod.Put, $"{talk.Address}/{comment}/reactions/heart").ShouldAnswerAsync(HttpStatusCode.NoContent);
        (await talk.SayAsync(host.Ada, "Thank you, @lea-leaver", comment).JsonAsync())["mentions"]!.AsArray().Count.ShouldBe(1);

        (await browser.Http.GetAsync("/api/v1/account/export").JsonAsync())["comments"]![0]!.Text("text").ShouldBe("I was here");
        (await browser.OpenAsync("/account/data")).ShouldContain("1 comment that you wrote stays");
        (await browser.SendAsync("/account/data", "delete", ("sure", "true"))).ShouldBe("/sign-in?after=deleted");

        var thread = await talk.ThreadAsync(host.Ada, comment);
        (thread["first"]!["author"]!.Text("name"), thread["first"]!.Text("text")).ShouldBe((CommentReader.Nobody, "I was here"));
        thread["first"]!["reactions"]!.AsArray().ShouldBeEmpty();
        thread["replies"]![0]!["mentions"]!.AsArray().ShouldBeEmpty();
    }

    private async Task JoinAcmeAsync(Person person)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync();
        var user = await db.Users.SingleAsync(each => each.Email == person.Email);
        var acme = await db.Organizations.SingleAsync(organization => organization.Slug == "acme");
        db.Memberships.Add(Membership.Join(acme.Id, user.Key, OrganizationRole.Member, TimeProvider.System.GetUtcNow().UtcDateTime));
        await db.SaveChangesAsync();
    }
}
