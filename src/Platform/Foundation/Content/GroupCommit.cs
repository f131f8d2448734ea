using Microsoft.Win32.SafeHandles;

namespace Slipway.Foundation.Content;

/// <summary>
/// Puts finished files in their places, durably. Files that arrive while others are being flushed wait and go together: the first flush of a
/// group carries most of the others with it, each folder is flushed once, and one thread at a time waits for the disk.
/// </summary>
internal sealed class GroupCommit(TimeProvider time)
{
    private readonly Lock _gate = new();
    private List<Placement> _waiting = [];
    private bool _working;

    /// <summary>Moves a file to its place; false when the place was taken, and then the file is still where it was.</summary>
    /// <param name="flushed">Whether the file's bytes are on the disk already.</param>
    public Task<bool> PlaceAsync(SafeFileHandle file, bool flushed, string from, string to)
    {
        var placement = new Placement(file, flushed, from, to);
        lock (_gate)
        {
            _waiting.Add(placement);
            if (!_working)
            {
                _working = true;
                ThreadPool.UnsafeQueueUserWorkItem(static commit => commit.Work(), this, preferLocal: false);
            }
        }

        return placement.Done.Task;
    }

    /// <summary>Marks a place as written now; false when nothing is there.</summary>
    public bool Touch(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
            return true;
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    private void Work()
    {
        while (true)
        {
            List<Placement> group;
            lock (_gate)
            {
                if (_waiting.Count == 0)
                {
                    _working = false;
                    return;
                }

                (group, _waiting) = (_waiting, []);
            }

            Commit(group);
        }
    }

    private void Commit(List<Placement> group)
    {
        // A name must never appear on the disk before its bytes: a power cut would leave a blob that doesn't match its digest, and that every
        // later upload of the same bytes would take for its own.
        foreach (var placement in group)
        {
            placement.Try(static placement => RandomAccess.FlushToDisk(placement.File), unless: placement.Flushed);
        }

        foreach (var placement in group)
        {
            placement.Try(Move);
        }

        foreach (var folder in group.GroupBy(placement => Path.GetDirectoryName(placement.To)!))
        {
            try
            {
                Posix.FlushFolder(folder.Key);
            }
            catch (IOException failure)
            {
                foreach (var placement in folder)
                {
                    placement.Failure ??= failure;
                }
            }
        }

        foreach (var placement in group)
        {
            placement.Answer();
        }
    }

    private void Move(Placement placement)
    {
        if (!Touch(placement.To))
        {
            CreateFolder(Path.GetDirectoryName(placement.To)!);
            File.Move(placement.From, placement.To, overwrite: true);
            placement.Moved = true;
        }
    }

    private static void CreateFolder(string folder)
    {
        if (!Directory.Exists(folder))
        {
            var parent = Path.GetDirectoryName(folder)!;
            CreateFolder(parent);
            Directory.CreateDirectory(folder);
            Posix.FlushFolder(parent);
        }
    }

    private sealed class Placement(SafeFileHandle file, bool flushed, string from, string to)
    {
        public SafeFileHandle File => file;
        public bool Flushed => flushed;
        public string From => from;
        public string To => to;
        public TaskCompletionSource<bool> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public bool Moved { get; set; }
        public Exception? Failure { get; set; }

        public void Try(Action<Placement> step, bool unless = false)
        {
            if (unless || Failure is not null)
            {
                return;
            }

            try
            {
                step(this);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                Failure = failure;
            }
        }

        public void Answer()
        {
            if (Failure is null)
            {
                Done.SetResult(Moved);
            }
            else
            {
                Done.SetException(Failure);
            }
        }
    }
}
