using Slipway.Demo;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Identity.Mailing;

namespace Slipway.Commands;

/// <summary>What happens between the command line and the first request.</summary>
internal static class Startup
{
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(5);

    public static async Task MigrateAsync(WebApplication app, CancellationToken ct)
    {
        Directory.CreateDirectory(app.Services.GetRequiredService<DataFolder>().Path);
        await app.Services.GetRequiredService<Database>().MigrateAsync(ct);
    }

    /// <summary>Serves until it is told to stop. With the embedded database it also creates the tables and the demo, so that one command is enough.</summary>
    public static async Task<int> ServeAsync(WebApplication app, CancellationToken ct)
    {
        if (TakenPort.Among(app.Configuration["urls"]) is { } taken)
        {
            await Console.Error.WriteLineAsync(taken);
            return 1;
        }

        var embedded = app.Services.GetRequiredService<Database>().Provider is DatabaseProvider.Sqlite;
        if (app.Configuration.GetValue("Slipway:Migrate", embedded))
        {
            await MigrateAsync(app, ct);
        }

        var demo = app.Services.GetRequiredService<DemoSettings>().IsOn ? await app.Services.GetRequiredService<DemoWorld>().SeedAsync(ct) : null;
        await app.StartAsync(ct);
        Greet(app, demo);
        _ = GiveBackAsync(app.Services.GetRequiredService<TimeProvider>(), app.Lifetime.ApplicationStopping);
        await app.WaitForShutdownAsync(ct);
        return 0;
    }

    // Models, routes and pages are built from much that is never needed again, and the collector would keep its room for as long as the machine has some.
    // Once, when the start is over, and while there is little to go through: it takes some milliseconds.
    private static async Task GiveBackAsync(TimeProvider time, CancellationToken stopping)
    {
        await Task.Delay(Settled, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!stopping.IsCancellationRequested)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }

    private static void Greet(WebApplication app, DemoSignIn? demo)
    {
        var address = OwnAddress.Of(app.Urls) ?? "http://localhost";
        Console.Out.WriteLine($"\n  Slipway is at {address}\n");
        if (demo is not null)
        {
            Console.Out.WriteLine($"""
                  Sign in    {demo.Email}  /  {demo.Password}
                  Log to it  export MLFLOW_TRACKING_URI={address}/{demo.Organization}/{demo.Project}
                             export MLFLOW_TRACKING_TOKEN={demo.Token}
                             python -c "import mlflow; mlflow.log_metric('loss', 0.5)"

                """);
        }

        if (app.Services.GetRequiredService<OutboxKey>().Secret is { } key)
        {
            Console.Out.WriteLine($"  Mails      {address}/operator/mail?key={key}\n");
        }
    }
}
