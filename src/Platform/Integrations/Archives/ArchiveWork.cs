using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Foundation.Access;
using Slipway.Foundation.Content;

namespace Slipway.Integrations.Archives;

/// <summary>How far an export or import is.</summary>
public enum ArchiveState
{
    /// <summary>The archive to be imported isn't here yet.</summary>
    Uploading,

    /// <summary>It begins as soon as a worker is free.</summary>
    Waiting,

    /// <summary>It is being worked on.</summary>
    Working,

    /// <summary>An export can be downloaded; an import has made its project.</summary>
    Ready,

    /// <summary>It came to nothing, and left nothing.</summary>
    Failed,

    /// <summary>An export that was there and was deleted when its time was over.</summary>
    Expired,
}

/// <summary>An export or an import: long work that goes on while nobody looks, and after a restart. Its row is the queue.</summary>
public abstract class ArchiveWork : ITenantOwned
{
    internal const int StepLimit = 300;
    internal const int ProblemLimit = 1_000;

    /// <summary>How often it is begun before it is given up.</summary>
    internal const int MostAttempts = 3;

    private protected ArchiveWork() { }

    internal Id<ArchiveWork> Id { get; private init; } = Id<ArchiveWork>.New();
    public Id<Organization> OrganizationId { get; private protected init; }
    internal ArchiveState State { get; private protected set; }
    internal Id<User> RequesterId { get; private protected init; }
    internal string Requester { get; private protected init; } = "";
    internal DateTime CreatedAt { get; private protected init; }
    internal DateTime? FinishedAt { get; private set; }

    /// <summary>When its archive is deleted.</summary>
    internal DateTime? ExpiresAt { get; private protected set; }

    /// <summary>What is being worked on.</summary>
    internal string Step { get; private set; } = "";

    /// <summary>How much is done of <see cref="Total"/>, in a unit that means nothing else.</summary>
    internal long Done { get; private set; }
    internal long Total { get; private set; }
    internal int Attempts { get; private set; }

    /// <summary>Until when it belongs to the process that works on it; null when to none.</summary>
    internal DateTime? HeldUntil { get; private set; }

    /// <summary>The archive's SHA-256; null while or once there is none.</summary>
    internal byte[]? Digest { get; private protected set; }

    /// <summary>The archive's bytes.</summary>
    internal long Size { get; private protected set; }

    /// <summary>Why it failed, as a sentence.</summary>
    internal string Problem { get; private set; } = "";

    /// <summary>Whether it is still to come to something.</summary>
    internal bool IsUnderWay => State is ArchiveState.Uploading or ArchiveState.Waiting or ArchiveState.Working;

    /// <summary>How far it is, in percent; never a hundred before it is done.</summary>
    internal int Percent => State is ArchiveState.Ready or ArchiveState.Expired ? 100 : Total > 0 ? (int)Math.Clamp(100.0 * Done / Total, 0, 99) : 0;

    internal void Begin(DateTime heldUntil) => (State, HeldUntil, Attempts, Step, Done, Total) = (ArchiveState.Working, heldUntil, Attempts + 1, "", 0, 0);

    internal void Finish(DateTime now) => (State, FinishedAt, HeldUntil, Step) = (ArchiveState.Ready, now, null, "");

    /// <summary>Gives it back, to be begun again.</summary>
    internal void Release() => HeldUntil = null;

    internal void Fail(string problem, DateTime now) =>
        (State, FinishedAt, HeldUntil, Digest, Problem) = (ArchiveState.Failed, now, null, null, problem.Length > ProblemLimit ? problem[..(ProblemLimit - 1)] + "…" : problem);

    /// <summary>What both tables have in common.</summary>
    internal static void Map<T>(EntityTypeBuilder<T> work, string table)
        where T : ArchiveWork
    {
        work.ToTable(table).HasKey(w => w.Id);
        work.Property(w => w.State);
        work.Property(w => w.RequesterId);
        work.Property(w => w.Requester).HasMaxLength(User.NameLimit);
        work.Property(w => w.CreatedAt);
        work.Property(w => w.FinishedAt);
        work.Property(w => w.ExpiresAt);
        work.Property(w => w.Step).HasMaxLength(StepLimit);
        work.Property(w => w.Done);
        work.Property(w => w.Total);
        work.Property(w => w.Attempts);
        work.Property(w => w.HeldUntil);
        work.Property(w => w.Digest).HasMaxLength(ContentDigest.Size);
        work.Property(w => w.Size);
        work.Property(w => w.Problem).HasMaxLength(ProblemLimit);
        work.Ignore(w => w.IsUnderWay);
        work.Ignore(w => w.Percent);
        work.HasIndex(w => new { w.OrganizationId, w.CreatedAt });
        work.HasIndex(w => new { w.State, w.HeldUntil });
        work.HasIndex(w => new { w.OrganizationId, w.Digest });
        work.HasOne<Organization>().WithMany().HasForeignKey(w => w.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}
