using Slipway.Collaboration.Notifications;
using Slipway.Collaboration.Watching;
using Slipway.Foundation.Access;
using Slipway.Foundation.Events;
using Slipway.Integrations.Archives;

namespace Slipway.Integrations.Exports;

/// <param name="Of">The address of what is exported.</param>
internal sealed record ExportRequested(string? Project, Id<ArchiveWork> Export, string Of) : PlatformEvent("export.requested", ExportEvents.Subject(Project));

/// <param name="Sha256">The archive's digest, so that a copy can be told from another one.</param>
/// <param name="RequesterId">Who asked for it, and is told.</param>
internal sealed record ExportReady(string? Project, Id<ArchiveWork> Export, string Of, string Sha256, long Size, Id<User> RequesterId) : PlatformEvent("export.ready", ExportEvents.Subject(Project))
{
    /// <summary>What it is called where people are told.</summary>
    public string Title => $"Export of {Of}";
}

internal sealed record ExportFailed(string? Project, Id<ArchiveWork> Export, string Of, string Problem, Id<User> RequesterId) : PlatformEvent("export.failed", ExportEvents.Subject(Project))
{
    /// <inheritdoc cref="ExportReady.Title"/>
    public string Title => $"Export of {Of}";
}

internal sealed record ExportDownloaded(string? Project, Id<ArchiveWork> Export, string Of) : PlatformEvent("export.downloaded", ExportEvents.Subject(Project));

internal sealed record ExportDeleted(string? Project, Id<ArchiveWork> Export, string Of) : PlatformEvent("export.deleted", ExportEvents.Subject(Project));

/// <summary>What happens to exports, in words. Whoever asked for one is told when it is there.</summary>
internal static class ExportEvents
{
    public static readonly EventStory[] Stories =
    [
        new("export.requested", "Export requested", fact => $"asked for an export of {fact.Text("of")}") { IsForAuditAlone = true },
        new("export.ready", "Export ready", fact => $"finished the export of {fact.Text("of")}") { IsForAuditAlone = true },
        new("export.failed", "Export failed", fact => $"could not export {fact.Text("of")}: {fact.Text("problem")}") { IsForAuditAlone = true },
        new("export.downloaded", "Export downloaded", fact => $"downloaded an export of {fact.Text("of")}") { IsForAuditAlone = true },
        new("export.deleted", "Export deleted", fact => $"deleted an export of {fact.Text("of")}") { IsForAuditAlone = true },
    ];

    public static readonly NotificationRule[] Rules = [Told("export.ready"), Told("export.failed")];

    /// <summary>The page of a project's exports, or of the organization's.</summary>
    public static string Subject(string? project) => project is null ? "exports" : $"projects/{project}/settings/exports";

    private static NotificationRule Told(string kind) => new(kind, NotificationCategory.Organization)
    {
        Concerns = fact => Concern.In(fact, "requesterId", WatchReason.Asked),
        TellsWatchers = false,
    };
}
