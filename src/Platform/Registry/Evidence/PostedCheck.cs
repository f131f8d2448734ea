using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Foundation.Access;
using Slipway.Foundation.Content;
using Slipway.Registry.Policies;
using Slipway.Registry.Reviews;

namespace Slipway.Registry.Evidence;

/// <summary>What a program outside, such as CI, found of a version in review. Of each name the last word counts.</summary>
internal sealed class PostedCheck : ITenantOwned
{
    public const int NameLimit = 100;
    public const int SummaryLimit = 1_000;
    public const int LinkLimit = 1_000;

    private PostedCheck() { }

    public Id<Organization> OrganizationId { get; private init; }
    public long ReviewKey { get; private init; }
    public string Name { get; private init; } = "";
    public CheckState State { get; private set; }
    public string Summary { get; private set; } = "";

    /// <summary>Where its log or report is; empty when nowhere.</summary>
    public string Link { get; private set; } = "";

    /// <summary>The digest of what was checked.</summary>
    public byte[] Digest { get; private set; } = [];
    public string By { get; private set; } = "";

    /// <summary>Null for what was posted before that was kept.</summary>
    public Id<User>? ById { get; private set; }
    public DateTime At { get; private set; }

    public static PostedCheck Begin(Id<Organization> organization, long review, string name) => new() { OrganizationId = organization, ReviewKey = review, Name = name };

    /// <summary>Who posted it, as the review shows them.</summary>
    /// <param name="isAuthor">Whether somebody made the version or requested the review.</param>
    public CheckPoster Poster(Func<Id<User>, bool> isAuthor) => new(By, At, ById is { } by && isAuthor(by));

    /// <summary>Takes a result; false when it was told before, so that a retry changes nothing.</summary>
    public bool Tell(CheckState state, string summary, string link, ContentDigest digest, Principal by, DateTime now)
    {
        if (State == state && Summary == summary && Link == link && Digest.AsSpan().SequenceEqual(digest.ToBytes()))
        {
            return false;
        }

        (State, Summary, Link, Digest, By, ById, At) = (state, summary, link, digest.ToBytes(), by.Name, by.UserId, now);
        return true;
    }
}

internal sealed class PostedCheckMapping : IEntityTypeConfiguration<PostedCheck>
{
    public void Configure(EntityTypeBuilder<PostedCheck> check)
    {
        check.ToTable("ReviewPostedChecks").HasKey(c => new { c.ReviewKey, c.Name });
        check.Property(c => c.Name).HasMaxLength(PostedCheck.NameLimit);
        check.Property(c => c.Summary).HasMaxLength(PostedCheck.SummaryLimit);
        check.Property(c => c.Link).HasMaxLength(PostedCheck.LinkLimit);
        check.Property(c => c.Digest).HasMaxLength(ContentDigest.Size);
        check.Property(c => c.By).HasMaxLength(User.NameLimit);
        check.HasOne<Review>().WithMany(r => r.Posted).HasForeignKey(c => c.ReviewKey).OnDelete(DeleteBehavior.Cascade);
    }
}

/// <summary>A check that is done outside and posted to the review.</summary>
internal sealed class ExternalCheck : ICheckKind
{
    public string Kind => "external";

    public CheckForm Form { get; } = new("Posted check", "Something outside, such as CI, posts under this name that it passed.", "Name of the check", Known: KnownNames.PostedChecks);

    public Invalid? Unusable(CheckRule rule) => rule.Name is { Length: > 0 and <= PostedCheck.NameLimit } ? null : new Invalid($"It needs the name under which its result is posted, up to {PostedCheck.NameLimit} characters.");

    public string Claim(CheckRule rule) => ClaimOf(rule.Name!);

    public Task<CheckFinding> FindAsync(VersionInReview version, CheckRule rule, CancellationToken ct) =>
        Task.FromResult(version.Posted.FirstOrDefault(check => check.Name == rule.Name) is { } posted
            ? Find(posted, version)
            : new CheckFinding(CheckState.Waiting, $"Nobody has posted a result as '{rule.Name}' yet."));

    public static string ClaimOf(string name) => $"{name} passes";

    public static CheckFinding Find(PostedCheck posted, VersionInReview version)
    {
        var (link, summary) = (posted.Link.Length > 0 ? posted.Link : null, posted.Summary.Length > 0 ? posted.Summary : $"It {(posted.State is CheckState.Passed ? "passed" : posted.State is CheckState.Failed ? "failed" : "has begun")}.");
        return posted.Digest.AsSpan().SequenceEqual(version.Digest.ToBytes())
            ? new(posted.State, summary, link, posted)
            : new(CheckState.Waiting, $"What it was run on has changed since: run it again. Then: {summary}", link, posted);
    }
}
