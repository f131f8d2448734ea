using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Tenancy;

namespace Slipway.Foundation.Live;

/// <summary>A server with the hub over a real database: Acme with its project Vision and its member Ada, and Globex with Gus.</summary>
internal sealed class LiveWorld : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-live-").FullName;
    private readonly ConcurrentDictionary<Id<User>, bool> _signedOut = [];
    private readonly WebApplication _app;

    private LiveWorld()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection([new("Slipway:Data", _folder)]);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var services = builder.Services;
        services.Configure<IdentityOptions>(options => options.Stores.SchemaVersion = IdentitySchemaVersions.Version3);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<AccessMemory>().AddSingleton<EventSignal>();
        services.AddScoped<Tenant>().AddScoped<Caller>().AddScoped<Access.Access>();
        services.AddData(builder.Configuration);
        services.AddLive(builder.Configuration);
        _app = builder.Build();
        _app.Use((context, next) =>
        {
            if (Id<User>.TryParse(context.Request.Headers["X-Person"], null, out var person))
            {
                var scope = context.Request.Headers.ContainsKey("X-Token") ? new TokenScope(Acme, null, null, null) : null;
                context.Features.Set(new Principal(person, "somebody", scope));
                context.Features.Set<CredentialCheck>(_ => ValueTask.FromResult(!_signedOut.ContainsKey(person)));
            }

            return next();
        });
        _app.MapLive();
    }

    public Id<Organization> Acme { get; private set; }
    public Id<Project> Vision { get; private set; }
    public Id<User> Ada { get; } = Id<User>.New();
    public Id<User> Gus { get; } = Id<User>.New();
    public LiveFeed Feed => _app.Services.GetRequiredService<LiveFeed>();
    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public static async Task<LiveWorld> StartAsync()
    {
        var world = new LiveWorld();
        Directory.CreateDirectory(world._folder);
        await world._app.Services.GetRequiredService<Database>().MigrateAsync(CancellationToken.None);
        world.Acme = await world.FoundAsync("acme", world.Ada);
        await world.FoundAsync("globex", world.Gus);
        world.Vision = await world.InAcmeAsync(async db =>
        {
            var vision = db.Projects.Add(Project.Start(world.Acme, "vision", "Vision", "", Visibility.Organization, DateTime.UnixEpoch)).Entity;
            await db.SaveChangesAsync();
            return vision.Id;
        });
        await world._app.StartAsync();
        return world;
    }

    public async Task<HubConnection> ConnectAsync(Id<User> person, bool json = false, bool token = false)
    {
        var builder = new HubConnectionBuilder().WithUrl(new Uri(Address, LiveHub.Path), options =>
        {
            options.Headers["X-Person"] = person.ToString();
            if (token)
            {
                options.Headers["X-Token"] = "";
            }
        });
        var connection = (json ? builder : builder.AddMessagePackProtocol()).Build();
        await connection.StartAsync();
        return connection;
    }

    public Task EndMembershipAsync(Id<User> person) => InAcmeAsync(async db =>
    {
        db.Memberships.Remove(await db.Memberships.SingleAsync(membership => membership.UserId == person));
        return await db.SaveChangesAsync();
    });

    public void SignOut(Id<User> person) => _signedOut[person] = true;

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<Id<Organization>> FoundAsync(string name, Id<User> member)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync();
        var organization = db.Organizations.Add(Organization.Found(name, name, DateTime.UnixEpoch)).Entity;
        db.Memberships.Add(Membership.Join(organization.Id, member, OrganizationRole.Member, DateTime.UnixEpoch));
        await db.SaveChangesAsync();
        return organization.Id;
    }

    private async Task<T> InAcmeAsync<T>(Func<SaasDb, Task<T>> work)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(Acme);
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync();
        return await work(db);
    }
}
