using Microsoft.Extensions.DependencyInjection;
using Slipway.Foundation.Access;

namespace Slipway.Foundation.Live;

/// <summary>Decides whether somebody may listen to a topic, by the same rules and the same memory as every service.</summary>
internal sealed class TopicAccess(IServiceScopeFactory scopes, AccessMemory memory)
{
    private static readonly Invalid NoTopic = new(
        "A topic is 'events/{organization id}', 'people/{your own id}', 'projects/{project id}', 'traces/{project id}', 'models/{project id}', 'webhooks/{project id}', 'experiments/{project id}/{number}', 'comments/{project id}/{kind}/{subject}' or 'runs/{project id}/{run id}'.");

    // Says the same whether the project is somebody else's or nobody's.
    private static readonly NotFound NothingThere = new("There is nothing at this topic, or you have no access to it.");

    /// <summary>Why the person may not listen; null when they may.</summary>
    public async ValueTask<Refusal?> CheckAsync(Principal principal, string name, CancellationToken ct)
    {
        if (Topic.Parse(name) is not { } topic)
        {
            return NoTopic;
        }

        if (topic.Person is { } person)
        {
            return await CheckPersonAsync(principal, person, ct);
        }

        if ((topic.Organization ?? await OwnerAsync(topic.Project, ct)) is not { } organization)
        {
            return NothingThere;
        }

        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(organization);
        scope.ServiceProvider.GetRequiredService<Caller>().Become(principal);
        var access = scope.ServiceProvider.GetRequiredService<Access.Access>();
        var refusal = topic.Project is { } project
            ? await access.RequireAsync(Permission.RunsRead, project, ct)
            : await access.RequireAsync(Permission.OrganizationRead, ct);
        return refusal is NotFound ? NothingThere : refusal;
    }

    private async ValueTask<Refusal?> CheckPersonAsync(Principal principal, Id<User> person, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().Become(principal);
        return principal.UserId == person ? await scope.ServiceProvider.GetRequiredService<Access.Access>().RequireSelfAsync(ct) : NothingThere;
    }

    private async ValueTask<Id<Organization>?> OwnerAsync(Id<Project>? project, CancellationToken ct) =>
        project is { } id ? (await memory.ProjectAsync(id, ct))?.OrganizationId : null;
}
