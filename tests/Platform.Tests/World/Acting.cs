using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;

namespace Slipway.World;

/// <summary>A person of the world at work in a project, as in a browser's circuit: what pages ask services for, tests ask here.</summary>
internal sealed class Acting : IAsyncDisposable
{
    private readonly AsyncServiceScope _scope;

    private Acting(AsyncServiceScope scope, KnownProject project) => (_scope, Project) = (scope, project);

    public KnownProject Project { get; }

    /// <param name="address">The project's tracking path, <c>/acme/vision</c>. Whether the person may see it is for the services to say.</param>
    public static async Task<Acting> AsAsync(SlipwayHost host, (string Email, string Name) person, string address)
    {
        var scope = host.Services.CreateAsyncScope();
        await using (var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(CancellationToken.None))
        {
            var user = await db.Users.SingleAsync(user => user.Email == person.Email);
            scope.ServiceProvider.GetRequiredService<Caller>().Become(new(user.Key, person.Name));
        }

        var slugs = address.Trim('/').Split('/');
        var entrance = scope.ServiceProvider.GetRequiredService<Entrance>();
        await entrance.EnterAsync(slugs[0], CancellationToken.None);
        return new(scope, (await entrance.FindProjectAsync(slugs[0], slugs[1], CancellationToken.None))!);
    }

    public T Service<T>()
        where T : notnull => _scope.ServiceProvider.GetRequiredService<T>();

    public ValueTask DisposeAsync() => _scope.DisposeAsync();
}
