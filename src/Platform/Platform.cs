using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Slipway.Billing;
using Slipway.Billing.Subscriptions;
using Slipway.Billing.Usage;
using Slipway.Collaboration.Activity;
using Slipway.Collaboration.Comments;
using Slipway.Collaboration.Notifications;
using Slipway.Collaboration.Presence;
using Slipway.Collaboration.Watching;
using Slipway.Demo;
using Slipway.Foundation.Access;
using Slipway.Foundation.Content;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Health;
using Slipway.Foundation.Jobs;
using Slipway.Foundation.Ledger;
using Slipway.Foundation.Live;
using Slipway.Foundation.Outbound;
using Slipway.Foundation.Reference;
using Slipway.Identity;
using Slipway.Identity.Account;
using Slipway.Identity.ServiceAccounts;
using Slipway.Identity.ServiceAccounts.Exchange;
using Slipway.Identity.SignIn;
using Slipway.Identity.Tokens;
using Slipway.Integrations;
using Slipway.Integrations.Exports;
using Slipway.Integrations.Imports;
using Slipway.Integrations.Webhooks;
using Slipway.Integrations.Webhooks.Mlflow;
using Slipway.Organizations;
using Slipway.Organizations.Audit;
using Slipway.Organizations.Invitations;
using Slipway.Organizations.Members;
using Slipway.Organizations.Projects;
using Slipway.Organizations.Projects.Lifecycle;
using Slipway.Organizations.Projects.People;
using Slipway.Organizations.Roles;
using Slipway.Organizations.Teams;
using Slipway.Registry;
using Slipway.Registry.Cards;
using Slipway.Registry.Dossiers;
using Slipway.Registry.Mlflow;
using Slipway.Registry.Models;
using Slipway.Registry.Production;
using Slipway.Registry.Prompts;
using Slipway.Registry.Reviews;
using Slipway.Tracking;
using Slipway.Tracking.Artifacts;
using Slipway.Tracking.Compare;
using Slipway.Tracking.Experiments;
using Slipway.Tracking.Finder;
using Slipway.Tracking.Metrics;
using Slipway.Tracking.Mlflow;
using Slipway.Tracking.Overview;
using Slipway.Tracking.Runs;
using Slipway.Tracking.Traces;

namespace Slipway;

/// <summary>The product's table of contents: what it is made of, and which doors it has.</summary>
public static class Platform
{
    /// <summary>Registers every module. Nothing is found by scanning: what isn't here isn't in the product.</summary>
    public static IServiceCollection AddPlatform(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddHttpContextAccessor();
        services.AddValidation();
        services.AddProblemDetails();
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase)));

        // Foundation
        services.AddScoped<Tenant>();
        services.AddScoped<Caller>();
        services.AddScoped<Access>();
        services.AddSingleton<AccessMemory>();
        services.AddScoped<Entrance>();
        services.AddOutbound();
        services.AddRateLimits(configuration);
        services.AddData(configuration);
        services.AddEvents();
        services.AddLive(configuration);
        services.AddJobs(configuration);
        services.AddScoped<ServerStateService>();
        services.AddContent(configuration);
        services.AddReclaiming();
        services.AddLedger();
        services.AddApiReference();

        // Identity
        services.AddIdentityModule(configuration);

        // Organizations
        services.AddOrganizations();
        services.AddAudit();

        // Billing
        services.AddBilling(configuration);

        // Collaboration
        services.AddActivity();
        services.AddComments(configuration);
        services.AddNotifications();
        services.AddPresence();

        // Tracking
        services.AddTracking();
        services.AddArtifacts(configuration);

        // Registry
        services.AddRegistry();

        // Integrations
        services.AddIntegrations(configuration);

        // Demo
        services.AddDemo(configuration);
        return services;
    }

    /// <summary>What every request passes before an endpoint sees it: who asks, for which organization, from where.</summary>
    public static IApplicationBuilder UsePlatform(this IApplicationBuilder app)
    {
        app.UseProxies();
        app.UseMiddleware<MlflowDoor>();
        app.UseMiddleware<ApiDoor>();
        app.UseMiddleware<SameOrigin>();
        app.UseMiddleware<MlflowAddress>();
        app.UseRouting();
        app.UseAuthentication();
        app.UseMiddleware<CallerMiddleware>();
        app.UseRateLimiter();
        app.UseAuthorization();
        return app;
    }

    /// <summary>Maps the doors that programs use.</summary>
    public static IEndpointRouteBuilder MapPlatform(this IEndpointRouteBuilder app)
    {
        app.MapHealth();
        app.MapLive();
        app.MapJobs();
        app.MapSignOut();
        app.MapPasskeys();
        app.MapTokenExchange();
        app.MapAvatars();
        app.MapApiReference();

        var api = app.MapGroup("/api/v1");
        api.MapAccount();
        api.MapWaysIn();
        api.MapOrganizations();
        api.MapAcceptance();
        api.MapNotifications();

        var organization = api.MapGroup("/organizations/{organization}");
        organization.MapTokens();
        organization.MapServiceAccounts();
        organization.MapUsage();
        organization.MapSubscription();
        organization.MapAudit();
        organization.MapActivity();
        organization.MapProjects();
        organization.MapProjectLifecycle();
        organization.MapProjectPeople();
        organization.MapMembers();
        organization.MapRoles();
        organization.MapInvitations();
        organization.MapTeams();
        organization.MapComments();
        organization.MapWatches();
        organization.MapPresence();
        organization.MapOverview();
        organization.MapExperimentApi();
        organization.MapRunApi();
        organization.MapCharts();
        organization.MapFinder();
        organization.MapRunLists();
        organization.MapRunArtifacts();
        organization.MapWebhooks();
        organization.MapExports();
        organization.MapImports();
        organization.MapDemo();
        organization.MapTraceApi();
        organization.MapComparison();
        organization.MapModelApi();
        organization.MapCardApi();
        organization.MapPromptApi();
        organization.MapDossierApi();
        organization.MapReviews();
        organization.MapProduction();

        var mlflow = app.MapMlflow();
        mlflow.MapRegistry();
        mlflow.MapWebhooks();
        return app;
    }
}
