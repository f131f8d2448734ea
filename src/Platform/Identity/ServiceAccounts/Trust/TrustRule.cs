using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Foundation.Access;

namespace Slipway.Identity.ServiceAccounts.Trust;

/// <summary>
/// Says which tokens of an outside authority, such as those that GitHub gives to a job, are exchanged for one of a service account's own: issued there, for
/// this audience, about this subject, and with these claims.
/// </summary>
public sealed class TrustRule : ITenantOwned
{
    public const int NameLimit = 80;
    public const int IssuerLimit = 300;
    public const int AudienceLimit = 300;
    public const int SubjectLimit = 500;
    public const int ClaimLimit = 10;
    public const int ClaimNameLimit = 80;
    public const int ClaimValueLimit = 500;

    private TrustRule() { }

    internal Id<TrustRule> Id { get; private init; } = Id<TrustRule>.New();
    public Id<Organization> OrganizationId { get; private init; }
    internal Id<User> ServiceAccountId { get; private init; }
    internal string Name { get; private init; } = "";

    /// <summary>The authority, exactly as its tokens name it.</summary>
    internal string Issuer { get; private init; } = "";

    internal string Audience { get; private init; } = "";

    /// <summary>What the token's subject is; * stands for any text.</summary>
    internal string Subject { get; private init; } = "";

    /// <summary>What other claims have to be, by name, as JSON; * stands for any text.</summary>
    internal string Claims { get; private init; } = "{}";

    /// <summary>For how long the token works that it is exchanged for.</summary>
    internal int Minutes { get; private init; }

    internal DateTime CreatedAt { get; private init; }
    internal DateTime? LastUsedAt { get; private set; }

    internal static TrustRule Add(Id<Organization> organization, Id<User> account, AddTrustRule asked, DateTime now) => new()
    {
        OrganizationId = organization,
        ServiceAccountId = account,
        Name = asked.Name.Trim(),
        Issuer = asked.Issuer.Trim(),
        Audience = asked.Audience.Trim(),
        Subject = asked.Subject.Trim(),
        Claims = JsonSerializer.Serialize(asked.Claims ?? new Dictionary<string, string>()),
        Minutes = asked.Minutes ?? 60,
        CreatedAt = now,
    };

    internal IReadOnlyDictionary<string, string> ReadClaims() => JsonSerializer.Deserialize<Dictionary<string, string>>(Claims)!;

    internal void Use(DateTime now) => LastUsedAt = now;
}

internal sealed class TrustRuleMapping : IEntityTypeConfiguration<TrustRule>
{
    public void Configure(EntityTypeBuilder<TrustRule> rule)
    {
        rule.ToTable("TrustRules").HasKey(r => r.Id);
        rule.Property(r => r.ServiceAccountId);
        rule.Property(r => r.Name).HasMaxLength(TrustRule.NameLimit);
        rule.Property(r => r.Issuer).HasMaxLength(TrustRule.IssuerLimit);
        rule.Property(r => r.Audience).HasMaxLength(TrustRule.AudienceLimit);
        rule.Property(r => r.Subject).HasMaxLength(TrustRule.SubjectLimit);
        rule.Property(r => r.Claims);
        rule.Property(r => r.Minutes);
        rule.Property(r => r.CreatedAt);
        rule.Property(r => r.LastUsedAt);
        rule.HasIndex(r => new { r.OrganizationId, r.ServiceAccountId });
        rule.HasOne<ServiceAccount>().WithMany().HasForeignKey(r => r.ServiceAccountId).OnDelete(DeleteBehavior.Cascade);
    }
}
