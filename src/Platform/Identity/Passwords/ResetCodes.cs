using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Slipway.Foundation.Access;

namespace Slipway.Identity.Passwords;

/// <summary>The proofs in links that set a new password; they live shorter than those that confirm an address.</summary>
internal sealed class ResetCodes(IDataProtectionProvider protection, ILogger<ResetCodes> log)
    : DataProtectorTokenProvider<User>(protection, Microsoft.Extensions.Options.Options.Create(new DataProtectionTokenProviderOptions { Name = Provider, TokenLifespan = TimeSpan.FromHours(2) }), log)
{
    public const string Provider = "PasswordReset";
}
