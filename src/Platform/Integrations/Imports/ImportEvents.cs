using Slipway.Collaboration.Notifications;
using Slipway.Collaboration.Watching;
using Slipway.Foundation.Access;
using Slipway.Foundation.Events;
using Slipway.Integrations.Archives;

namespace Slipway.Integrations.Imports;

/// <param name="Sha256">The archive's digest.</param>
internal sealed record ImportRequested(Id<ArchiveWork> Import, string Project, string Sha256, long Size) : PlatformEvent("import.requested", ImportEvents.Subject);

/// <param name="From">The organization and project that the archive is of.</param>
internal sealed record ImportReady(Id<ArchiveWork> Import, string Project, string From, Id<User> RequesterId) : PlatformEvent("import.ready", ImportEvents.Subject);

internal sealed record ImportFailed(Id<ArchiveWork> Import, string Project, string Problem, Id<User> RequesterId) : PlatformEvent("import.failed", ImportEvents.Subject);

internal sealed record ImportDeleted(Id<ArchiveWork> Import, string Project) : PlatformEvent("import.deleted", ImportEvents.Subject);

/// <summary>What happens to imports, in words. Whoever asked for one is told when it is done.</summary>
internal static class ImportEvents
{
    /// <summary>The page of imports.</summary>
    public const string Subject = "imports";

    public static readonly EventStory[] Stories =
    [
        new("import.requested", "Import requested", fact => $"asked for an import as {fact.Text("project")}") { IsForAuditAlone = true },
        new("import.ready", "Import ready", fact => $"finished the import of {fact.Text("from")} as {fact.Text("project")}") { IsForAuditAlone = true },
        new("import.failed", "Import failed", fact => $"could not import {fact.Text("project")}: {fact.Text("problem")}") { IsForAuditAlone = true },
        new("import.deleted", "Import deleted", fact => $"removed the import of {fact.Text("project")} from the list") { IsForAuditAlone = true },
    ];

    public static readonly NotificationRule[] Rules = [Told("import.ready"), Told("import.failed")];

    private static NotificationRule Told(string kind) => new(kind, NotificationCategory.Organization)
    {
        Concerns = fact => Concern.In(fact, "requesterId", WatchReason.Asked),
        TellsWatchers = false,
    };
}
