using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;

namespace Slipway.Registry.Policies;

/// <summary>One version of what a project asks before it lets versions to its protected targets. An edit is a new version; reviews go on by the one that they began with.</summary>
internal sealed class ReviewPolicy : ITenantOwned
{
    public const int NoteLimit = 500;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    private ReviewPolicy() { }

    public Id<Organization> OrganizationId { get; private init; }
    public Id<Project> ProjectId { get; private init; }

    /// <summary>1, 2, 3 … within the project; 0 is what holds until somebody decides otherwise, and has no row.</summary>
    public int Number { get; private init; }

    /// <summary>The targets, as JSON.</summary>
    public string Rules { get; private init; } = "[]";

    /// <summary>Why it was changed.</summary>
    public string Note { get; private init; } = "";
    public Id<User>? AuthorId { get; private init; }
    public string Author { get; private init; } = "";
    public DateTime At { get; private init; }

    public IReadOnlyList<TargetPolicy> Targets => JsonSerializer.Deserialize<List<TargetPolicy>>(Rules, Json)!;

    public static ReviewPolicy Default(Id<Organization> organization, Id<Project> project) =>
        Write(organization, project, 0, [], "What every project begins with: nothing is protected.", null, default);

    public static ReviewPolicy Write(Id<Organization> organization, Id<Project> project, int number, IReadOnlyList<TargetPolicy> targets, string note, Principal? author, DateTime now) => new()
    {
        OrganizationId = organization,
        ProjectId = project,
        Number = number,
        Rules = JsonSerializer.Serialize(targets, Json),
        Note = note.Trim(),
        AuthorId = author?.UserId,
        Author = author?.Name ?? "",
        At = now,
    };

    /// <summary>What the policy asks for a target; null when it isn't protected.</summary>
    public TargetPolicy? Find(ReviewTarget target) => Targets.FirstOrDefault(each => each.Target == target);

    /// <summary>What a review that goes by this version of the policy needs.</summary>
    // Version 0 once protected some targets, and reviews that began then still go by what it asked for.
    public TargetPolicy Of(ReviewTarget target) => Find(target) ?? new(target, [new(1, ProjectRole.Reviewer)], []);

    /// <summary>Whether two policies ask the same for their target, whatever people and teams are called by now.</summary>
    public static bool AsksTheSame(TargetPolicy one, TargetPolicy other) => Asked(one) == Asked(other);

    private static string Asked(TargetPolicy policy) => JsonSerializer.Serialize(policy with { Approvals = [.. policy.Approvals.Select(rule => rule.Nameless())] }, Json);

    /// <summary>The project's policy as it is now.</summary>
    public static async Task<ReviewPolicy> CurrentAsync(SaasDb db, KnownProject project, CancellationToken ct) =>
        await db.ReviewPolicies.AsNoTracking().Where(policy => policy.ProjectId == project.Id).OrderByDescending(policy => policy.Number).FirstOrDefaultAsync(ct)
        ?? Default(project.OrganizationId, project.Id);

    /// <summary>One of its versions.</summary>
    public static async Task<ReviewPolicy?> VersionAsync(SaasDb db, KnownProject project, int number, CancellationToken ct) =>
        number == 0 ? Default(project.OrganizationId, project.Id)
        : await db.ReviewPolicies.AsNoTracking().SingleOrDefaultAsync(policy => policy.ProjectId == project.Id && policy.Number == number, ct);
}

internal sealed class ReviewPolicyMapping : IEntityTypeConfiguration<ReviewPolicy>
{
    public void Configure(EntityTypeBuilder<ReviewPolicy> policy)
    {
        policy.ToTable("ReviewPolicies").HasKey(p => new { p.ProjectId, p.Number });
        policy.Property(p => p.Rules);
        policy.Property(p => p.Note).HasMaxLength(ReviewPolicy.NoteLimit);
        policy.Property(p => p.Author).HasMaxLength(User.NameLimit);
        policy.Ignore(p => p.Targets);
        policy.HasOne<Project>().WithMany().HasForeignKey(p => p.ProjectId).OnDelete(DeleteBehavior.Restrict);
    }
}
