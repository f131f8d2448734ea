using System.Globalization;
using Slipway.Foundation.Data;

namespace Slipway.Organizations.Projects.Lifecycle;

/// <summary>How many of something a project has.</summary>
/// <param name="Kind">The stable name, such as <c>runs</c>.</param>
/// <param name="Words">The same for people, such as <c>1,240 runs</c>.</param>
public sealed record ProjectHolding(string Kind, long Count, string Words)
{
    /// <summary>A count in words; nothing where there are none.</summary>
    public static IEnumerable<ProjectHolding> Of(string kind, long count, string one, string many) =>
        count == 0 ? [] : [new(kind, count, $"{count.ToString("N0", CultureInfo.InvariantCulture)} {(count == 1 ? one : many)}")];
}

/// <summary>A project that is let go of for good.</summary>
/// <param name="Slug">Its address, which the subjects of events have.</param>
/// <param name="At">When, in UTC.</param>
public sealed record ProjectPurge(Id<Organization> Organization, Id<Project> Project, string Slug, DateTime At);

/// <summary>What a module keeps in projects: counted before one is deleted, and let go of when its time in the trash is over.</summary>
public interface IProjectContents
{
    /// <summary>What the project has, for who wants to know what a deletion takes away.</summary>
    Task<IReadOnlyList<ProjectHolding>> CountAsync(SaasDb db, Id<Project> project, CancellationToken ct);

    /// <summary>What others rely on, so that the project may not be deleted: such as <c>version 3 of the model 'fraud'</c>.</summary>
    Task<IReadOnlyList<string>> HeldAsync(SaasDb db, Id<Project> project, CancellationToken ct) => Task.FromResult<IReadOnlyList<string>>([]);

    /// <summary>
    /// Deletes some of the rows, few enough that nobody waits long for their turn to write, with all that refers to them, and gives back the quota that they took.
    /// In a transaction of its own; called again until nothing is left, also after it was interrupted.
    /// </summary>
    /// <returns>False when nothing was left.</returns>
    Task<bool> PurgeSomeAsync(SaasDb db, ProjectPurge purge, CancellationToken ct);
}
