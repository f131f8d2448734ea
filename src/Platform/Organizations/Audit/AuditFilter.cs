using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;

namespace Slipway.Organizations.Audit;

/// <summary>Which events of the audit log are meant; what is null or empty isn't asked for.</summary>
public sealed record AuditFilter
{
    /// <summary>Who did it.</summary>
    public Id<User>? Person { get; init; }

    /// <summary>A kind such as <c>token.created</c>, or the first part of several, such as <c>token</c>.</summary>
    [MaxLength(64)]
    public string? Kind { get; init; }

    /// <summary>The address of the project that it happened in.</summary>
    [MaxLength(60)]
    public string? Project { get; init; }

    /// <summary>What it happened to, and everything below it, such as <c>projects/vision/models/fraud</c>.</summary>
    [MaxLength(840)]
    public string? Subject { get; init; }

    /// <summary>Not earlier than this, UTC.</summary>
    public DateTime? From { get; init; }

    /// <summary>Earlier than this, UTC.</summary>
    public DateTime? To { get; init; }

    /// <summary>A piece of the subject, of the actor's name or of what the event says besides; capitals or not.</summary>
    [MaxLength(TextLimit)]
    public string? Text { get; init; }

    /// <summary>Leaves out that runs were created and ended, which scripts do all day.</summary>
    public bool? WithoutRuns { get; init; }

    public const int TextLimit = 200;

    private static readonly string[] OfScripts = ["run.created", "run.finished", "run.failed", "run.killed"];

    /// <summary>Whether nothing is left out.</summary>
    public bool IsEverything => this is { Person: null, From: null, To: null, WithoutRuns: not true } && new[] { Kind, Project, Subject, Text }.All(string.IsNullOrWhiteSpace);

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
            // Of a project that was erased its address is left, in the subjects.
            var (itself, within) = ($"projects/{project}", $"projects/{project}/");
            events = events.Where(row => db.Projects.IgnoreQueryFilters(SaasDb.DeletedFilterOnly).Any(each => each.Slug == project && each.Id == row.ProjectId) || row.Subject == itself || row.Subject.StartsWith(within));
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

        return WithoutRuns is true ? events.Where(row => !OfScripts.Contains(row.Kind)) : events;
    }
#pragma warning restore CA1304, CA1311, CA1862

    internal static DateTime Utc(DateTime at) => at.Kind is DateTimeKind.Local ? at.ToUniversalTime() : DateTime.SpecifyKind(at, DateTimeKind.Utc);
}
