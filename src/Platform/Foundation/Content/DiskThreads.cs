using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Foundation.Content;

/// <summary>
/// Threads that wait for the disk, so that the thread pool never does. Flushes that run side by side share a commit of the file system's
/// journal; what many small files need goes through <see cref="SmallFiles"/>.
/// </summary>
internal sealed class DiskThreads : IDisposable
{
    private const int Count = 16;

    private readonly BlockingCollection<Action> _work = [];
    private readonly Lock _creating = new();
    private readonly Lock _moving = new();

    public DiskThreads()
    {
        for (var i = 0; i < Count; i++)
        {
            new Thread(Work) { IsBackground = true, Name = "Content flush" }.Start();
        }
    }

    /// <summary>Makes a finished file durable under its final path, creating folders as needed.</summary>
    /// <param name="taken">Asked while nothing else is moved: whether the path holds a file already. Then the new file stays where it is.</param>
    /// <returns>Whether the file was moved.</returns>
    public Task<bool> MoveAsync(SafeFileHandle file, string from, string to, Func<string, bool> taken) => RunAsync(() =>
    {
        // A name must never reach the disk before its bytes: a power cut would leave a file that doesn't match its digest, and that every later
        // upload of the same bytes would take for its own.
        RandomAccess.FlushToDisk(file);
        var folder = Path.GetDirectoryName(to)!;
        CreateFolder(folder);
        var moved = Move(from, to, taken);
        Posix.FlushFolder(folder);
        return moved;
    });

    /// <summary>As <see cref="MoveAsync"/>, of bytes that are durable somewhere else until the file system has written them in its own time.</summary>
    public Task<bool> PutAsync(ReadOnlyMemory<byte> bytes, string temporary, string to, Func<string, bool> taken) => RunAsync(() =>
    {
        CreateFolder(Path.GetDirectoryName(to)!);
        File.WriteAllBytes(temporary, bytes.Span);
        var moved = Move(temporary, to, taken);
        if (!moved)
        {
            File.Delete(temporary);
        }

        return moved;
    });

    /// <summary>Waits until a file that is under its final path is so on the disk too.</summary>
    public Task SettleAsync(string path) => RunAsync(() =>
    {
        Posix.FlushFolder(Path.GetDirectoryName(path)!);
        return true;
    });

    /// <summary>Makes a folder and those above it exist, durably.</summary>
    public void CreateFolder(string folder)
    {
        // Who finds the folder there may rely on it: whoever made it has flushed its parent before the lock is free.
        lock (_creating)
        {
            if (!Directory.Exists(folder))
            {
                var parent = Path.GetDirectoryName(folder)!;
                CreateFolder(parent);
                Directory.CreateDirectory(folder);
                Posix.FlushFolder(parent);
            }
        }
    }

    public void Dispose() => _work.CompleteAdding();

    private bool Move(string from, string to, Func<string, bool> taken)
    {
        lock (_moving)
        {
            var free = !taken(to);
            if (free)
            {
                File.Move(from, to, overwrite: true);
            }

            return free;
        }
    }

    private Task<bool> RunAsync(Func<bool> work)
    {
        var task = new Task<bool>(work);
        _work.Add(task.RunSynchronously);
        return task;
    }

    private void Work()
    {
        foreach (var work in _work.GetConsumingEnumerable())
        {
            work();
        }
    }
}
