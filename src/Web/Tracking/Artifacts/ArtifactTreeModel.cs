using Slipway.Foundation.Results;

namespace Slipway.Tracking.Artifacts;

/// <summary>One line of the tree.</summary>
/// <param name="Path">Below the run.</param>
/// <param name="Depth">0 for what is in the run's own folder.</param>
/// <param name="IsMore">Whether it stands for what of the folder <paramref name="Path"/> wasn't read yet.</param>
public sealed record ArtifactTreeRow(string Path, string Name, int Depth, bool IsFolder, bool IsOpen, long? Size, bool IsMore = false);

/// <summary>Which folders are open and what of them has been read. Folders are read when they are opened, and on as one scrolls.</summary>
/// <param name="list">Reads a page of a folder; the second argument is where it begins.</param>
public sealed class ArtifactTreeModel(Func<string, string?, Task<Result<ArtifactPage>>> list)
{
    // A file that somebody links to is looked for among so many pages of its folder.
    private const int MostPages = 100;

    private readonly Dictionary<string, Folder> _folders = new(StringComparer.Ordinal);

    /// <summary>What there is to show, from the top.</summary>
    public IReadOnlyList<ArtifactTreeRow> Rows { get; private set; } = [];

    /// <summary>Why the last reading failed; null when it didn't.</summary>
    public string? Refusal { get; private set; }

    public async Task OpenAsync(string path)
    {
        if (!_folders.TryGetValue(path, out var folder))
        {
            folder = new();
            if (!await ReadAsync(path, folder))
            {
                return;
            }

            _folders.Add(path, folder);
        }

        folder.IsOpen = true;
        Flatten();
    }

    public Task ToggleAsync(string path)
    {
        if (_folders.TryGetValue(path, out var folder) && folder.IsOpen)
        {
            folder.IsOpen = false;
            Flatten();
            return Task.CompletedTask;
        }

        return OpenAsync(path);
    }

    /// <summary>Reads the next page of a folder.</summary>
    public async Task MoreAsync(string path)
    {
        if (_folders.TryGetValue(path, out var folder) && folder.Next is not null && await ReadAsync(path, folder))
        {
            Flatten();
        }
    }

    /// <summary>Opens the folders above a path and reads on until it is there.</summary>
    public async Task RevealAsync(string path)
    {
        await OpenAsync("");
        for (var slash = path.IndexOf('/'); slash >= 0; slash = path.IndexOf('/', slash + 1))
        {
            await OpenAsync(path[..slash]);
        }

        var parent = path.LastIndexOf('/') is >= 0 and var last ? path[..last] : "";
        var name = path[(path.LastIndexOf('/') + 1)..];
        for (var page = 0; page < MostPages && _folders.TryGetValue(parent, out var folder) && folder.Next is not null && folder.Entries.All(entry => entry.Name != name); page++)
        {
            await MoreAsync(parent);
        }
    }

    /// <summary>Reads what is there again, as far as it had been read.</summary>
    public async Task RefreshAsync()
    {
        foreach (var (path, known) in _folders.ToList())
        {
            var fresh = new Folder { IsOpen = known.IsOpen };
            do
            {
                if (!await ReadAsync(path, fresh))
                {
                    return;
                }
            }
            while (fresh.Next is not null && fresh.Entries.Count < known.Entries.Count);
            if (fresh.Entries.Count == 0 && path.Length > 0)
            {
                _folders.Remove(path);
            }
            else
            {
                _folders[path] = fresh;
            }
        }

        Flatten();
    }

    /// <summary>The file after one, or before it, among what is shown; null at the end.</summary>
    public string? Neighbour(string path, int step)
    {
        var index = Rows.Index().FirstOrDefault(row => row.Item.Path == path && !row.Item.IsMore, (-1, null!)).Index;
        for (index = index < 0 && step < 0 ? Rows.Count + step : index + step; index >= 0 && index < Rows.Count; index += step)
        {
            if (!Rows[index].IsFolder && !Rows[index].IsMore)
            {
                return Rows[index].Path;
            }
        }

        return null;
    }

    private async Task<bool> ReadAsync(string path, Folder folder)
    {
        var page = await list(path, folder.Next);
        Refusal = page.Refusal?.Message;
        if (page.Refusal is not null)
        {
            return false;
        }

        folder.Entries.AddRange(page.Value.Entries);
        folder.Next = page.Value.Next;
        return true;
    }

    private void Flatten()
    {
        List<ArtifactTreeRow> rows = [];
        Add("", 0);
        Rows = rows;

        void Add(string path, int depth)
        {
            if (!_folders.TryGetValue(path, out var folder) || !folder.IsOpen)
            {
                return;
            }

            foreach (var entry in folder.Entries)
            {
                var below = path.Length == 0 ? entry.Name : $"{path}/{entry.Name}";
                var isOpen = entry.IsFolder && _folders.TryGetValue(below, out var inside) && inside.IsOpen;
                rows.Add(new(below, entry.Name, depth, entry.IsFolder, isOpen, entry.Size));
                if (isOpen)
                {
                    Add(below, depth + 1);
                }
            }

            if (folder.Next is not null)
            {
                rows.Add(new(path, "", depth, false, false, null, IsMore: true));
            }
        }
    }

    private sealed class Folder
    {
        public List<ArtifactEntry> Entries { get; } = [];
        public string? Next { get; set; }
        public bool IsOpen { get; set; } = true;
    }
}
