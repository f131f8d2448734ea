using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Slipway.Foundation.Archives;
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

    /// <summary>Whether this server wrote the manifest. Another server's seal can't be read here, and says nothing.</summary>
    /// <exception cref="ArchiveRefusedException">The seal is this server's, and of another manifest: somebody changed the archive.</exception>
    public bool IsOurs(string seal, ContentDigest manifest)
    {
        string sealedDigest;
        try
        {
            sealedDigest = _seal.Unprotect(seal);
        }
        catch (Exception failure) when (failure is CryptographicException or FormatException)
        {
            return false;
        }

        return sealedDigest == manifest.ToString() ? true : throw new ArchiveRefusedException("This archive was changed after this server wrote it. Download it again.");
    }
}
