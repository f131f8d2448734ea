using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Identity.History;
using Slipway.Identity.Mailing;

namespace Slipway.Identity.Account;

/// <summary>The caller's own account at work: who it is, whether it is really them, and what is kept and sent about what they did.</summary>
internal sealed class Self(UserManager<User> users, SignInManager<User> signIn, SaasDb db, IDbContextFactory<SaasDb> dbs, Access access, Post post, IHttpContextAccessor http, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);
    private static readonly Invalid PasswordFirst = new("You signed in a while ago: type your password too.");
    private static readonly Invalid WrongPassword = new("That is not your password.");
    public static readonly Unauthenticated Gone = new("Your account is gone. Make a new one to go on.");

    /// <summary>The context that the framework's stores write to: what is added here is committed with their changes.</summary>
    public SaasDb Db => db;

    /// <summary>The browser that the caller sits at.</summary>
    public Id<Session>? SessionId => access.Principal.SessionId;

    public async Task<Result<User>> UserAsync() =>
        await users.FindByIdAsync(access.Principal.UserId.ToString()) is { } user ? user : Gone;

    /// <summary>The caller's account, for the person and not for a token.</summary>
    public async Task<Result<User>> InPersonAsync(CancellationToken ct) =>
        await access.RequireInPersonAsync(ct) is { } refusal ? refusal : await UserAsync();

    /// <summary>The caller's account, in person and after asking for the password. Guessing it here locks the account as it does at the sign-in.</summary>
    public async Task<Result<User>> ProvenAsync(string password, CancellationToken ct)
    {
        var self = await InPersonAsync(ct);
        return self.Refusal is not null ? self
            : await ProveAsync(self.Value, password) is { } wrong ? wrong
            : self;
    }

    /// <summary>
    /// The caller's account, in person, from whoever signed in just now or gives the password. Asked before what opens another way in or shuts the
    /// owner out, so that a browser left open isn't enough for it.
    /// </summary>
    public async Task<Result<User>> PresentAsync(string? password, CancellationToken ct) =>
        await access.RequireInPersonAsync(ct) is { } refusal ? refusal
            : await IsFreshAsync(ct) ? await UserAsync()
            : string.IsNullOrEmpty(password) ? PasswordFirst
            : await ProvenAsync(password, ct);

    /// <summary>Whether the caller signed in just now, so that the password need not be asked for again.</summary>
    public async Task<bool> IsFreshAsync(CancellationToken ct)
    {
        // Parts of a page ask at the same time, and the framework's own context serves one after the other.
        await using var own = await dbs.CreateDbContextAsync(ct);
        var since = time.GetUtcNow().UtcDateTime - Fresh;
        return SessionId is { } session && await own.Sessions.AnyAsync(row => row.Id == session && row.CreatedAt > since, ct);
    }

    private async Task<Refusal?> ProveAsync(User user, string password)
    {
        var outcome = await signIn.CheckPasswordSignInAsync(user, password, lockoutOnFailure: true);
        return outcome.Succeeded ? null : outcome.IsLockedOut ? SignIn.SignInService.LockedOut : WrongPassword;
    }

    /// <summary>Adds to the account's history in the next commit.</summary>
    public void Note(Id<User> user, AccountEventKind kind) => db.AccountEvents.Add(AccountEvent.Of(user, kind, Visitor.Of(http.HttpContext), time.GetUtcNow().UtcDateTime));

    /// <summary>Adds to the account's history and writes to the person, in one commit.</summary>
    public async Task TellAsync(User user, AccountEventKind kind, Letter letter, CancellationToken ct)
    {
        Note(user.Key, kind);
        await post.SendAsync(db, user.Email!, letter, ct);
    }

    /// <summary>What the framework refuses, in its words.</summary>
    public static Invalid Refused(IdentityResult outcome) => new(string.Join(' ', outcome.Errors.Select(error => error.Description)));
}
