using System.Security.Cryptography;
using System.Text;

namespace Slipway.Identity.TwoFactor;

/// <summary>
/// Somebody's unused recovery codes as they are kept: one salt, and what PBKDF2 with SHA-256 makes of each code. A code has 47 random bits, too few for a
/// fast hash to hide; one salt for all, so that trying a code costs one derivation.
/// </summary>
internal sealed record RecoveryCodeSet(byte[] Salt, IReadOnlyList<byte[]> Hashes)
{
    private const string Mark = "$1$";
    private const int Rounds = 50_000;

    public static RecoveryCodeSet Of(IEnumerable<string> codes)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        return new(salt, [.. codes.Select(code => Hash(code, salt))]);
    }

    /// <summary>Reads what <see cref="Write"/> wrote, or the codes themselves, as they once were kept.</summary>
    public static RecoveryCodeSet Read(string? kept)
    {
        if (kept is null || !kept.StartsWith(Mark, StringComparison.Ordinal))
        {
            return Of(kept?.Split(';', StringSplitOptions.RemoveEmptyEntries) ?? []);
        }

        var parts = kept[Mark.Length..].Split('$');
        return new(Convert.FromBase64String(parts[0]), [.. parts[1].Split(';', StringSplitOptions.RemoveEmptyEntries).Select(Convert.FromBase64String)]);
    }

    /// <summary>How many codes are kept, without making anything of them.</summary>
    public static int Count(string? kept) => kept is null ? 0 : kept[(kept.LastIndexOf('$') + 1)..].Split(';', StringSplitOptions.RemoveEmptyEntries).Length;

    public string Write() => $"{Mark}{Convert.ToBase64String(Salt)}${string.Join(';', Hashes.Select(Convert.ToBase64String))}";

    /// <summary>The set without a code; null when the code isn't in it.</summary>
    public RecoveryCodeSet? Without(string code)
    {
        var hash = Hash(code, Salt);
        var rest = Hashes.Where(each => !CryptographicOperations.FixedTimeEquals(each, hash)).ToList();
        return rest.Count < Hashes.Count ? this with { Hashes = rest } : null;
    }

    private static byte[] Hash(string code, byte[] salt) => Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(code), salt, Rounds, HashAlgorithmName.SHA256, 32);
}
