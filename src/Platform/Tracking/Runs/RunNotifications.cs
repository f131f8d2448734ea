using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Collaboration.Notifications;
using Slipway.Collaboration.Watching;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;

namespace Slipway.Tracking.Runs;

/// <summary>What of runs and experiments comes into inboxes, and that they can be watched. Whoever logged a run hears of it without watching it.</summary>
internal static class RunNotifications
{
    public static void AddRunNotifications(this IServiceCollection services)
    {
        services.AddWatchable(new("runs", "run", FindRunsAsync));
        services.AddWatchable(new("experiments", "experiment", FindExperimentsAsync));
        services.AddNotificationRules(
            Ended("run.failed") with { IsOnByDefault = true },
            Ended("run.finished"),
            Ended("run.killed"),
            new("experiment.created", NotificationCategory.Runs) { ActorWatches = WatchReason.Created, IsOnByDefault = false });
    }

    // That a run ends is no act of the person in whose name it logs, unless they ended it by hand in the browser.
    private static NotificationRule Ended(string kind) => new(kind, NotificationCategory.Runs)
    {
        AlsoWatched = fact => [RunSubject.Of(SubjectParts(fact)[1], long.Parse(fact.Text("experiment"), CultureInfo.InvariantCulture))],
        TellsActor = fact => fact.Text("byHand") != bool.TrueString,
        IsOnByDefault = false,
    };

    private static string[] SubjectParts(EventFact fact) => fact.Subject.Split('/');

    private static async Task<IReadOnlyList<WatchedThing>> FindRunsAsync(SaasDb db, IReadOnlyList<string> subjects, CancellationToken ct)
    {
        var ids = subjects.Select(Name).ToList();
        return await (
            from run in db.Runs
            where ids.Contains(run.RunId)
            join project in db.Projects on run.ProjectId equals project.Id
            select new WatchedThing("projects/" + project.Slug + "/runs/" + run.RunId, run.Name, run.ProjectId, run.CreatedBy)).ToListAsync(ct);
    }

    private static async Task<IReadOnlyList<WatchedThing>> FindExperimentsAsync(SaasDb db, IReadOnlyList<string> subjects, CancellationToken ct)
    {
        var numbers = subjects.Select(subject => long.TryParse(Name(subject), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1).ToList();
        var slugs = subjects.Select(subject => subject.Split('/')[1]).ToList();
        var found = await (
            from experiment in db.Experiments
            where numbers.Contains(experiment.Number)
            join project in db.Projects on experiment.ProjectId equals project.Id
            where slugs.Contains(project.Slug)
            select new { project.Slug, experiment.Number, experiment.Name, experiment.ProjectId }).ToListAsync(ct);
        return [.. found.Select(each => new WatchedThing(RunSubject.Of(each.Slug, each.Number), each.Name, each.ProjectId, null))];
    }

    private static string Name(string subject) => subject[(subject.LastIndexOf('/') + 1)..];
}
