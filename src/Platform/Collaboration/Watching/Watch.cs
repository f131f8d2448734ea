using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Foundation.Access;
using Slipway.Foundation.Events;

namespace Slipway.Collaboration.Watching;

/// <summary>Why somebody hears of a subject.</summary>
public enum WatchReason
{
    /// <summary>They chose to watch it.</summary>
    Chosen,

    /// <summary>They made it.</summary>
    Created,

    /// <summary>They commented on it.</summary>
    Commented,

    /// <summary>They were named in it.</summary>
    Mentioned,

    /// <summary>They were asked to do something about it.</summary>
    Asked,

    /// <summary>They look after the project or the organization.</summary>
    Responsible,
}

/// <summary>That somebody watches a subject, or wants to hear no more of it.</summary>
internal sealed class Watch : ITenantOwned
{
    private Watch() { }

    public Id<Organization> OrganizationId { get; private init; }
    public Id<User> UserId { get; private init; }

    /// <summary>What is watched, as events address it: <c>projects/vision/runs/1a2b</c>.</summary>
    public string Subject { get; private init; } = "";

    public string SubjectHash { get; private init; } = "";

    public Id<Project> ProjectId { get; private init; }

    /// <summary>Why it began.</summary>
    public WatchReason Reason { get; private set; }

    /// <summary>False when the person said so: nothing makes them watch it again but they themselves.</summary>
    public bool IsOn { get; private set; }

    public DateTime Since { get; private set; }

    public static Watch Begin(Id<Organization> organization, Id<Project> project, Id<User> user, string subject, WatchReason reason, DateTime now) => new()
    {
        OrganizationId = organization,
        ProjectId = project,
        UserId = user,
        Subject = subject,
        SubjectHash = SubjectAddress.Hash(subject),
        Reason = reason,
        IsOn = true,
        Since = now,
    };

    /// <summary>The same at the subject's new address, since it has that.</summary>
    public Watch MovedTo(string subject, DateTime at) => new()
    {
        OrganizationId = OrganizationId,
        ProjectId = ProjectId,
        UserId = UserId,
        Subject = subject,
        SubjectHash = SubjectAddress.Hash(subject),
        Reason = Reason,
        IsOn = IsOn,
        Since = at,
    };

    public void Resume(DateTime now)
    {
        if (!IsOn)
        {
            (IsOn, Reason, Since) = (true, WatchReason.Chosen, now);
        }
    }

    public void Stop(DateTime now)
    {
        if (IsOn)
        {
            (IsOn, Since) = (false, now);
        }
    }
}

internal sealed class WatchMapping : IEntityTypeConfiguration<Watch>
{
    public void Configure(EntityTypeBuilder<Watch> watch)
    {
        watch.ToTable("Watches").HasKey(w => new { w.OrganizationId, w.SubjectHash, w.UserId });
        watch.Property(w => w.Subject).HasMaxLength(EventRow.SubjectLimit);
        watch.Property(w => w.SubjectHash).HasMaxLength(SubjectAddress.HashLength);
        watch.Property(w => w.Reason);
        watch.Property(w => w.IsOn);
        watch.Property(w => w.Since);
        watch.HasIndex(w => new { w.UserId, w.Since });
        watch.HasOne<Project>().WithMany().HasForeignKey(w => w.ProjectId).OnDelete(DeleteBehavior.Cascade);
    }
}
