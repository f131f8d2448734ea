using System.Text.Json;
using Slipway.Foundation.Access;
using Slipway.Foundation.Archives;
using Slipway.Foundation.Content;
using Slipway.Registry.Cards;
using Slipway.Registry.Evidence;
using Slipway.Registry.Policies;
using Slipway.Registry.Promotions;
using Slipway.Registry.Reviews;

namespace Slipway.Registry.Archiving;

/// <summary>A registered model or prompt. Times are Unix milliseconds.</summary>
/// <param name="DeletedAt">0 while it isn't in the trash.</param>
/// <param name="Aliases">The version that each stands for.</param>
internal sealed record ModelLine(
    string Name, string? Description, ArchivedPerson? Owner, int LastVersion, long CreatedAt, long UpdatedAt, long DeletedAt, string? DeletedBy,
    IReadOnlyDictionary<string, string> Tags, IReadOnlyDictionary<string, int> Aliases);

/// <summary>A version of a model or prompt.</summary>
/// <param name="Deleted">When its model was put into the trash: models of one name are told apart by it; 0 for one that wasn't.</param>
/// <param name="ErasedAt">When everything but number and digest was forgotten for good.</param>
/// <param name="Digest">Of the manifest of its files.</param>
/// <param name="Files">Its files, by their paths below its folder.</param>
/// <param name="IsHeld">Whether its folder was locked for it.</param>
/// <param name="Facts">What was known of it when it was registered.</param>
internal sealed record VersionLine(
    string Model, long Deleted, int Number, string Source, string Location, string Run, string LoggedModel, string RunLink, string Description, string Stage, long CreatedAt, long UpdatedAt, ArchivedPerson? CreatedBy,
    ContentDigest? Digest, int FileCount, long Bytes, string? CopiedFrom, long DeletedAt, string? DeletedBy, long? ErasedAt,
    IReadOnlyDictionary<string, string> Tags, IReadOnlyList<VersionFileLine> Files, bool IsHeld, JsonElement? Facts);

/// <summary>A file of a version.</summary>
internal sealed record VersionFileLine(string Path, ContentDigest Sha256, long Size);

/// <summary>That an alias moved or a stage was entered.</summary>
/// <param name="Review">The number of the review that let the version in; null where none was asked for.</param>
internal sealed record PromotionLine(string Model, long Deleted, PromotionTarget Target, string Name, string FromStage, int? FromVersion, int? ToVersion, int? Review, bool IsGlassBroken, ArchivedPerson? By, DateTime At);

/// <summary>A model card as it was after an edit.</summary>
internal sealed record CardLine(string Model, long Deleted, int Revision, ModelCard Card, ArchivedPerson? Author, DateTime At);

/// <summary>A version of what a project asks before it promotes.</summary>
internal sealed record PolicyLine(int Number, IReadOnlyList<TargetPolicy> Targets, string Note, ArchivedPerson? Author, DateTime At);

/// <summary>A review with everything that was decided and done.</summary>
internal sealed record ReviewLine(
    int Number, string Model, long Deleted, int Version, ReviewTarget Target, ArchivedPerson? Requester, string Reason, int Policy, ReviewStatus Status, DateTime OpenedAt, DateTime? ExpiresAt, DateTime? PromotedAt, DateTime? ReviewAgainBy,
    bool IsGlassBroken, IReadOnlyList<DecisionLine> Decisions, IReadOnlyList<ActLine> Acts, IReadOnlyList<EvidenceLine> Evidence, IReadOnlyList<PostedLine> Checks);

/// <summary>A reviewer's word, and the digest of the evidence that it is bound to.</summary>
internal sealed record DecisionLine(
    Verdict Verdict, string Reason, ArchivedPerson? Reviewer, ProjectRole Role, string Teams, ContentDigest Evidence, DateTime At, DecisionEnd? Ended, DateTime? EndedAt, string EndedBecause);

/// <summary>What else happened to a review.</summary>
internal sealed record ActLine(ActKind Kind, string Words, ArchivedPerson? By, DateTime At);

/// <summary>Evidence as somebody saw it.</summary>
internal sealed record EvidenceLine(ContentDigest Digest, IReadOnlyList<EvidenceItem> Items);

/// <summary>What an external check found.</summary>
internal sealed record PostedLine(string Name, CheckState State, string Summary, string Link, ContentDigest Checked, string By, DateTime At);

/// <summary>A stage of the organization.</summary>
internal sealed record StageLine(string Name, int Position);
