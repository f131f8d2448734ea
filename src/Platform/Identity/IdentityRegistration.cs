using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Jobs;
using Slipway.Identity.Account;
using Slipway.Identity.Email;
using Slipway.Identity.Mailing;
using Slipway.Identity.Passkeys;
using Slipway.Identity.Passwords;
using Slipway.Identity.Profile;
using Slipway.Identity.Sessions;
using Slipway.Identity.ServiceAccounts;
using Slipway.Identity.SignIn;
using Slipway.Identity.Tokens;
using Slipway.Identity.TwoFactor;

namespace Slipway.Identity;

internal static class IdentityRegistration
{
    private const string CookieOrToken = "CookieOrToken";

    public static void AddIdentityModule(this IServiceCollection services, IConfiguration configuration)
    {
        var mail = MailSettings.Read(configuration);
        services.AddSingleton(mail);
        services.AddSingleton(provider => new OutboxKey(mail, provider.GetRequiredService<DatabaseSettings>()));
        services.AddScoped<OutboxService>();
        services.AddInside<Post>();
        services.AddRecurring<SendMails>("identity.send-mails", "Hands mails to the mail server.", job => job.RunAsync(CancellationToken.None), "* * * * *");

        services.AddScoped<Self>();
        services.AddScoped<SessionEnding>();
        services.AddRecurring<ForgetSessions>("identity.forget-sessions", "Forgets sign-ins that were not used for long.", job => job.RunAsync(CancellationToken.None), "17 3 * * *");
        services.AddInside<SignInService>();
        services.AddInside<PasswordService>();
        services.AddInside<EmailService>();
        services.AddInside<SessionService>();
        services.AddInside<TwoFactorService>();
        services.AddInside<PasskeyService>();
        services.AddInside<AccountService>();
        services.AddScoped<IPersonalData, KeptByIdentity>();
        services.AddInside<ProfileService>();
        services.AddScoped<TokenService>();
        services.AddEventStories(
            new("token.created", "API token created", fact => $"created the API token {fact.Text("name")} (…{fact.Text("hint")}){ServiceAccountRegistration.Of(fact)}") { IsForAuditAlone = true, Page = _ => null },
            new("token.revoked", "API token revoked", fact => $"revoked the API token {fact.Text("name")} (…{fact.Text("hint")}){ServiceAccountRegistration.Of(fact)}") { IsForAuditAlone = true, Page = _ => null });
        services.AddServiceAccounts(configuration);
        services.AddSingleton<LastUse>();
        services.AddHostedService(provider => provider.GetRequiredService<LastUse>());
        services.AddDataProtection().SetApplicationName("Slipway").PersistKeysToDbContext<SaasDb>();

        services.AddIdentityCore<User>(options =>
            {
                options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
                options.User.RequireUniqueEmail = true;
                // Length is what makes a password hard to guess; rules about kinds of characters make it hard to remember.
                options.Password.RequiredLength = SignInService.PasswordLength;
                options.Password.RequireDigit = options.Password.RequireLowercase = options.Password.RequireUppercase = options.Password.RequireNonAlphanumeric = false;
                options.Lockout.MaxFailedAccessAttempts = 10;
                options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(5);
                options.SignIn.RequireConfirmedEmail = mail.RequiresConfirmation;
                options.Tokens.PasswordResetTokenProvider = ResetCodes.Provider;
            })
            .AddEntityFrameworkStores<SaasDb>()
            .AddUserStore<AccountStore>()
            .AddSignInManager<SessionSignIn>()
            .AddClaimsPrincipalFactory<UserClaims>()
            .AddDefaultTokenProviders()
            .AddTokenProvider<AuthenticatorCodes>(TokenOptions.DefaultAuthenticatorProvider)
            .AddTokenProvider<ResetCodes>(ResetCodes.Provider);
        services.Configure<IdentityPasskeyOptions>(options =>
        {
            // A passkey stands for the password and the second step, so the device has to ask for its lock.
            options.UserVerificationRequirement = "required";
            options.ResidentKeyRequirement = "required";
            options.ServerDomain = mail.Address?.Host;
        });
        services.Configure<SecurityStampValidatorOptions>(options =>
        {
            options.ValidationInterval = TimeSpan.FromMinutes(1);
            options.OnRefreshingPrincipal = SessionCookie.KeepAsync;
        });

        services.AddAuthentication(CookieOrToken)
            .AddPolicyScheme(CookieOrToken, null, options => options.ForwardDefaultSelector = context =>
                context.Request.Headers.Authorization.Count > 0 ? TokenAuthentication.Name : IdentityConstants.ApplicationScheme)
            .AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(TokenAuthentication.Name, null)
            .AddIdentityCookies();
        services.ConfigureApplicationCookie(options =>
        {
            options.Cookie.Name = "slipway";
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.HttpOnly = true;
            options.ExpireTimeSpan = Session.Lifetime;
            options.Events.OnValidatePrincipal = SessionCookie.ValidateAsync;
            options.LoginPath = "/sign-in";
            options.ReturnUrlParameter = "returnUrl";
            options.Events.OnRedirectToLogin = context => Turn(context, StatusCodes.Status401Unauthorized);
            options.Events.OnRedirectToAccessDenied = context => Turn(context, StatusCodes.Status403Forbidden);
        });

        // Whatever forgets to say who may come in lets nobody in who isn't signed in; services ask for the permission itself.
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
    }

    // A person is led to the sign-in page, a program is told.
    private static Task Turn(RedirectContext<Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationOptions> context, int status)
    {
        if (Doors.IsPage(context.Request))
        {
            context.Response.Redirect(context.RedirectUri);
        }
        else
        {
            context.Response.StatusCode = status;
        }

        return Task.CompletedTask;
    }
}
