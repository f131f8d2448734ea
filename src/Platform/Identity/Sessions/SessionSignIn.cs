using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Identity.History;

namespace Slipway.Identity.Sessions;

/// <summary>Gives every sign-in, however it came about, a session of its own, and ends it when the person signs out.</summary>
internal sealed class SessionSignIn(
    UserManager<User> users, IHttpContextAccessor http, IUserClaimsPrincipalFactory<User> claims, IOptions<IdentityOptions> options, ILogger<SignInManager<User>> log,
    IAuthenticationSchemeProvider schemes, IUserConfirmation<User> confirmation, SaasDb db, SessionEnding ending, TimeProvider time)
    : SignInManager<User>(users, http, claims, options, log, schemes, confirmation)
{
    public override async Task SignInWithClaimsAsync(User user, AuthenticationProperties? authenticationProperties, IEnumerable<Claim> additionalClaims)
    {
        // A cookie that is written anew, as after a change of the password, goes on with its session.
        var session = CallerMiddleware.PrincipalOf(Context.User) is { } known && known.UserId == user.Key && known.SessionId is { } same ? same : await BeginAsync(user);
        await base.SignInWithClaimsAsync(user, authenticationProperties, [.. additionalClaims.Where(claim => claim.Type != Session.Claim), new(Session.Claim, session.ToString())]);
    }

    public override async Task SignOutAsync()
    {
        if (CallerMiddleware.SessionOf(Context.User) is { } session)
        {
            await ending.EndAsync(db, sessions => sessions.Where(row => row.Id == session), Context.RequestAborted);
        }

        await base.SignOutAsync();
    }

    private async Task<Id<Session>> BeginAsync(User user)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var visitor = Visitor.Of(Context);
        var session = db.Sessions.Add(Session.Begin(user.Key, visitor, now)).Entity;
        db.AccountEvents.Add(AccountEvent.Of(user.Key, AccountEventKind.SignedIn, visitor, now));
        await db.SaveChangesAsync(Context.RequestAborted);
        return session.Id;
    }
}
