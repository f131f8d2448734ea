using Shouldly;
using Xunit;

namespace Slipway.Foundation.Content;

public sealed class FolderContentTests : ContentStoreTests
{
    private readonly string _root = Path.Combine(Path.GetTempPath(), "slipway-content-" + Guid.NewGuid().ToString("n"));

    [Fact]
    public async Task A_blob_lies_under_its_organization_and_digest()
    {
        var blob = await WriteAsync(Acme, new MemoryStream([1, 2, 3]));

        (await EverythingAsync()).ShouldBe([$"{Acme}/03/9058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81"]);
        blob.Digest.ToString().ShouldBe("039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81");
    }

    [Fact]
    public async Task A_start_removes_what_a_dead_process_left_and_spares_a_living_one()
    {
        var sender = new TaskCompletionSource();
        var upload = Store.WriteAsync(Acme, new Trickle(Bytes(3 * MiB), atEnd: () => sender.Task), null, Stop);
        await WaitUntilAsync(async () => (await EverythingAsync()).Count == 1);
        var dead = Path.Combine(_root, "incoming", "dead");
        Directory.CreateDirectory(dead);
        await File.WriteAllTextAsync(Path.Combine(dead, "half"), "half", Stop);
        await File.WriteAllTextAsync(dead + ".lock", "", Stop);

        using var second = new FolderBackend(_root, TimeProvider.System);

        Directory.Exists(dead).ShouldBeFalse();
        File.Exists(dead + ".lock").ShouldBeFalse();
        sender.SetResult();
        (await ReadAsync(Acme, (await upload).Value.Digest)).Length.ShouldBe(3 * MiB);
    }

    [Fact]
    public async Task Small_files_that_a_power_cut_took_are_written_again_by_the_next_start()
    {
        var (first, second) = (Bytes(10 << 10), Bytes(20 << 10));
        var digests = new[] { (await WriteAsync(Acme, new MemoryStream(first))).Digest, (await WriteAsync(Acme, new MemoryStream(second))).Digest };
        var dead = DieWithLog(log => log);
        foreach (var path in Directory.EnumerateFiles(Path.Combine(_root, Acme.ToString()), "*", SearchOption.AllDirectories))
        {
            await File.WriteAllBytesAsync(path, [], Stop);
        }

        using var next = new FolderBackend(_root, TimeProvider.System);

        Directory.Exists(dead).ShouldBeFalse();
        (await ReadAsync(Acme, digests[0])).ShouldBe(first);
        (await ReadAsync(Acme, digests[1])).ShouldBe(second);
    }

    [Fact]
    public async Task A_small_file_whose_last_bytes_never_reached_the_log_was_not_answered_and_is_not_written()
    {
        var kept = await WriteAsync(Acme, new MemoryStream([1, 2, 3]));
        var torn = await WriteAsync(Acme, new MemoryStream([4, 5, 6]));
        DieWithLog(log => log[..^1]);
        Directory.Delete(Path.Combine(_root, Acme.ToString()), recursive: true);

        using var next = new FolderBackend(_root, TimeProvider.System);

        (await Store.ExistsAsync(Acme, kept.Digest, Stop)).ShouldBeTrue();
        (await Store.ExistsAsync(Acme, torn.Digest, Stop)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_log_is_gone_once_its_files_are_on_the_disk()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_root, "logs")).FullName;
        using var small = new SmallFiles(_root, folder, TimeSpan.FromMilliseconds(10));

        using (await small.LogAsync(Path.Combine(_root, "file"), new byte[] { 1, 2, 3 }))
        {
            SmallFiles.IsNeeded(folder).ShouldBeTrue();
        }

        await WaitUntilAsync(() => Task.FromResult(!SmallFiles.IsNeeded(folder)));
    }

    [Fact]
    public async Task A_process_that_stops_leaves_no_log_behind()
    {
        using (var other = new FolderBackend(_root, TimeProvider.System))
        {
            await new ContentStore(other).WriteAsync(Acme, new MemoryStream([7, 8, 9]), null, Stop);
            Logs().ShouldNotBeEmpty();
        }

        Directory.GetDirectories(Path.Combine(_root, "incoming")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_blob_deleted_while_it_is_read_is_read_to_its_end()
    {
        var bytes = Bytes(3 * MiB);
        var written = await WriteAsync(Acme, new MemoryStream(bytes));
        await using var blob = (await Store.OpenAsync(Acme, written.Digest, Stop)).Value;
        await Store.DeleteAsync(Acme, written.Digest, Later, Stop);

        using var read = new MemoryStream();
        await blob.CopyToAsync(read, ct: Stop);

        read.ToArray().ShouldBe(bytes);
    }

    internal override ContentBackend Start() => new FolderBackend(_root, TimeProvider.System);

    protected override Task<IReadOnlyList<string>> EverythingAsync() =>
        Task.FromResult<IReadOnlyList<string>>([.. Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(_root, path)).Where(path => Path.GetExtension(path) is not (".lock" or ".log"))]);

    protected override Task CleanUpAsync()
    {
        ((FolderBackend)Backend).Dispose();
        Directory.Delete(_root, recursive: true);
        return Task.CompletedTask;
    }

    private IEnumerable<string> Logs() => Directory.EnumerateFiles(Path.Combine(_root, "incoming"), "*.log", SearchOption.AllDirectories);

    /// <summary>Leaves the log behind as a process would that died now.</summary>
    private string DieWithLog(Func<byte[], byte[]> damage)
    {
        var dead = Path.Combine(_root, "incoming", "dead");
        var log = Logs().Single();
        Directory.CreateDirectory(dead);
        File.WriteAllBytes(Path.Combine(dead, "0.log"), damage(File.ReadAllBytes(log)));
        return dead;
    }

    private static async Task WaitUntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            await Task.Delay(10, Stop);
        }
    }
}
