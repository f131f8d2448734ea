using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;

namespace Slipway.Organizations.Audit;

/// <summary>Which events of the audit log are meant; what is null or empty isn't asked for.</summary>
/// <param name="Person">Who did it.</param>
/// <param name="Kind">A kind such as <c>token.created</c>, or the first part of several, such as <c>token</c>.</param>
/// <param name="Project">The address of the project that it happened in.</param>
/// <param name="Subject">What it happened to, and everything below it, such as <c>projects/vision/models/fraud</c>.</param>
/// <param name="From">Not earlier than this, UTC.</param>
/// <param name="To">Earlier than this, UTC.</param>
/// <param name="Text">A piece of the subject, of the actor's name or of what the event says besides; capitals or not.</param>
/// <param name="WithoutRuns">Leaves out that runs were created and ended, which scripts do all day.</param>
public sealed record AuditFilter(
    Id<User>? Person = null,
    [MaxLength(64)] string? Kind = null,
    [MaxLength(60)] string? Project = null,
    [MaxLength(840)] string? Subject = null,
    DateTime? From = null,
    DateTime? To = null,
    [MaxLength(AuditFilter.TextLimit)] string? Text = null,
    bool WithoutRuns = false)
{
    public const int TextLimit = 200;

    private static readonly string[] OfScripts = ["run.created", "run.finished", "run.failed", "run.killed"];

    /// <summary>Whether nothing is left out.</summary>
    public bool IsEverything => this is { Person: null, From: null, To: null, WithoutRuns: false } && new[] { Kind, Project, Subject, Text }.All(string.IsNullOrWhiteSpace);

    // Not run here but translated: the database's LOWER knows no culture, and EF has no other way to say it.
#pragma warning disable CA1304, CA1311, CA1862
    internal IQueryable<EventRow> Apply(SaasDb db, IQueryable<EventRow> events)
    {
        if (Person is { } person)
        {
            events = events.Where(row => row.ActorId == person);
        }

        if (Kind?.Trim() is { Length: > 0 } kind)
        {
            var below = $"{kind}.";
            events = events.Where(row => row.Kind == kind || row.Kind.StartsWith(below));
        }

        if (Project?.Trim() is { Length: > 0 } project)
        {
            events = events.Where(row => db.Projects.Any(each => each.Slug == project && each.Id == row.ProjectId));
        }

        if (Subject?.Trim().Trim('/') is { Length: > 0 } subject)
        {
            var below = $"{subject}/";
            events = events.Where(row => row.Subject == subject || row.Subject.StartsWith(below));
        }

        if (From is { } from)
        {
            var since = Utc(from);
            events = events.Where(row => row.At >= since);
        }

        if (To is { } to)
        {
            var until = Utc(to);
            events = events.Where(row => row.At < until);
        }

        if (Text?.Trim().ToLower(CultureInfo.InvariantCulture) is { Length: > 0 } text)
        {
            events = events.Where(row => row.Subject.ToLower().Contains(text) || row.ActorName.ToLower().Contains(text) || row.Data.ToLower().Contains(text));
        }

        return WithoutRuns ? events.Where(row => !OfScripts.Contains(row.Kind)) : events;
    }
#pragma warning restore CA1304, CA1311, CA1862

    internal static DateTime Utc(DateTime at) => at.Kind is DateTimeKind.Local ? at.ToUniversalTime() : DateTime.SpecifyKind(at, DateTimeKind.Utc);
}
