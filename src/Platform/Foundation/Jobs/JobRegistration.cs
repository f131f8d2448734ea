using Hangfire;
using Hangfire.Dashboard;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Jobs.Overview;

namespace Slipway.Foundation.Jobs;

internal static class JobRegistration
{
    public const string DashboardPath = "/operator/jobs";

    /// <summary>
    /// Adds background jobs: <c>IBackgroundJobClient</c> enqueues them, this process works on them. The storage is opened when the host starts, so
    /// the database is migrated before.
    /// </summary>
    public static void AddJobs(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(new Operators(configuration));
        // Hangfire would share these through statics with every other host in the process.
        services.AddSingleton(provider =>
        {
            provider.GetRequiredService<IGlobalConfiguration>();
            return JobStorages.Open(provider.GetRequiredService<DatabaseSettings>());
        });
        services.AddSingleton<JobActivator, TenantActivator>();
        services.AddHangfire((provider, hangfire) => hangfire
            .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
            .UseSimpleAssemblyNameTypeSerializer()
            .UseRecommendedSerializerSettings()
            .UseLogProvider(new JobLog(provider.GetRequiredService<ILoggerFactory>())));
        services.AddSingleton(RecurringPace.Calm);
        services.AddHostedService<RecurringStart>();
        services.AddScoped(provider => new JobOverviewService(
            provider.GetRequiredService<JobStorage>(), provider.GetRequiredService<IRecurringJobManager>(), provider.GetServices<RecurringWork>(), provider.GetRequiredService<Operators>(), provider.GetRequiredService<Caller>()));
        services.AddHangfireServer(server =>
        {
            server.Queues = JobQueues.All;
            // Jobs wait for the database more than they compute, and share the machine with the requests.
            server.WorkerCount = Math.Clamp(Environment.ProcessorCount, 2, 8);
            server.SchedulePollingInterval = TimeSpan.FromSeconds(5);
        });
    }

    /// <summary>Maps Hangfire's dashboard for <see cref="Operators"/>; to everybody else there is nothing at its address.</summary>
    public static void MapJobs(this IEndpointRouteBuilder endpoints)
    {
        var operators = endpoints.ServiceProvider.GetRequiredService<Operators>();
        var dashboard = new Lazy<RequestDelegate>(() => BuildDashboard(endpoints));
        endpoints.Map(DashboardPath + "/{**path}", context =>
        {
            if (operators.Include(context.Features.Get<Principal>()))
            {
                // An address that the dashboard doesn't know is a 404 then, and not an endpoint that was never reached.
                context.SetEndpoint(null);
                return dashboard.Value(context);
            }

            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
    }

    // Not before it is first looked at: building it opens the storage.
    private static RequestDelegate BuildDashboard(IEndpointRouteBuilder endpoints) =>
        endpoints.CreateApplicationBuilder()
            .UseHangfireDashboard(DashboardPath, new DashboardOptions { Authorization = [new Asked()], DashboardTitle = "Jobs", DisplayStorageConnectionString = false })
            .Build();

    // Hangfire's default lets every request from the same machine in, and behind a proxy that is every request.
    private sealed class Asked : IDashboardAuthorizationFilter
    {
        public bool Authorize(DashboardContext context)
        {
            var http = context.GetHttpContext();
            return http.RequestServices.GetRequiredService<Operators>().Include(http.Features.Get<Principal>());
        }
    }
}
