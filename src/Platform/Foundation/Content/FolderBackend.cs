using System.Buffers;
using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Foundation.Content;

/// <summary>Bytes in a local folder. A file appears under its key by a rename, whole and already on the disk.</summary>
internal sealed class FolderBackend : ContentBackend, IDisposable
{
    // The host's commands run beside a live server, so each process has a folder of its own and a locked file that says it lives.
    private const string Lock = ".lock";
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    private readonly string _root;
    private readonly string _incoming;
    private readonly DiskThreads _disk = new();
    private readonly TimeProvider _time;
    private readonly SafeFileHandle _alive;
    private readonly SmallFiles? _small;

    public FolderBackend(string root, TimeProvider time)
    {
        _root = Path.GetFullPath(root);
        _time = time;
        _incoming = Path.Combine(Incoming, Guid.NewGuid().ToString("n"));
        _disk.CreateFolder(Incoming);
        _alive = File.OpenHandle(_incoming + Lock, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.DeleteOnClose);
        _disk.CreateFolder(_incoming);
        RemoveLeftovers();
        // What it relies on, to wait for a whole file system, only Linux has.
        _small = OperatingSystem.IsLinux() ? new(_root, _incoming, Idle) : null;
    }

    /// <summary>Where small files are made durable together; null where each is flushed by itself.</summary>
    public SmallFiles? Small => _small;

    private string Incoming => Path.Combine(_root, "incoming");

    public override Staging Stage() => new FolderStaging(this, _disk, Path.Combine(_incoming, Guid.NewGuid().ToString("n")));

    public override Task<Blob?> OpenAsync(string key, CancellationToken ct)
    {
        try
        {
            var path = PathOf(key);
            return Task.FromResult<Blob?>(new FolderBlob(path, File.OpenHandle(path, share: FileShare.Read | FileShare.Delete)));
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Blob?>(null);
        }
    }

    public override Task<bool> ExistsAsync(string key, CancellationToken ct) => Task.FromResult(File.Exists(PathOf(key)));

    public override Task<bool> DeleteAsync(string key, DateTimeOffset writtenBefore, CancellationToken ct)
    {
        var path = PathOf(key);
        if (!File.Exists(path) || File.GetLastWriteTimeUtc(path) >= writtenBefore)
        {
            return Task.FromResult(false);
        }

        // An upload of the same bytes may be marking the file as written right now. Once the file has moved aside it can't: the upload finds
        // the place free and keeps its own copy; and a mark that came before is seen here.
        var aside = Path.Combine(_incoming, Guid.NewGuid().ToString("n"));
        File.Move(path, aside);
        if (File.GetLastWriteTimeUtc(aside) >= writtenBefore)
        {
            File.Move(aside, path, overwrite: true);
            return Task.FromResult(false);
        }

        File.Delete(aside);
        return Task.FromResult(true);
    }

    public override Task DeleteFolderAsync(string folder, CancellationToken ct)
    {
        if (Directory.Exists(PathOf(folder)))
        {
            Directory.Delete(PathOf(folder), recursive: true);
        }

        return Task.CompletedTask;
    }

    public override async IAsyncEnumerable<string> ListAsync(string folder, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        if (Directory.Exists(PathOf(folder)))
        {
            foreach (var path in Directory.EnumerateFiles(PathOf(folder), "*", SearchOption.AllDirectories))
            {
                ct.ThrowIfCancellationRequested();
                yield return Path.GetRelativePath(_root, path).Replace(Path.DirectorySeparatorChar, '/');
            }
        }
    }

    public override Task RemoveLeftoversAsync(CancellationToken ct)
    {
        RemoveLeftovers();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _small?.Dispose();
        if (!SmallFiles.IsNeeded(_incoming))
        {
            Directory.Delete(_incoming, recursive: true);
        }

        _alive.Dispose();
        _disk.Dispose();
    }

    /// <summary>Marks a file as written now; false when there is none.</summary>
    internal bool Touch(string path)
    {
        // Nearly every upload asks in vain, and an exception costs more than all else that its bytes need of the processor.
        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            File.SetLastWriteTimeUtc(path, _time.GetUtcNow().UtcDateTime);
            return true;
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    private void RemoveLeftovers()
    {
        foreach (var folder in Directory.EnumerateDirectories(Incoming).Where(folder => folder != _incoming))
        {
            try
            {
                using var dead = File.OpenHandle(folder + Lock, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, FileOptions.DeleteOnClose);
                SmallFiles.Replay(_root, folder);
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception inUse) when (inUse is IOException or UnauthorizedAccessException)
            {
                // Its process lives.
            }
        }
    }

    internal string PathOf(string key) => Path.Combine(_root, key.Replace('/', Path.DirectorySeparatorChar));
}

internal sealed class FolderStaging(FolderBackend backend, DiskThreads disk, string temporary) : Staging
{
    private const int WriteBackStep = 8 << 20;

    private SafeFileHandle? _file;
    private long _size;
    private long _writtenBack;
    private bool _moved;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        _file ??= File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete);
        RandomAccess.Write(_file, bytes.Span, _size);
        _size += bytes.Length;
        if (_size - _writtenBack >= WriteBackStep)
        {
            Posix.BeginWriteBack(_file, _writtenBack, _size - _writtenBack);
            _writtenBack = _size;
        }

        return ValueTask.CompletedTask;
    }

    public override async Task<bool> PlaceAsync(string key, ReadOnlyMemory<byte> last, CancellationToken ct)
    {
        var path = backend.PathOf(key);
        if (backend.Touch(path))
        {
            // Whoever placed it may still be waiting for the folder to reach the disk.
            await disk.SettleAsync(path);
            return false;
        }

        if (_file is null && last.Length <= SmallFiles.Limit && backend.Small is { } small)
        {
            using var logged = await small.LogAsync(path, last);
            return await disk.PutAsync(last, temporary, path, backend.Touch);
        }

        await WriteAsync(last, ct);
        return _moved = await disk.MoveAsync(_file!, temporary, path, backend.Touch);
    }

    public override ValueTask DisposeAsync()
    {
        _file?.Dispose();
        if (_file is not null && !_moved)
        {
            File.Delete(temporary);
        }

        return ValueTask.CompletedTask;
    }
}

internal sealed class FolderBlob(string path, SafeFileHandle file) : Blob(RandomAccess.GetLength(file))
{
    private const int Buffer = 256 << 10;

    public override Task<Stream> OpenStreamAsync(CancellationToken ct) =>
        Task.FromResult<Stream>(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete));

    public override ValueTask DisposeAsync()
    {
        file.Dispose();
        return ValueTask.CompletedTask;
    }

    private protected override async Task CopyRangeAsync(Stream destination, long offset, long count, CancellationToken ct)
    {
        var (reading, writing) = (ArrayPool<byte>.Shared.Rent(Buffer), ArrayPool<byte>.Shared.Rent(Buffer));
        var read = ReadAsync(reading, offset, count, ct);
        try
        {
            while (count > 0)
            {
                var length = await read;
                (reading, writing) = (writing, reading);
                (offset, count) = (offset + length, count - length);
                read = ReadAsync(reading, offset, count, ct);
                await destination.WriteAsync(writing.AsMemory(0, length), ct);
            }
        }
        finally
        {
            await ((Task)read).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ArrayPool<byte>.Shared.Return(reading);
            ArrayPool<byte>.Shared.Return(writing);
        }
    }

    private async Task<int> ReadAsync(byte[] buffer, long offset, long count, CancellationToken ct)
    {
        var wanted = (int)Math.Min(count, buffer.Length);
        if (wanted == 0)
        {
            return 0;
        }

        var read = await RandomAccess.ReadAsync(file, buffer.AsMemory(0, wanted), offset, ct);
        return read > 0 ? read : throw new EndOfStreamException("A stored file is shorter than it was when it was opened.");
    }
}
