using Microsoft.AspNetCore.Identity;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Identity.Mailing;

namespace Slipway.Identity.Passwords;

/// <summary>Mails the link with which a password is set anew; to an address without an account, nothing.</summary>
internal sealed class MailPasswordReset(UserManager<User> users, SaasDb db, Post post)
{
    public async Task RunAsync(string email, string origin, CancellationToken ct)
    {
        if (await users.FindByEmailAsync(email.Trim()) is not { Email: { } address } user || await post.IsEnoughAsync(db, address, "password-reset", ct))
        {
            return;
        }

        var code = LinkCode.Write(await users.GeneratePasswordResetTokenAsync(user));
        await post.SendAsync(db, address, Letters.ResetPassword(user, $"{origin}/reset-password?user={user.Key}&code={code}"), ct);
    }
}
