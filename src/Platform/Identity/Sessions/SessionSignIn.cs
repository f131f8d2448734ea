using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
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
        var known = CallerMiddleware.PrincipalOf(Context.User);
        if (known is not null && known.UserId != user.Key)
        {
            // The browser's cookie becomes somebody else's, and nobody could use the old session any more.
            await EndHereAsync();
        }

        // A cookie that is written anew, as after a change of the password, goes on with its session.
        var session = known?.UserId == user.Key && known.SessionId is { } same ? same : await BeginAsync(user);
        await base.SignInWithClaimsAsync(user, authenticationProperties, [.. additionalClaims.Where(claim => claim.Type != Session.Claim), new(Session.Claim, session.ToString())]);
    }

    public override async Task SignOutAsync()
    {
        await EndHereAsync();
        await base.SignOutAsync();
    }

    private async Task EndHereAsync()
    {
        if (CallerMiddleware.SessionOf(Context.User) is { } session)
        {
            await ending.EndAsync(db, sessions => sessions.Where(row => row.Id == session), Context.RequestAborted);
        }
    }

    private async Task<Id<Session>> BeginAsync(User user)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var visitor = Visitor.Of(Context);
        var session = db.Sessions.Add(Session.Begin(user.Key, visitor, now)).Entity;
        db.AccountEvents.Add(AccountEvent.Of(user.Key, AccountEventKind.SignedIn, visitor, now));
        await db.SaveChangesAsync(Context.RequestAborted);
        var surplus = await db.Sessions.Where(row => row.UserId == user.Key && row.Id != session.Id).OrderByDescending(row => row.LastSeenAt).Skip(Session.Limit - 1).Select(row => row.Id).ToListAsync(Context.RequestAborted);
        if (surplus.Count > 0)
        {
            await ending.EndAsync(db, sessions => sessions.Where(row => surplus.Contains(row.Id)), Context.RequestAborted);
        }

        return session.Id;
    }
}
