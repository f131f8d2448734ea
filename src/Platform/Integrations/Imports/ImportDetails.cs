using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Slipway.Integrations.Archives;

namespace Slipway.Integrations.Imports;

/// <summary>The project that an archive is to become.</summary>
public sealed record ImportProject
{
    /// <summary>What it is called.</summary>
    [Required, MaxLength(Project.NameLimit)] public string Name { get; init; } = "";

    /// <summary>Its address; made from the name when it isn't given.</summary>
    [MaxLength(Project.SlugLimit)] public string? Slug { get; init; }

    /// <summary>Who is to see it without having been added to it; nobody when it isn't given.</summary>
    public Visibility? Visibility { get; init; }
}

/// <summary>How many of a kind were taken over.</summary>
public sealed record ImportedKind(string Kind, long Count);

/// <summary>How many of a kind weren't.</summary>
/// <param name="Why">The reason, as a sentence.</param>
public sealed record LeftKind(string Kind, long Count, string Why);

/// <summary>What came of an import.</summary>
/// <param name="From">The archive's organization and project, as <c>acme/vision</c>.</param>
/// <param name="IsOurs">Whether its seal says that this server wrote it; another server's can't be told from one that somebody made.</param>
public sealed record ImportReport(string From, DateTime ExportedAt, string ExportedBy, bool IsOurs, IReadOnlyList<ImportedKind> Carried, IReadOnlyList<LeftKind> Left);

/// <summary>An import, and how far it is.</summary>
/// <param name="Name">What the new project is called.</param>
/// <param name="Slug">Its address.</param>
/// <param name="Requester">Who asked for it.</param>
/// <param name="Step">What is being read.</param>
/// <param name="Percent">How far it is.</param>
/// <param name="Size">The archive's bytes.</param>
/// <param name="Problem">Why nothing came of it; null when something did or may.</param>
/// <param name="Report">What came of it; null while it isn't done.</param>
public sealed record ImportDetails(
    Id<ArchiveWork> Id, string Name, string Slug, ArchiveState State, string Requester, DateTime CreatedAt, DateTime? FinishedAt, string Step, int Percent, long Size, string? Problem, ImportReport? Report)
{
    internal static ImportDetails Of(Import import) => new(
        import.Id, import.Name, import.Slug, import.State, import.Requester, import.CreatedAt, import.FinishedAt, import.Step, import.Percent, import.Size, import.Problem is { Length: > 0 } problem ? problem : null,
        import.Report.Length > 0 ? JsonSerializer.Deserialize<ImportReport>(import.Report, JsonSerializerOptions.Web) : null);
}
