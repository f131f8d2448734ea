using Microsoft.AspNetCore.DataProtection;
using Slipway.Foundation.Content;

namespace Slipway.Integrations.Archives;

/// <summary>
/// By its seal a server knows an archive again that it wrote, unchanged to the last byte: the seal is over the manifest, which has the digest of everything else. Only then is
/// it believed who did what; anybody can write a zip that says something of a colleague.
/// </summary>
internal sealed class ArchiveSeal(IDataProtectionProvider protection)
{
    private readonly IDataProtector _seal = protection.CreateProtector("Slipway.Archives");

    public string Make(ContentDigest manifest) => _seal.Protect(manifest.ToString());
}
