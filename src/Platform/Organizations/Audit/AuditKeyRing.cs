using System.Security.Cryptography;

namespace Slipway.Organizations.Audit;

/// <summary>The public keys that a verifier was given, by their fingerprints.</summary>
internal sealed class AuditKeyRing : IDisposable
{
    private readonly Dictionary<string, ECDsa> _keys = [];

    private AuditKeyRing() { }

    /// <summary>Reads PEM text with one or more public keys; null when there is none in it.</summary>
    public static AuditKeyRing? Read(string pem)
    {
        var ring = new AuditKeyRing();
        for (var rest = pem.AsSpan(); PemEncoding.TryFind(rest, out var fields); rest = rest[fields.Location.End..])
        {
            if (rest[fields.Label] is not "PUBLIC KEY")
            {
                continue;
            }

            var key = ECDsa.Create();
            try
            {
                key.ImportFromPem(rest[fields.Location]);
                ring._keys[AuditKey.FingerprintOf(key.ExportSubjectPublicKeyInfo())] = key;
            }
            catch (CryptographicException)
            {
                key.Dispose();
            }
        }

        return ring._keys.Count > 0 ? ring : null;
    }

    /// <summary>Why the checkpoint can't be believed; null when one of the keys signed it.</summary>
    public string? Doubt(CheckpointLine checkpoint) =>
        !_keys.TryGetValue(checkpoint.Key, out var key) ? $"is signed with the key {checkpoint.Key}, which isn't among those given"
        : checkpoint.IsSignedWith(key) ? null
        : "isn't what the key signed: it was changed";

    public void Dispose()
    {
        foreach (var key in _keys.Values)
        {
            key.Dispose();
        }
    }
}
