using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;

namespace Slipway.Collaboration.Watching;

/// <summary>Something that people may watch, as its module knows it.</summary>
/// <param name="Subject">Its address, as its events have it.</param>
/// <param name="Title">What it is called.</param>
/// <param name="ProjectId">The project that it is in.</param>
/// <param name="Maker">Who made it, and so hears of it; null when nobody is known to have.</param>
public sealed record WatchedThing(string Subject, string Title, Id<Project> ProjectId, Id<User>? Maker);

/// <summary>A sort of thing that people may watch. Its module registers it with <c>services.AddWatchable(…)</c>.</summary>
/// <param name="Kind">The sorts in its address after the project: <c>runs</c>, <c>models/versions</c>, or <c>models/the card</c> where there is but one.</param>
/// <param name="Noun">What one of them is called: 'run'.</param>
/// <param name="FindAsync">Finds things by their addresses, in the organization that the context is in; what isn't answered isn't there.</param>
public sealed record Watchable(string Kind, string Noun, Func<SaasDb, IReadOnlyList<string>, CancellationToken, Task<IReadOnlyList<WatchedThing>>> FindAsync);

/// <summary>Everything that can be watched, whichever module it belongs to.</summary>
public sealed class Watchables(IEnumerable<Watchable> declared)
{
    // Some hundreds of addresses in one statement are what all databases take.
    private const int AtOnce = 200;

    private readonly Dictionary<string, Watchable> _byKind = declared.ToDictionary(watchable => watchable.Kind, StringComparer.Ordinal);

    /// <summary>What the thing at an address is called among others: 'run'.</summary>
    internal string Noun(string subject) => SubjectAddress.Kind(subject) is { } kind && _byKind.TryGetValue(kind, out var watchable) ? watchable.Noun : "subject";

    /// <summary>The things at these addresses that exist, by address.</summary>
    internal async Task<Dictionary<string, WatchedThing>> FindAsync(SaasDb db, IEnumerable<string> subjects, CancellationToken ct)
    {
        var found = new Dictionary<string, WatchedThing>(StringComparer.Ordinal);
        foreach (var group in subjects.Distinct().GroupBy(SubjectAddress.Kind))
        {
            if (group.Key is not { } kind || !_byKind.TryGetValue(kind, out var watchable))
            {
                continue;
            }

            foreach (var some in group.Chunk(AtOnce))
            {
                foreach (var thing in await watchable.FindAsync(db, some, ct))
                {
                    found[thing.Subject] = thing;
                }
            }
        }

        return found;
    }
}

/// <summary>How modules let their things be watched.</summary>
public static class WatchableRegistration
{
    /// <summary>Lets people watch things of one sort.</summary>
    public static void AddWatchable(this IServiceCollection services, Watchable watchable) => services.AddSingleton(watchable);
}

/// <summary>Projects: whoever watches one hears of everything in it.</summary>
internal static class WatchedProjects
{
    public static readonly Watchable Watchable = new("", "project", FindAsync);

    private static async Task<IReadOnlyList<WatchedThing>> FindAsync(SaasDb db, IReadOnlyList<string> subjects, CancellationToken ct)
    {
        var slugs = subjects.Select(SubjectAddress.Name).ToList();
        return await db.Projects.Where(project => slugs.Contains(project.Slug))
            .Select(project => new WatchedThing("projects/" + project.Slug, project.Name, project.Id, null)).ToListAsync(ct);
    }
}
