using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Foundation.Events;

namespace Slipway.Organizations.Audit;

/// <summary>Where an organization's chain ended at a time, signed: whoever keeps it can tell later whether the log is still the one it was.</summary>
/// <param name="Number">The number of the last event.</param>
/// <param name="Hash">That event's hash, 64 hexadecimal digits.</param>
/// <param name="At">When it was signed: UTC, to the microsecond.</param>
/// <param name="Key">The fingerprint of the key: the first 16 hexadecimal digits of the SHA-256 of its SubjectPublicKeyInfo.</param>
/// <param name="Signature">ECDSA on P-256 with SHA-256, as DER in Base64, over the ASCII text <c>slipway-audit-checkpoint {organization} {number} {hash} {at}</c>.</param>
public sealed record CheckpointLine(long Number, string Organization, string Hash, string At, string Key, string Signature)
{
    /// <summary>How every line of a checkpoint begins.</summary>
    internal static ReadOnlySpan<byte> Start => "{\"checkpoint\":"u8;

    /// <summary>What is signed.</summary>
    internal static byte[] Text(string organization, long number, string hash, string at) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"slipway-audit-checkpoint {organization} {number} {hash} {at}"));

    internal static CheckpointLine? Read(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize<Members>(line, JsonSerializerOptions.Web) is { Organization: { } organization, Hash: { } hash, At: { } at, Key: { } key, Signature: { } signature } read
                ? new(read.Checkpoint, organization, hash, at, key, signature)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes the line, without its end.</summary>
    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("checkpoint", Number);
        json.WriteString("organization", Organization);
        json.WriteString("hash", Hash);
        json.WriteString("at", At);
        json.WriteString("key", Key);
        json.WriteString("signature", Signature);
        json.WriteEndObject();
        json.Flush();
    }

    /// <summary>Whether the key signed it.</summary>
    internal bool IsSignedWith(ECDsa key)
    {
        var signature = new byte[Signature.Length];
        return Convert.TryFromBase64String(Signature, signature, out var length)
            // The last letter has bits that stand for nothing.
            && Convert.ToBase64String(signature.AsSpan(0, length)) == Signature
            && key.VerifyData(Text(Organization, Number, Hash, At), signature.AsSpan(0, length), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    private sealed record Members(long Checkpoint, string? Organization, string? Hash, string? At, string? Key, string? Signature);
}

/// <summary>A checkpoint as it is kept here; tenants keep their own copies elsewhere.</summary>
internal sealed class AuditCheckpoint : ITenantOwned
{
    // A DER signature on P-256 has at most 72 bytes.
    public const int SignatureLimit = 72;

    private AuditCheckpoint() { }

    public Id<Organization> OrganizationId { get; private init; }
    public long Number { get; private init; }
    public byte[] Hash { get; private init; } = [];
    public DateTime At { get; private init; }
    public string Key { get; private init; } = "";
    public byte[] Signature { get; private init; } = [];

    /// <param name="number">The event's number.</param>
    /// <param name="hash">That event's hash.</param>
    public static AuditCheckpoint Sign(Id<Organization> organization, long number, byte[] hash, string key, ECDsa with, DateTime now)
    {
        // What is kept to the microsecond must be signed so.
        var at = new DateTime(now.Ticks - (now.Ticks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc);
        var text = CheckpointLine.Text(organization.ToString(), number, Convert.ToHexStringLower(hash), EventHash.Time(at));
        return new()
        {
            OrganizationId = organization,
            Number = number,
            Hash = hash,
            At = at,
            Key = key,
            Signature = with.SignData(text, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence),
        };
    }

    public CheckpointLine Line() => new(Number, OrganizationId.ToString(), Convert.ToHexStringLower(Hash), EventHash.Time(At), Key, Convert.ToBase64String(Signature));
}

internal sealed class AuditCheckpointMapping : IEntityTypeConfiguration<AuditCheckpoint>
{
    public void Configure(EntityTypeBuilder<AuditCheckpoint> checkpoint)
    {
        checkpoint.ToTable("AuditCheckpoints").HasKey(c => new { c.OrganizationId, c.Number });
        checkpoint.Property(c => c.Hash).HasMaxLength(EventHash.Length);
        checkpoint.Property(c => c.At);
        checkpoint.Property(c => c.Key).HasMaxLength(AuditKey.FingerprintLength);
        checkpoint.Property(c => c.Signature).HasMaxLength(AuditCheckpoint.SignatureLimit);
    }
}
