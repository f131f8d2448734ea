using Shouldly;
using Slipway.Foundation.Results;
using Slipway.Foundation.Tenancy;
using Xunit;

namespace Slipway.Foundation.Content;

/// <summary>What holds for every backend.</summary>
public abstract partial class ContentStoreTests : IAsyncDisposable
{
    protected const int MiB = 1 << 20;

    private readonly Lazy<ContentBackend> _backend;

    protected ContentStoreTests() => _backend = new(Start);

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    internal MovableClock Clock { get; } = new();
    internal ContentBackend Backend => _backend.Value;
    internal ContentStore Store => new(Backend);
    internal PartUploads Uploads => new(Store, Backend, Clock);
    protected Id<Organization> Acme { get; } = Id<Organization>.New();
    protected Id<Organization> Globex { get; } = Id<Organization>.New();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64 << 10)]
    [InlineData((64 << 10) + 1)]
    [InlineData(MiB + (64 << 10))]
    [InlineData(8 * MiB)]
    [InlineData((37 * MiB) + 5)]
    public async Task Bytes_come_back_as_they_were_sent_under_their_SHA_256(int size)
    {
        var bytes = Bytes(size);

        var blob = await WriteAsync(Acme, new Trickle(bytes));

        blob.ShouldBe(new BlobRef(ContentDigest.Of(bytes), size, IsNew: true));
        (await ReadAsync(Acme, blob.Digest)).ShouldBe(bytes);
        (await Store.ExistsAsync(Acme, blob.Digest, Stop)).ShouldBeTrue();
        await LeavesAsync(1);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(20 * MiB)]
    public async Task The_same_bytes_again_cost_no_second_copy(int size)
    {
        var bytes = Bytes(size);
        var first = await WriteAsync(Acme, new MemoryStream(bytes));

        var second = await WriteAsync(Acme, new MemoryStream(bytes));

        second.ShouldBe(first with { IsNew = false });
        await LeavesAsync(1);
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(9 * MiB)]
    public async Task Of_eight_uploads_of_the_same_bytes_at_once_one_is_new(int size)
    {
        var bytes = Bytes(size);

        var blobs = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => WriteAsync(Acme, new MemoryStream(bytes)), Stop)));

        blobs.Count(blob => blob.IsNew).ShouldBe(1);
        (await ReadAsync(Acme, blobs[0].Digest)).ShouldBe(bytes);
        await LeavesAsync(1);
    }

    [Fact]
    public async Task A_neighbour_who_knows_the_digest_finds_nothing()
    {
        var blob = await WriteAsync(Acme, new MemoryStream(Bytes(100)));

        (await Store.OpenAsync(Globex, blob.Digest, Stop)).Refusal.ShouldBeOfType<NotFound>();
        (await Store.ExistsAsync(Globex, blob.Digest, Stop)).ShouldBeFalse();
        (await Store.DeleteAsync(Globex, blob.Digest, Later, Stop)).ShouldBeFalse();
        (await WriteAsync(Globex, new MemoryStream(await ReadAsync(Acme, blob.Digest)))).IsNew.ShouldBeTrue();
    }

    [Theory]
    [InlineData(10, 9)]
    [InlineData(20 * MiB, 10 * MiB)]
    public async Task An_upload_over_its_limit_is_refused_and_leaves_nothing(int size, int limit)
    {
        var outcome = await Store.WriteAsync(Acme, new MemoryStream(Bytes(size)), limit, Stop);

        outcome.Refusal.ShouldBeOfType<TooLarge>().Message.ShouldContain($"{limit:N0} bytes");
        await LeavesAsync(0);
    }

    [Fact]
    public async Task An_upload_as_large_as_its_limit_is_taken() =>
        (await Store.WriteAsync(Acme, new MemoryStream(Bytes(100)), 100, Stop)).Value.Size.ShouldBe(100);

    [Theory]
    [InlineData(10)]
    [InlineData(20 * MiB)]
    public async Task An_interrupted_upload_leaves_nothing(int size)
    {
        var store = Store;

        await Should.ThrowAsync<IOException>(() => store.WriteAsync(Acme, new Trickle(Bytes(size), breaks: true), null, Stop));

        await LeavesAsync(0);
    }

    [Fact]
    public async Task A_cancelled_upload_leaves_nothing()
    {
        using var cancel = new CancellationTokenSource();
        var store = Store;

        await Should.ThrowAsync<OperationCanceledException>(() =>
            store.WriteAsync(Acme, new Trickle(Bytes(20 * MiB), atEnd: cancel.CancelAsync), null, cancel.Token));

        await LeavesAsync(0);
    }

    [Theory]
    [InlineData(0L, 1L)]
    [InlineData(5L * MiB, null)]
    [InlineData((4L * MiB) - 1, 2L)]
    [InlineData(1L, 10L * MiB)]
    [InlineData(11L * MiB, 0L)]
    public async Task A_range_is_that_part_of_the_bytes(long offset, long? length)
    {
        var bytes = Bytes(11 * MiB);
        var written = await WriteAsync(Acme, new MemoryStream(bytes));
        await using var blob = (await Store.OpenAsync(Acme, written.Digest, Stop)).Value;

        using var part = new MemoryStream();
        await blob.CopyToAsync(part, offset, length, Stop);

        part.ToArray().ShouldBe(bytes.AsSpan((int)offset, (int)(length ?? bytes.Length - offset)).ToArray());
    }

    [Fact]
    public async Task A_range_beyond_the_end_is_a_bug_of_the_caller()
    {
        var written = await WriteAsync(Acme, new MemoryStream(Bytes(10)));
        await using var blob = (await Store.OpenAsync(Acme, written.Digest, Stop)).Value;

        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => blob.CopyToAsync(Stream.Null, 11, null, Stop));
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => blob.CopyToAsync(Stream.Null, 5, 6, Stop));
    }

    [Fact]
    public async Task A_stream_can_be_read_from_any_place()
    {
        var bytes = Bytes(6 * MiB);
        var written = await WriteAsync(Acme, new MemoryStream(bytes));
        await using var blob = (await Store.OpenAsync(Acme, written.Digest, Stop)).Value;
        await using var stream = await blob.OpenStreamAsync(Stop);

        stream.Seek(-8, SeekOrigin.End);
        var tail = new byte[8];
        await stream.ReadExactlyAsync(tail, Stop);

        stream.Length.ShouldBe(bytes.Length);
        tail.ShouldBe(bytes[^8..]);
    }

    [Fact]
    public async Task A_deleted_blob_is_gone_and_can_be_stored_again()
    {
        var bytes = Bytes(100);
        var blob = await WriteAsync(Acme, new MemoryStream(bytes));

        (await Store.DeleteAsync(Acme, blob.Digest, Later, Stop)).ShouldBeTrue();

        (await Store.OpenAsync(Acme, blob.Digest, Stop)).Refusal.ShouldBeOfType<NotFound>();
        (await Store.DeleteAsync(Acme, blob.Digest, Later, Stop)).ShouldBeFalse();
        (await WriteAsync(Acme, new MemoryStream(bytes))).IsNew.ShouldBeTrue();
    }

    [Fact]
    public async Task A_blob_that_was_just_uploaded_again_is_not_reclaimed()
    {
        var bytes = Bytes(100);
        var blob = await WriteAsync(Acme, new MemoryStream(bytes));
        await Task.Delay(TimeSpan.FromSeconds(2.1), Stop);
        var before = TimeProvider.System.GetUtcNow();
        await WriteAsync(Acme, new MemoryStream(bytes));

        (await Store.DeleteAsync(Acme, blob.Digest, before, Stop)).ShouldBeFalse();

        (await ReadAsync(Acme, blob.Digest)).ShouldBe(bytes);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_backend.IsValueCreated)
        {
            await CleanUpAsync();
        }
    }

    protected static DateTimeOffset Later => TimeProvider.System.GetUtcNow().AddMinutes(1);

    protected static byte[] Bytes(int size)
    {
        var bytes = new byte[size];
        Random.Shared.NextBytes(bytes);
        return bytes;
    }

    internal abstract ContentBackend Start();

    /// <summary>Every file or blob there is, of uploads under way too.</summary>
    protected abstract Task<IReadOnlyList<string>> EverythingAsync();

    protected abstract Task CleanUpAsync();

    protected async Task LeavesAsync(int count) => (await EverythingAsync()).Count.ShouldBe(count);

    protected async Task<BlobRef> WriteAsync(Id<Organization> organization, Stream source) =>
        (await Store.WriteAsync(organization, source, null, Stop)).Value;

    protected async Task<byte[]> ReadAsync(Id<Organization> organization, ContentDigest digest)
    {
        await using var blob = (await Store.OpenAsync(organization, digest, Stop)).Value;
        using var bytes = new MemoryStream();
        await blob.CopyToAsync(bytes, ct: Stop);
        return bytes.ToArray();
    }
}
