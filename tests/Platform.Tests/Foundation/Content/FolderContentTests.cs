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
            .Select(path => Path.GetRelativePath(_root, path)).Where(path => !path.EndsWith(".lock", StringComparison.Ordinal))]);

    protected override Task CleanUpAsync()
    {
        ((FolderBackend)Backend).Dispose();
        Directory.Delete(_root, recursive: true);
        return Task.CompletedTask;
    }

    private static async Task WaitUntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            await Task.Delay(10, Stop);
        }
    }
}
