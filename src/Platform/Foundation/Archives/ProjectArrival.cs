using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Slipway.Foundation.Access;
using Slipway.Foundation.Content;
using Slipway.Foundation.Data;

namespace Slipway.Foundation.Archives;

/// <summary>What a module makes of an archive's project in a new one: the other side of <see cref="IArchivePart"/>.</summary>
internal interface IArrivalPart
{
    /// <summary>Parts are read in the order of their places: what others refer to comes before them.</summary>
    int Place { get; }

    /// <summary>Reads everything of its own. Who interrupts it has the new project erased.</summary>
    Task ReadAsync(ProjectArrival arrival, CancellationToken ct);
}

/// <summary>A project on its way out of an archive, into a new one that nobody sees yet.</summary>
internal sealed class ProjectArrival(SaasDb db, ArchiveReader reader, string from, KnownProject project, Principal by, DateTime now, ArchiveProgress progress)
{
    private readonly Dictionary<string, long> _carried = [];
    private readonly Dictionary<(string Kind, string Why), long> _left = [];
    private Dictionary<ContentDigest, string>? _files;

    public SaasDb Db => db;

    /// <summary>The new project.</summary>
    public KnownProject Project => project;

    /// <summary>Who imports it, and so has done everything in it.</summary>
    public Principal By => by;

    public DateTime Now => now;

    /// <summary>The ids that things get here.</summary>
    public ArrivedIds Ids { get; } = new(project.Id);

    /// <summary>What was taken over, by its kind.</summary>
    public IReadOnlyDictionary<string, long> Carried => _carried;

    /// <summary>What wasn't, and why.</summary>
    public IReadOnlyDictionary<(string Kind, string Why), long> Left => _left;

    public string At(string name) => $"{ProjectArchive.FolderOf(from)}/{name}";

    public IAsyncEnumerable<T> LinesAsync<T>(string name, CancellationToken ct) => reader.LinesAsync<T>(At(name), ct);

    /// <summary>How many rows an entry has; 0 where there is none.</summary>
    public long RowsOf(string name) => reader.Entries.TryGetValue(At(name), out var entry) ? entry.Rows ?? 0 : 0;

    /// <summary>An entry of the project; null where there is none.</summary>
    public ArchiveEntry? Entry(string name) => reader.Entries.GetValueOrDefault(At(name));

    public Task<Stream> OpenAsync(string name, CancellationToken ct) => reader.OpenAsync(At(name), ct);

    /// <summary>Where in the archive bytes are, below the project; null when they aren't in it. Only those may be referred to: whoever knows a digest doesn't have the bytes.</summary>
    public string? FileOf(ContentDigest digest)
    {
        if (_files is null)
        {
            _files = [];
            foreach (var entry in reader.Entries.Values.Where(entry => entry.Rows is null && entry.Path.StartsWith(At(""), StringComparison.Ordinal)))
            {
                _files.TryAdd(entry.Sha256, entry.Path[At("").Length..]);
            }
        }

        return _files.GetValueOrDefault(digest);
    }

    /// <summary>Stores the bytes of an entry.</summary>
    public async Task<BlobRef> StoreAsync(ContentStore store, string name, CancellationToken ct)
    {
        var entry = Entry(name) ?? throw new ArchiveRefusedException($"'{name}' is missing from the archive. Download it again.");
        await using var stream = await OpenAsync(name, ct);
        var stored = await store.WriteAsync(project.OrganizationId, stream, entry.Size, ct);
        return stored.Refusal is { } refusal ? throw new ArchiveRefusedException(refusal.Message)
            : stored.Value.Digest == entry.Sha256 ? stored.Value
            : throw new ArchiveRefusedException($"'{name}' isn't what the archive's manifest says. Download the archive again.");
    }

    /// <summary>Saves what was added, and forgets it: any number of rows costs the memory of a few.</summary>
    public async Task SaveAsync(CancellationToken ct)
    {
        await db.SaveChangesAsync(ct);
        db.ChangeTracker.Clear();
    }

    public void Carry(string kind, long count = 1) => _carried[kind] = _carried.GetValueOrDefault(kind) + count;

    /// <summary>Says that something is not taken over; nothing is said of nothing.</summary>
    public void Leave(string kind, string why, long count = 1)
    {
        if (count > 0)
        {
            _left[(kind, why)] = _left.GetValueOrDefault((kind, why)) + count;
        }
    }

    public ValueTask SayAsync(string what, long done, CancellationToken ct) => progress(what, done, ct);

    /// <summary>Text that is no longer than it may be.</summary>
    public static string Fit(string text, int limit, string what) =>
        text.Length <= limit ? text : throw new ArchiveRefusedException($"The archive has {what} of {text.Length:N0} characters; {limit:N0} is the most that there is. It isn't read.");
}

/// <summary>
/// New ids for runs, logged models and traces: they are unique in a server, which may have the originals too. A new one follows from the project's and the old one, so that
/// whatever refers to it, before or after it was made, comes to the same.
/// </summary>
internal sealed partial class ArrivedIds(Id<Project> project)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>Takes notice of an id of the archive, such as a run's, or a logged model's with the letter in front.</summary>
    public void Learn(string id, string prefix)
    {
        if (!id.StartsWith(prefix, StringComparison.Ordinal) || !Digits().IsMatch(id) || id.Length != prefix.Length + 32)
        {
            throw new ArchiveRefusedException("The archive has an id that no export writes. Send the file as an export wrote it.");
        }

        if (!_known.Add(id[prefix.Length..]))
        {
            throw new ArchiveRefusedException($"The archive has '{id}' twice. Send the file as an export wrote it.");
        }
    }

    public bool Knows(string id) => id.Length >= 32 && _known.Contains(id[^32..]);

    /// <summary>A text with the new ids in place of those that were learnt.</summary>
    public string Of(string text) => text.Length < 32 ? text : Digits().Replace(text, found => _known.Contains(found.Value) ? New(found.Value) : found.Value);

    private string New(string old) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{project}/{old}")).AsSpan(0, 16));

    [GeneratedRegex("(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();
}
