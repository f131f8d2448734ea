using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Foundation.Data;

namespace Slipway.Organizations.Audit;

/// <summary>The key that signs checkpoints: ECDSA on P-256, its private half sealed with the installation's data protection keys.</summary>
[Global("one key signs for every organization of this installation; what is signed names the organization")]
internal sealed class AuditKey
{
    public const int FingerprintLength = 16;
    public const int BytesLimit = 1_000;

    private AuditKey() { }

    public string Fingerprint { get; private init; } = "";

    /// <summary>As SubjectPublicKeyInfo.</summary>
    public byte[] PublicKey { get; private init; } = [];

    public byte[] SealedKey { get; private init; } = [];
    public DateTime CreatedAt { get; private init; }

    public static AuditKey Make(IDataProtector seal, DateTime now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var known = key.ExportSubjectPublicKeyInfo();
        return new() { Fingerprint = FingerprintOf(known), PublicKey = known, SealedKey = seal.Protect(key.ExportPkcs8PrivateKey()), CreatedAt = now };
    }

    public static string FingerprintOf(byte[] publicKey) => Convert.ToHexStringLower(SHA256.HashData(publicKey))[..FingerprintLength];

    /// <summary>The key itself; null when the keys that sealed it are gone. Dispose it.</summary>
    public ECDsa? Open(IDataProtector seal)
    {
        byte[] bytes;
        try
        {
            bytes = seal.Unprotect(SealedKey);
        }
        catch (CryptographicException)
        {
            return null;
        }

        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(bytes, out _);
        CryptographicOperations.ZeroMemory(bytes);
        return key;
    }
}

internal sealed class AuditKeyMapping : IEntityTypeConfiguration<AuditKey>
{
    public void Configure(EntityTypeBuilder<AuditKey> key)
    {
        key.ToTable("AuditKeys").HasKey(k => k.Fingerprint);
        key.Property(k => k.Fingerprint).HasMaxLength(AuditKey.FingerprintLength);
        key.Property(k => k.PublicKey).HasMaxLength(AuditKey.BytesLimit);
        key.Property(k => k.SealedKey).HasMaxLength(AuditKey.BytesLimit);
        key.Property(k => k.CreatedAt);
    }
}

/// <summary>Signs where chains end. Two replicas that both find no key make two; each checkpoint names its own, and all public halves are handed out.</summary>
internal sealed class AuditSigner(IDataProtectionProvider protection, TimeProvider time)
{
    private readonly IDataProtector _seal = protection.CreateProtector("Slipway.Audit.Checkpoints");

    /// <summary>The checkpoint at the end of the organization's chain as it is now, and commits it; null while nothing has happened.</summary>
    public async Task<AuditCheckpoint?> SignAsync(SaasDb db, Id<Organization> organization, CancellationToken ct)
    {
        if (await db.EventChains.AsNoTracking().SingleOrDefaultAsync(each => each.OrganizationId == organization, ct) is not { Number: > 0 } chain)
        {
            return null;
        }

        return await SignAsync(db, organization, chain.Number, chain.Hash, ct);
    }

    /// <summary>The checkpoint of an event within the chain, and commits it; null when the chain hasn't come so far.</summary>
    public async Task<AuditCheckpoint?> SignAsync(SaasDb db, Id<Organization> organization, long number, CancellationToken ct) =>
        await db.Events.Where(row => row.OrganizationId == organization && row.Number == number).Select(row => row.Hash).SingleOrDefaultAsync(ct) is { } hash ? await SignAsync(db, organization, number, hash, ct) : null;

    private async Task<AuditCheckpoint?> SignAsync(SaasDb db, Id<Organization> organization, long number, byte[] hash, CancellationToken ct)
    {
        if (await KeptAsync() is { } kept)
        {
            return kept;
        }

        var (fingerprint, key) = await KeyAsync(db, ct);
        using (key)
        {
            var signed = db.AuditCheckpoints.Add(AuditCheckpoint.Sign(organization, number, hash, fingerprint, key, time.GetUtcNow().UtcDateTime)).Entity;
            try
            {
                await db.SaveChangesAsync(ct);
                return signed;
            }
            catch (DbUpdateException exception) when (exception.IsDuplicate())
            {
                // Somebody else signed the same meanwhile.
                db.ChangeTracker.Clear();
                return await KeptAsync();
            }
        }

        Task<AuditCheckpoint?> KeptAsync() => db.AuditCheckpoints.AsNoTracking().SingleOrDefaultAsync(checkpoint => checkpoint.Number == number, ct);
    }

    /// <summary>Makes the first key, before several organizations are signed for at once.</summary>
    public async Task PrepareAsync(SaasDb db, CancellationToken ct) => (await KeyAsync(db, ct)).Key.Dispose();

    /// <summary>The public halves of all keys that ever signed here, oldest first, as PEM.</summary>
    public async Task<string> PublicKeysAsync(SaasDb db, CancellationToken ct)
    {
        await PrepareAsync(db, ct);
        var keys = await db.AuditKeys.AsNoTracking().OrderBy(key => key.CreatedAt).Select(key => key.PublicKey).ToListAsync(ct);
        return string.Concat(keys.Select(key => PemEncoding.WriteString("PUBLIC KEY", key) + "\n"));
    }

    private async Task<(string Fingerprint, ECDsa Key)> KeyAsync(SaasDb db, CancellationToken ct)
    {
        var newest = await db.AuditKeys.AsNoTracking().OrderByDescending(key => key.CreatedAt).ThenBy(key => key.Fingerprint).FirstOrDefaultAsync(ct);
        if (newest?.Open(_seal) is { } known)
        {
            return (newest.Fingerprint, known);
        }

        var made = db.AuditKeys.Add(AuditKey.Make(_seal, time.GetUtcNow().UtcDateTime)).Entity;
        await db.SaveChangesAsync(ct);
        return (made.Fingerprint, made.Open(_seal)!);
    }
}
