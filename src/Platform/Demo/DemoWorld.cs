using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Billing.Plans;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Ledger;
using Slipway.Identity.SignIn;
using Slipway.Organizations.Operators;
using Slipway.Organizations.Projects;
using Slipway.Registry.Policies;

namespace Slipway.Demo;

/// <summary>Where a visitor begins who has just started the server: an account to sign in with and a token to log with.</summary>
public sealed record DemoSignIn(string Email, string Password, string Organization, string Project, string Token);

/// <summary>
/// The world of the first look, the tests and the screenshots: Acme, an organization with people in several roles, and Globex, its neighbour
/// that must never see what is Acme's.
/// </summary>
public sealed class DemoWorld(IServiceScopeFactory scopes, DataFolder folder)
{
    public const string Password = "slipway-demo";
    public const string Acme = "acme";
    public const string Globex = "globex";
    public const string Vision = "vision";

    private const string Brief = """
        Reads handwritten digits for the mail room's sorting of postcodes.

        A model may replace the one in use when it reads at least as well on images that neither was trained on, and somebody else than its maker approves. Small models are wanted: they run in the sorting machines.
        """;

    /// <summary>Owner of Acme.</summary>
    public static readonly (string Email, string Name) Ada = ("ada@acme.example", "Ada Moreno");

    /// <summary>Member of Acme.</summary>
    public static readonly (string Email, string Name) Ben = ("ben@acme.example", "Ben Okafor");

    /// <summary>Guest of Acme who views Vision.</summary>
    public static readonly (string Email, string Name) Vera = ("vera@acme.example", "Vera Lindqvist");

    /// <summary>Owner of Globex.</summary>
    public static readonly (string Email, string Name) Gus = ("gus@globex.example", "Gus Hartmann");

    /// <summary>Makes what is missing of the world; a second time changes nothing.</summary>
    public async Task<DemoSignIn> SeedAsync(CancellationToken ct)
    {
        foreach (var (email, name) in new[] { Ada, Ben, Vera, Gus })
        {
            await InScopeAsync((SignInService accounts) => accounts.CreateUserAsync(email, name, Password, confirmed: true));
        }

        var isNew = !await IsFoundedAsync(Acme, ct);
        var token = await AcmeTokenAsync(ct);
        if (isNew)
        {
            await InScopeAsync((PlanOperationsService plans) => plans.SetPlanAsync(Acme, PlanName.Team, ct));
            await DescribeAsync(ct);
        }

        if (await IsFoundedAsync(Globex, ct) is false)
        {
            await InScopeAsync((OperatorService service) => service.CreateTokenAsync(Globex, "turbines", "first look", Gus.Email, ct));
        }

        await JoinAsync(ct);
        await ProtectAsync(ct);
        return new(Ada.Email, Password, Acme, Vision, token);
    }

    // The token is shown whenever the server starts, so its secret is kept beside the demo's database, readable by its owner alone.
    private async Task<string> AcmeTokenAsync(CancellationToken ct)
    {
        var file = Path.Combine(folder.Path, "demo.token");
        if (await IsFoundedAsync(Acme, ct) && File.Exists(file))
        {
            return await File.ReadAllTextAsync(file, ct);
        }

        var made = await InScopeAsync((OperatorService service) => service.CreateTokenAsync(Acme, Vision, "first look", Ada.Email, ct));
        Directory.CreateDirectory(folder.Path);
        await File.WriteAllTextAsync(file, made.Value.Secret, ct);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return made.Value.Secret;
    }

    private async Task<bool> IsFoundedAsync(string slug, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(ct);
        return await db.Organizations.AnyAsync(organization => organization.Slug == slug, ct);
    }

    private async Task JoinAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(ct);
        var acme = await db.Organizations.SingleAsync(organization => organization.Slug == Acme, ct);
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(acme.Id);
        await db.TransactAsync<Done>(async () =>
        {
            await JoinAsync(db, acme.Id, scope.ServiceProvider.GetRequiredService<QuotaLedger>(), scope.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime, ct);
            return default(Done);
        }, ct);
    }

    private static async Task JoinAsync(SaasDb db, Id<Organization> acme, QuotaLedger quota, DateTime now, CancellationToken ct)
    {
        foreach (var (email, role) in new[] { (Ben.Email, OrganizationRole.Member), (Vera.Email, OrganizationRole.Guest) })
        {
            var user = await db.Users.SingleAsync(u => u.Email == email, ct);
            var id = user.Key;
            if (!await db.Memberships.IgnoreQueryFilters(SaasDb.SuspendedFilterOnly).AnyAsync(membership => membership.OrganizationId == acme && membership.UserId == id, ct))
            {
                await quota.TakeAsync(db, acme, Resource.Seats, 1, email, ct);
                db.Memberships.Add(Membership.Join(acme, id, role, now));
                if (role is OrganizationRole.Guest)
                {
                    var vision = await db.Projects.SingleAsync(project => project.Slug == Vision, ct);
                    db.ProjectMemberships.Add(ProjectMembership.Give(acme, vision.Id, id, ProjectRole.Viewer, null, now));
                }
            }
        }

        await db.SaveChangesAsync(ct);
    }

    private async Task DescribeAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await DemoBeginning.EnterAsync(scope, Acme, Ada.Email, ct);
        var vision = (await scope.ServiceProvider.GetRequiredService<Entrance>().FindProjectAsync(Acme, Vision, ct))!;
        await scope.ServiceProvider.GetRequiredService<ProjectBriefService>().EditAsync(vision, new(Brief), ct);
    }

    // Reviews can be looked at only where something is protected. A policy that somebody wrote since is left alone.
    private async Task ProtectAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await DemoBeginning.EnterAsync(scope, Acme, Ada.Email, ct);
        var vision = (await scope.ServiceProvider.GetRequiredService<Entrance>().FindProjectAsync(Acme, Vision, ct))!;
        var policies = scope.ServiceProvider.GetRequiredService<PolicyService>();
        if ((await policies.GetAsync(vision, null, ct)).Value.Version == 0)
        {
            await policies.WriteAsync(vision, new(DemoModels.Policy, "Whoever made a model doesn't let it in alone.", 0), ct);
        }
    }

    private async Task<Result<T>> InScopeAsync<TService, T>(Func<TService, Task<Result<T>>> act)
        where TService : notnull
    {
        await using var scope = scopes.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<TService>());
    }
}
