using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Identity.Mailing;

namespace Slipway.Organizations.Invitations;

/// <summary>That somebody who reads what is sent to an address may come into an organization. The code in the mailed link has 256 random bits and is kept as a hash.</summary>
public sealed class Invitation : ITenantOwned
{
    internal const int EmailLimit = 256;

    /// <summary>How long ended ones are kept, so that their links say what became of them.</summary>
    internal static readonly TimeSpan Memory = TimeSpan.FromDays(30);

    private Invitation() { }

    internal Id<Invitation> Id { get; private init; } = Id<Invitation>.New();
    public Id<Organization> OrganizationId { get; private init; }
    internal string Email { get; private init; } = "";
    internal string NormalizedEmail { get; private init; } = "";
    internal OrganizationRole Role { get; private init; }
    internal byte[] Hash { get; private set; } = [];
    internal string Inviter { get; private init; } = "";
    internal DateTime CreatedAt { get; private init; }
    internal DateTime SentAt { get; private set; }
    internal DateTime ExpiresAt { get; private set; }

    /// <summary>For how many days each mailed link is good.</summary>
    internal int Days { get; private init; }
    internal DateTime? AcceptedAt { get; private set; }
    internal Id<User>? AcceptedBy { get; private set; }
    internal DateTime? RevokedAt { get; private set; }

    /// <summary>The roles in projects that come with it.</summary>
    internal List<InvitationProject> Projects { get; private init; } = [];

    /// <summary>Writes one; the code is in the answer and, hashed, in the row.</summary>
    internal static (Invitation Invitation, string Code) Write(
        Id<Organization> organization, string email, OrganizationRole role, IEnumerable<(Id<Project> Project, ProjectRole Role)> projects, string inviter, int days, DateTime now)
    {
        var invitation = new Invitation
        {
            OrganizationId = organization, Email = email, NormalizedEmail = email.ToUpperInvariant(), Role = role, Inviter = inviter, CreatedAt = now, Days = days,
        };
        invitation.Projects.AddRange(projects.Select(each => new InvitationProject(organization, invitation.Id, each.Project, each.Role)));
        return (invitation, invitation.Send(now));
    }

    /// <summary>Makes a new code, which takes the place of the former, and begins the days anew.</summary>
    internal string Send(DateTime now)
    {
        var code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        (Hash, SentAt, ExpiresAt) = (HashOf(code), now, now.AddDays(Days));
        return code;
    }

    internal bool IsOpen => AcceptedAt is null && RevokedAt is null;

    internal void Accept(Id<User> user, DateTime now) => (AcceptedAt, AcceptedBy) = (now, user);

    internal void Revoke(DateTime now) => RevokedAt ??= now;

    internal static byte[] HashOf(string code) => SHA256.HashData(Encoding.UTF8.GetBytes(code));

    /// <summary>Revokes what is open for an address, in the transaction of whoever ends a membership: else the person would be back by an old mail.</summary>
    internal static async Task RevokeAllAsync(SaasDb db, string email, DateTime now, CancellationToken ct)
    {
        var normalized = email.ToUpperInvariant();
        foreach (var open in await db.Invitations.Where(each => each.NormalizedEmail == normalized && each.AcceptedAt == null && each.RevokedAt == null).ToListAsync(ct))
        {
            open.Revoke(now);
        }
    }
}

/// <summary>A role in a project that comes with an invitation.</summary>
internal sealed class InvitationProject(Id<Organization> organizationId, Id<Invitation> invitationId, Id<Project> projectId, ProjectRole role) : ITenantOwned
{
    public Id<Organization> OrganizationId { get; private init; } = organizationId;
    public Id<Invitation> InvitationId { get; private init; } = invitationId;
    public Id<Project> ProjectId { get; private init; } = projectId;
    public ProjectRole Role { get; private init; } = role;
}

internal sealed class InvitationMapping : IEntityTypeConfiguration<Invitation>
{
    public void Configure(EntityTypeBuilder<Invitation> invitation)
    {
        invitation.ToTable("Invitations").HasKey(i => i.Id);
        invitation.Property(i => i.Email).HasMaxLength(Invitation.EmailLimit);
        invitation.Property(i => i.NormalizedEmail).HasMaxLength(Invitation.EmailLimit);
        invitation.Property(i => i.Role);
        invitation.Property(i => i.Hash).HasMaxLength(32);
        invitation.Property(i => i.Inviter).HasMaxLength(User.NameLimit);
        invitation.Property(i => i.CreatedAt);
        invitation.Property(i => i.SentAt);
        invitation.Property(i => i.ExpiresAt);
        invitation.Property(i => i.Days);
        invitation.Property(i => i.AcceptedAt);
        invitation.Property(i => i.AcceptedBy);
        invitation.Property(i => i.RevokedAt);
        invitation.Ignore(i => i.IsOpen);
        invitation.HasIndex(i => i.Hash).IsUnique();
        invitation.HasIndex(i => new { i.OrganizationId, i.CreatedAt });
        invitation.HasIndex(i => i.NormalizedEmail);
        invitation.HasOne<Organization>().WithMany().HasForeignKey(i => i.OrganizationId).OnDelete(DeleteBehavior.Restrict);
        invitation.HasMany(i => i.Projects).WithOne().HasForeignKey(p => p.InvitationId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class InvitationProjectMapping : IEntityTypeConfiguration<InvitationProject>
{
    public void Configure(EntityTypeBuilder<InvitationProject> project)
    {
        project.ToTable("InvitationProjects").HasKey(p => new { p.InvitationId, p.ProjectId });
        project.Property(p => p.Role);
        project.HasIndex(p => p.ProjectId);
        project.HasOne<Project>().WithMany().HasForeignKey(p => p.ProjectId).OnDelete(DeleteBehavior.Cascade);
    }
}

/// <summary>What is written to whom is invited.</summary>
internal static class InvitationLetters
{
    public const string Kind = "invitation";

    public static Letter Invite(Invitation invitation, string organization, IReadOnlyList<string> projects, string address) => new(
        Kind, $"{invitation.Inviter} invites you to {organization}", invitation.Email,
        [
            $"{invitation.Inviter} invites you to {organization} on Slipway, where teams track, review and ship their models.",
            projects.Count == 0 ? $"You come in as {Article(invitation.Role)}." : $"You come in as {Article(invitation.Role)}, with access to {string.Join(", ", projects)}.",
            $"The link below works for {invitation.Days} {(invitation.Days == 1 ? "day" : "days")}, for this address alone.",
        ],
        ("See the invitation", address),
        "If you don't know who this is, you need not do anything: nothing happens unless you open the link and accept.");

    private static string Article(OrganizationRole role) => $"{(role is OrganizationRole.Admin ? "an" : "a")} {(role is OrganizationRole.Billing ? "billing contact" : role.ToString().ToLowerInvariant())}";
}

/// <summary>Forgets invitations that ended a month ago, with the addresses in them.</summary>
internal sealed class ForgetInvitations(IDbContextFactory<SaasDb> dbs, WriteGate gate, TimeProvider time)
{
    public async Task RunAsync(CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var before = time.GetUtcNow().UtcDateTime - Invitation.Memory;
        using var turn = await gate.EnterAsync(ct);
        await db.Invitations.IgnoreQueryFilters(SaasDb.TenantFilterOnly).Where(invitation => invitation.ExpiresAt < before || invitation.RevokedAt < before || invitation.AcceptedAt < before).ExecuteDeleteAsync(ct);
    }
}
