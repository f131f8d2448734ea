using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.World;

namespace Slipway.Organizations.Members;

/// <summary>An organization of its own, with one owner, that no other test knows.</summary>
internal sealed record Harbour(SlipwayHost Host, Person Owner, Browser Browser)
{
    public string Slug => Owner.Organization;

    /// <summary>Its address in the API.</summary>
    public string Api => $"/api/v1/organizations/{Slug}";

    /// <summary>A client in which the owner is signed in.</summary>
    public HttpClient Http => Browser.Http;

    public static async Task<Harbour> FoundAsync(SlipwayHost host)
    {
        var (owner, browser) = await Person.RegisterAsync(host);
        return new(host, owner, browser);
    }

    /// <summary>Invites somebody, and answers the path of the mailed link.</summary>
    public async Task<string> InviteAsync(string email, string role = "member", params (string Project, string Role)[] projects)
    {
        await Http.SendAsync(HttpMethod.Post, $"{Api}/invitations", new { emails = new[] { email }, role, projects = projects.Select(each => new { project = each.Project, role = each.Role }) }).JsonAsync();
        return Person.LinkIn((await Person.MailsAsync(Host, email, "invitation"))[0]);
    }

    /// <summary>Somebody who registered by an invitation's link, in the browser in which they did.</summary>
    public async Task<Mate> JoinAsync(string role = "member", params (string Project, string Role)[] projects)
    {
        var email = NewEmail();
        var browser = new Browser(Host);
        var link = await InviteAsync(email, role == "owner" ? "admin" : role, projects);
        (await browser.SendAsync(link, "join", ("displayName", "Mia Mate"), ("password", Person.Password))).ShouldBe($"/{Slug}");
        var id = await IdOfAsync(email);
        if (role == "owner")
        {
            await Http.SendAsync(HttpMethod.Patch, $"{Api}/members/{id}", new { role }).ShouldAnswerAsync(HttpStatusCode.NoContent);
        }

        return new(id, email, browser.Http, browser);
    }

    public async Task<string> IdOfAsync(string email)
    {
        await using var scope = Host.Services.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync();
        return (await db.Users.Where(user => user.Email == email).Select(user => user.Id).SingleAsync()).ToString();
    }

    /// <summary>What everybody is, by e-mail address.</summary>
    public async Task<Dictionary<string, OrganizationRole>> RolesAsync()
    {
        await using var scope = Host.Services.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync();
        return await (
            from membership in db.Memberships
            join organization in db.Organizations on membership.OrganizationId equals organization.Id
            where organization.Slug == Slug
            join user in db.Users on (Guid)(object)membership.UserId equals user.Id
            select new { user.Email, membership.Role }).ToDictionaryAsync(each => each.Email!, each => each.Role);
    }

    public static string NewEmail() => $"mate-{Guid.CreateVersion7().ToString("n")[^12..]}@harbour.example";
}

/// <summary>Somebody who came in by an invitation.</summary>
internal sealed record Mate(string Id, string Email, HttpClient Http, Browser Browser);
