using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Foundation.Access;
using Slipway.Identity.ServiceAccounts.Trust;

namespace Slipway.Identity.Tokens;

/// <summary>
/// A key with which a script acts for a person in one organization. The secret has 256 random bits, so a fast hash keeps it safe, and
/// asking for it on every request costs nothing.
/// </summary>
public sealed class ApiToken : ITenantOwned, IGrantsAccess
{
    public const int NameLimit = 80;
    public const string Prefix = "slw_";

    private ApiToken() { }

    internal Id<ApiToken> Id { get; private init; } = Id<ApiToken>.New();
    public Id<Organization> OrganizationId { get; private init; }
    internal Id<User> OwnerId { get; private init; }
    internal string Name { get; private init; } = "";
    internal byte[] Hash { get; private init; } = [];

    /// <summary>The last four characters, by which people tell their tokens apart.</summary>
    internal string Hint { get; private init; } = "";

    /// <summary>Names of permissions, separated by blanks; null for everything that the owner may.</summary>
    internal string? Permissions { get; private init; }

    internal Id<Project>? DefaultProjectId { get; private init; }

    /// <summary>Whether the token works in no other project than its default one.</summary>
    internal bool OnlyDefaultProject { get; private init; }

    /// <summary>The rule by which another authority's credential was exchanged for it; null when it was made for its owner.</summary>
    internal Id<TrustRule>? TrustRuleId { get; private init; }

    internal DateTime CreatedAt { get; private init; }
    internal DateTime? ExpiresAt { get; private init; }
    internal DateTime? RevokedAt { get; private set; }
    internal DateTime? LastUsedAt { get; private set; }

    /// <summary>Makes a token; the secret is in the answer and nowhere else.</summary>
    internal static (ApiToken Token, string Secret) Issue(
        Id<Organization> organization, Id<User> owner, string name, IReadOnlyCollection<Permission>? permissions, Id<Project>? project, bool onlyProject, DateTime now, DateTime? expires,
        Id<TrustRule>? rule = null)
    {
        var secret = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var token = new ApiToken
        {
            OrganizationId = organization,
            OwnerId = owner,
            Name = name.Trim(),
            Hash = HashOf(secret),
            Hint = secret[^4..],
            Permissions = permissions is null ? null : string.Join(' ', permissions.Select(permission => permission.Name)),
            DefaultProjectId = project,
            OnlyDefaultProject = onlyProject,
            TrustRuleId = rule,
            CreatedAt = now,
            ExpiresAt = expires,
        };
        return (token, secret);
    }

    internal void Revoke(DateTime now) => RevokedAt ??= now;

    internal bool IsGood(DateTime now) => RevokedAt is null && (ExpiresAt is null || ExpiresAt > now);

    internal static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}

internal sealed class ApiTokenMapping : IEntityTypeConfiguration<ApiToken>
{
    public void Configure(EntityTypeBuilder<ApiToken> token)
    {
        token.ToTable("ApiTokens").HasKey(t => t.Id);
        token.Property(t => t.OwnerId);
        token.Property(t => t.Name).HasMaxLength(ApiToken.NameLimit);
        token.Property(t => t.Hash).HasMaxLength(32);
        token.Property(t => t.Hint).HasMaxLength(4);
        token.Property(t => t.Permissions).HasMaxLength(1_000);
        token.Property(t => t.DefaultProjectId);
        token.Property(t => t.OnlyDefaultProject);
        token.Property(t => t.TrustRuleId);
        token.Property(t => t.CreatedAt);
        token.Property(t => t.ExpiresAt);
        token.Property(t => t.RevokedAt);
        token.Property(t => t.LastUsedAt);
        token.HasIndex(t => t.Hash).IsUnique();
        token.HasIndex(t => new { t.OrganizationId, t.OwnerId });
        // For what clears away those that ran out; the others have no rule and aren't in it.
        token.HasIndex(t => new { t.TrustRuleId, t.ExpiresAt });
    }
}
