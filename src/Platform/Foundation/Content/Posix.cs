using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Foundation.Content;

/// <summary>What durable files need and .NET doesn't offer.</summary>
internal static partial class Posix
{
    private const uint SyncFileRangeWrite = 2;
    private const int ReadOnly = 0;

    /// <summary>Asks Linux to begin writing a part of a file to the disk, so that the flush at the end finds little left; elsewhere does nothing.</summary>
    public static void BeginWriteBack(SafeFileHandle file, long offset, long count)
    {
        if (OperatingSystem.IsLinux())
        {
            // Only a head start: where it isn't supported the flush does the whole work.
            _ = SyncFileRange(file, offset, count, SyncFileRangeWrite);
        }
    }

    /// <summary>Makes the entries of a folder durable: a renamed file survives a power cut only once its folder has been flushed.</summary>
    public static void FlushFolder(string path)
    {
        // NTFS journals names by itself and can't flush a folder.
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(path, ReadOnly);
        if (descriptor < 0)
        {
            throw Failure(path);
        }

        using var folder = new SafeFileHandle(descriptor, ownsHandle: true);
        if (Flush(folder) < 0)
        {
            throw Failure(path);
        }
    }

    /// <summary>Waits until everything that was written to the file system of a folder is on the disk. Linux only.</summary>
    public static void FlushFileSystem(string path)
    {
        var descriptor = Open(path, ReadOnly);
        if (descriptor < 0)
        {
            throw Failure(path);
        }

        using var folder = new SafeFileHandle(descriptor, ownsHandle: true);
        if (SyncFileSystem(folder) < 0)
        {
            throw Failure(path);
        }
    }

    private static IOException Failure(string path) => new($"The folder '{path}' could not be flushed: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "sync_file_range", SetLastError = true)]
    private static partial int SyncFileRange(SafeFileHandle file, long offset, long count, uint flags);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static partial int SyncFileSystem(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Flush(SafeFileHandle file);
}
