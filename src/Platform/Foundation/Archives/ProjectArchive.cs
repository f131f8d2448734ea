using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Content;
using Slipway.Foundation.Data;

namespace Slipway.Foundation.Archives;

/// <summary>A project on its way into an archive.</summary>
internal sealed class ProjectArchive(SaasDb db, Id<Organization> organization, Id<Project> project, string slug, ArchiveWriter writer)
{
    private readonly Dictionary<Id<User>, string?> _people = [];
    private readonly Dictionary<(string Kind, string Key), string> _names = [];
    private readonly HashSet<ContentDigest> _files = [];

    public SaasDb Db => db;

    public Id<Organization> OrganizationId => organization;

    public Id<Project> ProjectId => project;

    public ArchiveWriter Writer => writer;

    /// <summary>The folder of a project in an archive.</summary>
    public static string FolderOf(string slug) => $"projects/{slug}";

    /// <summary>Where something of the project is in the archive.</summary>
    public string At(string name) => $"{FolderOf(slug)}/{name}";

    /// <summary>Adds a stored file.</summary>
    public async Task AddFileAsync(string name, ContentDigest digest, CancellationToken ct)
    {
        await writer.AddFileAsync(At(name), digest, ct);
        _files.Add(digest);
    }

    /// <summary>Whether a file of these bytes is in the project's archive already.</summary>
    public bool Holds(ContentDigest digest) => _files.Contains(digest);

    public Task AddLinesAsync<T>(string name, IAsyncEnumerable<T> lines, CancellationToken ct) => writer.AddLinesAsync(At(name), lines, ct);

    /// <summary>Somebody by their account; by the name that was kept beside it, or else by the one that they have now. Null for nobody.</summary>
    public async ValueTask<ArchivedPerson?> PersonAsync(Id<User>? id, string? name, CancellationToken ct)
    {
        if (id is not { } known || known.Value == Guid.Empty)
        {
            return name is { Length: > 0 } ? new(null, name) : null;
        }

        // Nothing is looked up for a name that was kept: rows are being read meanwhile.
        if (name is not null)
        {
            return new(known, name);
        }

        if (!_people.TryGetValue(known, out var called))
        {
            _people[known] = called = await db.Users.Where(user => user.Id == known.Value).Select(user => user.DisplayName).SingleOrDefaultAsync(ct);
        }

        return called is null ? null : new(known, called);
    }

    /// <summary>Says what the archive calls a thing whose key means nothing outside of this database.</summary>
    public void Name(string kind, string key, string name) => _names[(kind, key)] = name;

    /// <summary>What the archive calls a thing: its key where nobody said otherwise.</summary>
    public string NameOf(string kind, string key) => _names.GetValueOrDefault((kind, key), key);
}

/// <summary>A whole organization on its way into an archive.</summary>
internal sealed class OrganizationArchive(SaasDb db, Id<Organization> organization, ArchiveWriter writer)
{
    public SaasDb Db => db;

    public Id<Organization> OrganizationId => organization;

    public ArchiveWriter Writer => writer;
}

/// <summary>Rows a page at a time, so that any number of them costs the memory of one page.</summary>
internal static class ArchivePages
{
    /// <summary>Rows of a page.</summary>
    public const int Length = 500;

    /// <summary>All rows, by a key that ascends.</summary>
    /// <param name="read">Reads at most <see cref="Length"/> rows after a key, in its order.</param>
    public static async IAsyncEnumerable<IReadOnlyList<T>> ReadAsync<T>(Func<long, Task<List<T>>> read, Func<T, long> key)
    {
        for (var after = long.MinValue; ;)
        {
            var page = await read(after);
            if (page.Count > 0)
            {
                yield return page;
            }

            if (page.Count < Length)
            {
                yield break;
            }

            after = key(page[^1]);
        }
    }
}

/// <summary>Keys and values as lines have them.</summary>
internal static class ArchivedPairs
{
    /// <summary>Keys and values in the order of the keys, so that the same is always written the same.</summary>
    public static IReadOnlyDictionary<string, string> Of<T>(IEnumerable<T> rows, Func<T, string> key, Func<T, string> value) =>
        new SortedDictionary<string, string>(rows.ToDictionary(key, value, StringComparer.Ordinal), StringComparer.Ordinal);
}
