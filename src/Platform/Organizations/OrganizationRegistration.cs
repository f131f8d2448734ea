using Microsoft.Extensions.DependencyInjection;
using Slipway.Foundation.Archives;
using Slipway.Foundation.Jobs;
using Slipway.Foundation.Ledger;
using Slipway.Identity.Account;
using Slipway.Organizations.Archiving;
using Slipway.Organizations.Invitations;
using Slipway.Organizations.Members;
using Slipway.Organizations.Operators;
using Slipway.Organizations.Projects;
using Slipway.Organizations.Projects.Lifecycle;
using Slipway.Organizations.Projects.People;
using Slipway.Organizations.Registration;
using Slipway.Organizations.Roles;
using Slipway.Organizations.Teams;

namespace Slipway.Organizations;

internal static class OrganizationRegistration
{
    public static void AddOrganizations(this IServiceCollection services)
    {
        services.AddScoped<OrganizationService>();
        services.AddScoped<ProjectService>();
        services.AddScoped<ProjectBriefService>();
        services.AddScoped<ProjectSettingsService>();
        services.AddScoped<ProjectPeopleService>();
        services.AddScoped<ProjectArchiveService>();
        services.AddScoped<ProjectDeletionService>();
        services.AddRecurring<SweepDeletedProjects>("organizations.purge-projects", "Erases deleted projects whose thirty days are over.", job => job.RunAsync(CancellationToken.None), "12 * * * *");
        services.AddScoped<RoleService>();
        services.AddScoped<MemberService>();
        services.AddScoped<RosterService>();
        services.AddScoped<MembershipService>();
        services.AddScoped<InvitationService>();
        services.AddScoped<AcceptanceService>();
        services.AddRecurring<ForgetInvitations>("organizations.forget-invitations", "Forgets invitations that ran out.", job => job.RunAsync(CancellationToken.None), "27 3 * * *");
        services.AddScoped<TeamService>();
        services.AddScoped<RegistrationService>();
        services.AddScoped<OperatorService>();
        services.AddScoped<IPersonalData, KeptByOrganizations>();
        services.AddSingleton<IArchivePart, ProjectPart>();
        services.AddScoped<PurgeProjects>();
        services.AddScoped(provider => new ArrivingProjects(provider.GetRequiredService<QuotaLedger>(), provider.GetServices<IProjectFurnishing>(), provider.GetRequiredService<PurgeProjects>()));
        services.AddScoped<IArrivalPart, ArrivingProject>();
        services.AddSingleton<IOrganizationArchivePart, OrganizationPart>();
        services.AddScoped<IOrganizationArchivePart, AuditPart>();
        services.AddOrganizationStories();
    }
}
