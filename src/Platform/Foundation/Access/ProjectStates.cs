using System.Globalization;

namespace Slipway.Foundation.Access;

/// <summary>The project can be read and not be changed. Answered to those who might change it otherwise.</summary>
/// <param name="Slug">The project's address.</param>
/// <param name="Since">When it was archived, in UTC.</param>
public sealed record ProjectIsArchived(string Slug, DateTime Since)
    : Conflict($"The project '{Slug}' has been archived since {ProjectDays.Words(Since)}: it can be read and exported, and nothing in it changes. Somebody who manages it can take it out of the archive, in its settings.");

/// <summary>The project was deleted and can still be restored. Answered to those who saw it.</summary>
/// <param name="Slug">The project's address.</param>
/// <param name="DeletedAt">When it was deleted, in UTC.</param>
public sealed record ProjectIsDeleted(string Slug, DateTime DeletedAt)
    : NotFound($"The project '{Slug}' was deleted on {ProjectDays.Words(DeletedAt)}. Until {ProjectDays.Words(DeletedAt + Project.Grace)} an owner or admin of the organization can restore it, under 'Deleted projects'.");

internal static class ProjectDays
{
    /// <summary>The day in UTC, such as 3 March 2026.</summary>
    public static string Words(DateTime at) => at.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
}
