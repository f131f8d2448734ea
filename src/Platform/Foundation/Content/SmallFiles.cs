using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Foundation.Content;

/// <summary>
/// Makes small files durable many at a time. Flushing each file and its folder costs more than all else that a small upload needs; here their bytes
/// are first appended to a log, those that wait together, and flushed together. Only then is each file put under its path, without a flush: should
/// power fail, whoever starts next writes the log's files again (<see cref="Replay"/>). A log is deleted once everything it holds has reached the
/// disk by itself, which a thread of its own sees to.
/// </summary>
/// <remarks>A record: length of path and bytes (4 bytes each), path, bytes, SHA-256 over all of these. A torn last record was never answered.</remarks>
internal sealed class SmallFiles : IDisposable
{
    /// <summary>The most bytes of a small file.</summary>
    public const int Limit = 64 << 10;

    private const string Extension = ".log";
    private const int Head = 2 * sizeof(int);
    private const int FullLog = 64 << 20;
    private const int FullGroup = 4 << 20;

    private readonly string _root;
    private readonly string _folder;
    private readonly TimeSpan _idle;
    private readonly BlockingCollection<Waiting> _waiting = [];
    private readonly Thread _writer;
    private readonly Thread _retirer;
    private readonly BlockingCollection<Log> _retired = new(1);
    private int _logs;

    /// <param name="root">Below which files are put.</param>
    /// <param name="folder">Where logs lie: this process's own, and durable already.</param>
    /// <param name="idle">How long a log that nobody adds to is kept. Most of its files have reached the disk by themselves then.</param>
    public SmallFiles(string root, string folder, TimeSpan idle)
    {
        (_root, _folder, _idle) = (root, folder, idle);
        _writer = Start(Write, "Small files");
        _retirer = Start(Retire, "Small files' logs");
    }

    /// <summary>Logs a file's bytes, durably. Put the file under its path then, and dispose what is returned: the log waits for that.</summary>
    public Task<IDisposable> LogAsync(string path, ReadOnlyMemory<byte> bytes)
    {
        var waiting = new Waiting(Record(Path.GetRelativePath(_root, path), bytes.Span));
        _waiting.Add(waiting);
        return waiting.Durable.Task;
    }

    /// <summary>Writes the files of a dead process's logs again, durably, and deletes the logs.</summary>
    public static void Replay(string root, string folder)
    {
        var logs = Directory.GetFiles(folder, "*" + Extension);
        foreach (var log in logs)
        {
            var rest = File.ReadAllBytes(log).AsSpan();
            while (TryRead(ref rest, out var path, out var bytes))
            {
                var (whole, temporary) = (Path.Combine(root, path), log + ".file");
                Directory.CreateDirectory(Path.GetDirectoryName(whole)!);
                File.WriteAllBytes(temporary, bytes);
                File.Move(temporary, whole, overwrite: true);
            }
        }

        if (logs.Length > 0)
        {
            Posix.FlushFileSystem(root);
            Array.ForEach(logs, File.Delete);
        }
    }

    /// <summary>Whether a folder holds logs whose files may not be on the disk yet.</summary>
    public static bool IsNeeded(string folder) => Directory.EnumerateFiles(folder, "*" + Extension).Any();

    public void Dispose()
    {
        _waiting.CompleteAdding();
        _writer.Join();
        _retired.CompleteAdding();
        _retirer.Join();
        _waiting.Dispose();
        _retired.Dispose();
    }

    private static Thread Start(ThreadStart work, string name)
    {
        var thread = new Thread(work) { IsBackground = true, Name = name };
        thread.Start();
        return thread;
    }

    private void Write()
    {
        Log? log = null;
        List<Waiting> group = [];
        while (!_waiting.IsCompleted)
        {
            // A log that nobody adds to for a while is given up, so that little is left to be replayed.
            if (!_waiting.TryTake(out var first, log is null ? Timeout.InfiniteTimeSpan : _idle))
            {
                Retire(ref log);
                continue;
            }

            group.Add(first);
            for (var size = first.Record.Length; size < FullGroup && _waiting.TryTake(out var next); size += next.Record.Length)
            {
                group.Add(next);
            }

            try
            {
                log ??= new(Path.Combine(_folder, $"{_logs++}{Extension}"));
                log.Append(group);
            }
            catch (Exception failure)
            {
                group.ForEach(waiting => waiting.Durable.TrySetException(failure));
                Retire(ref log);
            }

            group.Clear();
            if (log?.Size >= FullLog)
            {
                Retire(ref log);
            }
        }

        Retire(ref log);
    }

    private void Retire(ref Log? log)
    {
        if (log is not null)
        {
            // Waits while the log before is on its way out: no more than two are ever full.
            _retired.Add(log);
            log = null;
        }
    }

    private void Retire()
    {
        foreach (var log in _retired.GetConsumingEnumerable())
        {
            log.Retire(_root);
        }
    }

    private static byte[] Record(string path, ReadOnlySpan<byte> bytes)
    {
        var name = Encoding.UTF8.GetBytes(path);
        var record = new byte[Head + name.Length + bytes.Length + SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteInt32LittleEndian(record, name.Length);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(sizeof(int)), bytes.Length);
        name.CopyTo(record, Head);
        bytes.CopyTo(record.AsSpan(Head + name.Length));
        SHA256.HashData(record.AsSpan(..^SHA256.HashSizeInBytes), record.AsSpan(^SHA256.HashSizeInBytes..));
        return record;
    }

    private static bool TryRead(ref Span<byte> rest, out string path, out ReadOnlySpan<byte> bytes)
    {
        path = "";
        bytes = default;
        if (rest.Length < Head)
        {
            return false;
        }

        var (name, count) = (BinaryPrimitives.ReadInt32LittleEndian(rest), BinaryPrimitives.ReadInt32LittleEndian(rest[sizeof(int)..]));
        if (name < 0 || count is < 0 or > Limit || rest.Length - Head - SHA256.HashSizeInBytes < (long)name + count)
        {
            return false;
        }

        var content = rest[..(Head + name + count)];
        var hash = rest.Slice(content.Length, SHA256.HashSizeInBytes);
        rest = rest[(content.Length + hash.Length)..];
        path = Encoding.UTF8.GetString(content.Slice(Head, name));
        bytes = content[(Head + name)..];
        return SHA256.HashData(content).AsSpan().SequenceEqual(hash);
    }

    private sealed class Waiting(byte[] record)
    {
        public byte[] Record { get; } = record;

        public TaskCompletionSource<IDisposable> Durable { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Log : IDisposable
    {
        private readonly string _path;
        private readonly SafeFileHandle _file;

        // One for the log itself, and one for each file that isn't under its path yet.
        private readonly CountdownEvent _open = new(1);

        public Log(string path)
        {
            _path = path;
            _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
            Posix.FlushFolder(Path.GetDirectoryName(path)!);
        }

        public long Size { get; private set; }

        public void Append(List<Waiting> group)
        {
            RandomAccess.Write(_file, group.ConvertAll(waiting => (ReadOnlyMemory<byte>)waiting.Record), Size);
            RandomAccess.FlushToDisk(_file);
            Size += group.Sum(waiting => waiting.Record.Length);
            _open.AddCount(group.Count);
            group.ForEach(waiting => waiting.Durable.SetResult(this));
        }

        /// <summary>A file of the log is under its path.</summary>
        public void Dispose() => _open.Signal();

        public void Retire(string root)
        {
            _open.Signal();
            _open.Wait();
            _file.Dispose();
            _open.Dispose();
            try
            {
                Posix.FlushFileSystem(root);
                File.Delete(_path);
            }
            catch (IOException)
            {
                // Its files may not be on the disk: it stays, and the next start writes them again.
            }
        }
    }
}
