using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Demo;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Tenancy;
using Slipway.Identity.SignIn;
using Slipway.Identity.Tokens;

namespace Slipway.World;

/// <summary>Acme's people, as its owner finds them, and newcomers whom no other test knows.</summary>
internal static class AcmePeople
{
    public const string Address = $"/api/v1/organizations/{DemoWorld.Acme}";

    /// <summary>The id of a person of Acme, by the name that others see.</summary>
    public static async Task<string> IdOfAsync(this SlipwayHost host, (string Email, string Name) person) =>
        (await host.Ada.GetAsync($"{Address}/members?text={Uri.EscapeDataString(person.Email)}").JsonAsync()).AsArray().Single()!["id"]!.GetValue<string>();

    /// <summary>Somebody new in Acme, with a token there.</summary>
    public static async Task<Newcomer> JoinAcmeAsync(this SlipwayHost host, OrganizationRole role = OrganizationRole.Member, string? name = null)
    {
        var number = Guid.CreateVersion7().ToString("n")[^12..];
        (string Email, string Name) person = ($"{number}@acme.example", name ?? $"Newcomer {number}");
        await using var scope = host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<SignInService>().CreateUserAsync(person.Email, person.Name, DemoWorld.Password, confirmed: true);
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync();
        var (acme, user) = (await db.Organizations.SingleAsync(each => each.Slug == DemoWorld.Acme), await db.Users.SingleAsync(each => each.Email == person.Email));
        db.Memberships.Add(Membership.Join(acme.Id, user.Key, role, TimeProvider.System.GetUtcNow().UtcDateTime));
        await db.SaveChangesAsync();
        scope.ServiceProvider.GetRequiredService<Caller>().Become(new(user.Key, person.Name));
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(acme.Id);
        var token = await scope.ServiceProvider.GetRequiredService<TokenService>().CreateAsync(new("tests"), CancellationToken.None);
        return new(user.Key.ToString(), person.Email, person.Name, token.Value.Secret, host.With(token.Value.Secret));
    }

    /// <summary>A team of Acme's with these people in it; answers its address.</summary>
    public static async Task<string> NewTeamAsync(this SlipwayHost host, params string[] people)
    {
        var slug = $"team-{Guid.CreateVersion7().ToString("n")[^12..]}";
        await host.Ada.SendAsync(HttpMethod.Post, $"{Address}/teams", new { name = $"Team {slug}", slug }).JsonAsync();
        foreach (var person in people)
        {
            (await host.Ada.SendAsync(HttpMethod.Put, $"{Address}/teams/{slug}/people/{person}")).EnsureSuccessStatusCode();
        }

        return slug;
    }
}

/// <summary>Somebody who joined Acme for one test.</summary>
/// <param name="Http">A client that sends their token.</param>
internal sealed record Newcomer(string Id, string Email, string Name, string Token, HttpClient Http);
