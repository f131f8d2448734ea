using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using MudBlazor;
using MudBlazor.Services;
using Slipway.Foundation.Tenancy;
using Slipway.Reference;
using Slipway.Registry.Dossiers;
using Slipway.Shared.Live;
using Slipway.Shared.Security;
using Slipway.Shared.Text;

namespace Slipway.Shared;

/// <summary>The browser's door: Blazor pages, their assets and the headers that protect them.</summary>
public static class Pages
{
    /// <summary>Adds what pages need. The host adds Platform's services itself.</summary>
    public static void AddPages(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddScoped<CircuitWatch>();
        services.AddScoped<CircuitHandler>(provided => provided.GetRequiredService<CircuitWatch>());
        services.AddCascadingAuthenticationState();
        services.AddScoped<ReaderZone>();
        services.AddAuthorization();
        services.AddMudServices(mud =>
        {
            mud.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomRight;
            mud.SnackbarConfiguration.PreventDuplicates = true;
        });
    }

    /// <summary>Errors, the not-found page and the content security policy; before authentication and the endpoints.</summary>
    public static void UsePages(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment())
        {
            app.UseExceptionHandler("/error", createScopeForErrors: true);
            app.UseHsts();
        }

        app.UseContentSecurityPolicy();
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.Use(LeaveClientsTheirEnvelope);
        app.UseAntiforgery();
    }

    /// <summary>Maps static assets and every page.</summary>
    public static void MapPages(this WebApplication app)
    {
        app.MapStaticAssets().AllowAnonymous();
        app.MapDossierFiles();
        app.MapReferencePage();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(circuits => circuits.ContentSecurityFrameAncestorsPolicy = null).WithSlugs();
    }

    // Only a person who asked for a page gets the page that says there is none; protocol clients keep the answer as it is.
    private static Task LeaveClientsTheirEnvelope(HttpContext http, RequestDelegate next)
    {
        if (!http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
        {
            http.Features.GetRequiredFeature<IStatusCodePagesFeature>().Enabled = false;
        }

        return next(http);
    }
}
