using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Collaboration.Notifications;
using Slipway.Collaboration.Watching;
using Slipway.Foundation.Data;
using Slipway.Registry.Models;

namespace Slipway.Registry;

/// <summary>What of models comes into inboxes, and that they, their cards and their versions can be watched. Whoever answers for a model, or made a version, hears of it without watching it.</summary>
internal static class RegistryNotifications
{
    public static void AddRegistryNotifications(this IServiceCollection services)
    {
        services.AddWatchable(new("models", "model", FindModelsAsync));
        services.AddWatchable(new("models/the card", "card", FindCardsAsync));
        services.AddWatchable(new("models/versions", "version", FindVersionsAsync));
        services.AddNotificationRules(
            Of("model.created") with { ActorWatches = WatchReason.Created, Begins = true },
            Of("model.renamed") with { MovedFrom = fact => ModelRules.Subject(ProjectIn(fact.Subject), fact.Text("before")) },
            Of("model.deleted"),
            Of("card.written"),
            Of("version.created"),
            Of("version.deleted"),
            Of("alias.moved"),
            Of("stage.entered"));
    }

    private static NotificationRule Of(string kind) => new(kind, NotificationCategory.Models);

    private static Task<IReadOnlyList<WatchedThing>> FindModelsAsync(SaasDb db, IReadOnlyList<string> subjects, CancellationToken ct) => FindModelsAsync(db, subjects, name => name, "", ct);

    private static Task<IReadOnlyList<WatchedThing>> FindCardsAsync(SaasDb db, IReadOnlyList<string> subjects, CancellationToken ct) => FindModelsAsync(db, subjects, name => $"Card of {name}", "/card", ct);

    private static async Task<IReadOnlyList<WatchedThing>> FindModelsAsync(SaasDb db, IReadOnlyList<string> subjects, Func<string, string> title, string below, CancellationToken ct)
    {
        var names = subjects.Select(ModelIn).ToList();
        var slugs = subjects.Select(ProjectIn).ToList();
        var found = await (
            from model in db.RegisteredModels
            where names.Contains(model.Name) && model.DeletedAt == 0
            join project in db.Projects on model.ProjectId equals project.Id
            where slugs.Contains(project.Slug)
            select new { project.Slug, model.Name, model.ProjectId, model.OwnerId }).ToListAsync(ct);
        return [.. found.Select(each => new WatchedThing(ModelRules.Subject(each.Slug, each.Name) + below, title(each.Name), each.ProjectId, each.OwnerId))];
    }

    private static async Task<IReadOnlyList<WatchedThing>> FindVersionsAsync(SaasDb db, IReadOnlyList<string> subjects, CancellationToken ct)
    {
        var names = subjects.Select(ModelIn).ToList();
        var slugs = subjects.Select(ProjectIn).ToList();
        var numbers = subjects.Select(subject => int.TryParse(subject.Split('/')[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1).ToList();
        var found = await (
            from version in db.ModelVersions
            where numbers.Contains(version.Number) && version.DeletedAt == 0
            join model in db.RegisteredModels on version.ModelKey equals model.Key
            where names.Contains(model.Name) && model.DeletedAt == 0
            join project in db.Projects on model.ProjectId equals project.Id
            where slugs.Contains(project.Slug)
            select new { project.Slug, model.Name, version.Number, version.ProjectId, version.CreatedById }).ToListAsync(ct);
        return
        [
            .. found.Select(each => new WatchedThing(
                ModelRules.Subject(each.Slug, each.Name, each.Number), string.Create(CultureInfo.InvariantCulture, $"{each.Name}, version {each.Number}"), each.ProjectId, each.CreatedById)),
        ];
    }

    private static string ProjectIn(string subject) => subject.Split('/')[1];

    // Names stand escaped in addresses; one that a program sent may have been read already.
    private static string ModelIn(string subject) => Uri.UnescapeDataString(subject.Split('/')[3]);
}
