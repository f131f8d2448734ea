using System.Collections.Concurrent;
using System.Diagnostics;
using Hangfire;
using Hangfire.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Tenancy;
using Xunit;

namespace Slipway.Foundation.Jobs;

/// <summary>A host that works on jobs, and the person Olga, who is an operator.</summary>
internal sealed class JobWorld : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly WebApplication _app;

    private JobWorld(DatabaseProvider provider, string connection)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(
        [
            new("Slipway:Database:Provider", provider.ToString()),
            new("Slipway:Database:Connection", connection),
            new("Slipway:Operators", Olga.ToString()),
        ]);
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddScoped<Tenant>();
        builder.Services.AddScoped<Caller>();
        builder.Services.AddSingleton<Seen>();
        builder.Services.AddData(builder.Configuration);
        builder.Services.AddJobs(builder.Configuration);
        builder.Services.AddSingleton(RecurringPace.Hasty);
        builder.Services.AddRecurring<Sweep>("test.sweep", "Sweeps.", sweep => sweep.RunAsync(CancellationToken.None), "0 3 * * *");
        _app = builder.Build();
        _app.Use((context, next) =>
        {
            if (Id<User>.TryParse(context.Request.Headers["X-Person"], null, out var person))
            {
                var scope = context.Request.Headers.ContainsKey("X-Token") ? new TokenScope(default, null, null, null) : null;
                context.Features.Set(new Principal(person, "somebody", scope));
            }

            return next();
        });
        _app.MapJobs();
    }

    public static Id<User> Olga { get; } = Id<User>.New();
    public IServiceProvider Services => _app.Services;
    public Seen Seen => _app.Services.GetRequiredService<Seen>();
    public IBackgroundJobClient Jobs => _app.Services.GetRequiredService<IBackgroundJobClient>();
    public JobStorage Storage => _app.Services.GetRequiredService<JobStorage>();
    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public static async Task<JobWorld> StartAsync(DatabaseProvider provider = DatabaseProvider.Sqlite, string connection = "Data Source=:memory:")
    {
        var world = new JobWorld(provider, connection);
        await world._app.StartAsync();
        return world;
    }

    /// <summary>The state that the job comes to after it was tried once: succeeded, or failed and waiting to be tried again.</summary>
    public async Task<StateData> TriedAsync(string job)
    {
        using var storage = Storage.GetConnection();
        return await UntilAsync(() => storage.GetStateData(job) is { Name: "Succeeded" or "Scheduled" or "Failed" } state ? state : null);
    }

    public static async Task<T> UntilAsync<T>(Func<T?> answer)
        where T : class
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Patience)
        {
            if (answer() is { } found)
            {
                return found;
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException("It didn't happen.");
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}

public sealed class Seen
{
    internal ConcurrentQueue<string> Said { get; } = new();
}

public sealed class Greet(Tenant tenant, Seen seen)
{
    public Task InOrganizationAsync(Id<Organization> organization, string words)
    {
        seen.Said.Enqueue($"{words} {organization == tenant.Id} {tenant.Id}");
        return Task.CompletedTask;
    }

    public Task NowhereAsync(string words)
    {
        seen.Said.Enqueue($"{words} {tenant.Id}");
        return Task.CompletedTask;
    }
}

public sealed class Sweep(Tenant tenant, Seen seen)
{
    public Task RunAsync(CancellationToken ct)
    {
        seen.Said.Enqueue($"swept {tenant.IsSet} {ct.IsCancellationRequested}");
        return Task.CompletedTask;
    }
}
