using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Demo.Sweeps;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Identity.Tokens;
using Slipway.Organizations.Projects;
using Slipway.Registry.Reviews;
using Slipway.Tracking.Experiments;
using Slipway.Tracking.Runs;

namespace Slipway.Demo;

/// <summary>What the demo finds when the server starts, and what it does as one of its people: each act is that person's, with that person's rights.</summary>
internal sealed class DemoBeginning(IServiceScopeFactory scopes, TimeProvider time)
{
    public const string First = "first";
    public const string Watched = "watched";

    /// <summary>No sweep of the demo takes longer: what runs since then was left behind, wherever it was started.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>The project that has no finished sweep yet, and who trains in it; null when it has, or when there is no demo.</summary>
    public async Task<(KnownProject Project, Principal Person)?> NeedsFirstRunsAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        if (await EnterAsync(scope, DemoWorld.Acme, DemoWorld.Ben.Email, ct) is not { } person
            || await scope.ServiceProvider.GetRequiredService<Entrance>().FindProjectAsync(DemoWorld.Acme, DemoWorld.Vision, ct) is not { } vision)
        {
            return null;
        }

        var sweeps = await SearchAsync(scope, vision, $"tags.`{DigitSweep.KindTag}` = '{First}' AND attributes.status = 'FINISHED'", ct);
        return sweeps.Count == 0 ? (vision, person) : null;
    }

    /// <summary>Marks as killed what a server that was not stopped in order left running.</summary>
    public async Task CloseLeftBehindAsync(CancellationToken ct)
    {
        foreach (var (organization, owner) in new[] { (DemoWorld.Acme, DemoWorld.Ada.Email), (DemoWorld.Globex, DemoWorld.Gus.Email) })
        {
            await using var scope = scopes.CreateAsyncScope();
            if (await EnterAsync(scope, organization, owner, ct) is null)
            {
                continue;
            }

            foreach (var found in (await scope.ServiceProvider.GetRequiredService<ProjectService>().ListAsync(ct)).Value)
            {
                var project = (await scope.ServiceProvider.GetRequiredService<Entrance>().FindProjectAsync(organization, found.Slug, ct))!;
                await CloseLeftBehindAsync(scope, project, ct);
            }
        }
    }

    /// <summary>A token for a training, that works in its project alone.</summary>
    public async Task<NewToken> TokenAsync(KnownProject project, Principal person, CancellationToken ct)
    {
        await using var scope = Become(project, person);
        return (await TokenAsync(scope.ServiceProvider.GetRequiredService<TokenService>(), project, ct)).Value;
    }

    /// <inheritdoc cref="TokenAsync(KnownProject, Principal, CancellationToken)"/>
    public static Task<Result<NewToken>> TokenAsync(TokenService tokens, KnownProject project, CancellationToken ct) =>
        tokens.CreateAsync(new("Demo training", [Permission.RunsRead.Name, Permission.RunsWrite.Name], project.Slug, OnlyProject: true, ExpiresInDays: 1), ct);

    /// <summary>Registers the best of what was trained.</summary>
    public async Task RegisterAsync(KnownProject project, Principal person, CancellationToken ct)
    {
        await using var scope = Become(project, person);
        var requested = await scope.ServiceProvider.GetRequiredService<DemoModels>().RegisterAsync(project, ct);
        if (requested.Count > 1 && await ApproveAsync(project, requested[0], ct))
        {
            await scope.ServiceProvider.GetRequiredService<ReviewDecisionService>().PromoteAsync(project, requested[0], archiveOthers: false, ct);
        }
    }

    public async Task RevokeAsync(KnownProject project, Principal person, NewToken token, CancellationToken ct)
    {
        await using var scope = Become(project, person);
        await scope.ServiceProvider.GetRequiredService<TokenService>().RevokeAsync(token.Token.Id, ct);
    }

    // Somebody else than who trained looks at the first version, as the policy asks for; the better one is left to whoever looks at the demo.
    private async Task<bool> ApproveAsync(KnownProject project, int review, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return project.OrganizationSlug == DemoWorld.Acme && await EnterAsync(scope, DemoWorld.Acme, DemoWorld.Ada.Email, ct) is not null
            && (await scope.ServiceProvider.GetRequiredService<ReviewDecisionService>().DecideAsync(
                project, review, new(Verdict.Approve, "Good enough to begin with: the mail room looks at every letter for two more weeks."), ct)).Refusal is null;
    }

    private async Task CloseLeftBehindAsync(AsyncServiceScope scope, KnownProject project, CancellationToken ct)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var run in await SearchAsync(scope, project, $"tags.`{DigitSweep.KindTag}` != '{RemoteDemo.Kind}' AND attributes.status = 'RUNNING'", ct))
        {
            if (run.Tags.Any(tag => tag.Key == DigitSweep.MachineTag && tag.Value == Environment.MachineName) || run.Info.StartTime < now - Longest.TotalMilliseconds)
            {
                await scope.ServiceProvider.GetRequiredService<RunLogService>().UpdateAsync(project, new UpdateRun(run.Info.RunId, RunStatus.Killed, now, null), ct);
            }
        }
    }

    private static async Task<IReadOnlyList<RunDetails>> SearchAsync(AsyncServiceScope scope, KnownProject project, string filter, CancellationToken ct)
    {
        var digits = await scope.ServiceProvider.GetRequiredService<ExperimentService>().FindAsync(project, DigitSweep.Experiment, ct);
        return digits.Refusal is not null ? [] : (await scope.ServiceProvider.GetRequiredService<RunService>().SearchAsync(project, new RunSearch([digits.Value.Number], filter), ct)).Value.Items;
    }

    /// <summary>Lets a scope be one of the demo's people in their organization; null when there is no demo.</summary>
    public static async Task<Principal?> EnterAsync(AsyncServiceScope scope, string organization, string email, CancellationToken ct)
    {
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(ct);
        if (await db.Users.SingleOrDefaultAsync(user => user.Email == email, ct) is not { } user
            || (await scope.ServiceProvider.GetRequiredService<Entrance>().EnterAsync(organization, ct)).Refusal is not null)
        {
            return null;
        }

        var person = new Principal(user.Key, user.DisplayName);
        scope.ServiceProvider.GetRequiredService<Caller>().Become(person);
        return person;
    }

    private AsyncServiceScope Become(KnownProject project, Principal person)
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(project.OrganizationId);
        scope.ServiceProvider.GetRequiredService<Caller>().Become(new(person.UserId, person.Name));
        return scope;
    }
}
