using Shouldly;
using Slipway.Foundation.Results;
using Slipway.Foundation.Tenancy;
using Xunit;

namespace Slipway.Foundation.Content;

public abstract partial class ContentStoreTests
{
    [Fact]
    public async Task Parts_that_came_in_any_order_become_one_blob_in_the_order_of_their_numbers()
    {
        var (first, second, third) = (Bytes(5 * MiB), Bytes(9 * MiB), Bytes(3));
        var upload = await Uploads.BeginPartsAsync(Acme, Stop);
        var c = await PartAsync(upload, 7, third);
        var a = await PartAsync(upload, 1, first);
        var b = await PartAsync(upload, 2, second);

        var whole = (await Uploads.CompletePartsAsync(Acme, upload, [a, b, c], null, Stop)).Value;

        byte[] expected = [.. first, .. second, .. third];
        whole.ShouldBe(new BlobRef(ContentDigest.Of(expected), expected.Length, IsNew: true));
        (await ReadAsync(Acme, whole.Digest)).ShouldBe(expected);
        await LeavesAsync(1);
    }

    [Fact]
    public async Task A_part_that_is_sent_again_replaces_the_first()
    {
        var upload = await Uploads.BeginPartsAsync(Acme, Stop);
        var old = await PartAsync(upload, 1, [1, 2, 3]);
        var same = await PartAsync(upload, 1, [1, 2, 3]);
        var current = await PartAsync(upload, 1, [4, 5]);

        same.ShouldBe(old);
        (await Uploads.CompletePartsAsync(Acme, upload, [old], null, Stop)).Refusal.ShouldBeOfType<Invalid>().Message.ShouldContain("Part 1");
        (await ReadAsync(Acme, (await Uploads.CompletePartsAsync(Acme, upload, [current], null, Stop)).Value.Digest)).ShouldBe([4, 5]);
    }

    [Fact]
    public async Task An_aborted_upload_leaves_nothing_and_takes_no_more_parts()
    {
        var upload = await Uploads.BeginPartsAsync(Acme, Stop);
        var part = await PartAsync(upload, 1, Bytes(100));

        (await Uploads.AbortPartsAsync(Acme, upload, Stop)).Refusal.ShouldBeNull();

        await LeavesAsync(0);
        (await Uploads.WritePartAsync(Acme, upload, 2, Stream.Null, null, Stop)).Refusal.ShouldBeOfType<NotFound>();
        (await Uploads.CompletePartsAsync(Acme, upload, [part], null, Stop)).Refusal.ShouldBeOfType<NotFound>();
        (await Uploads.AbortPartsAsync(Acme, upload, Stop)).Refusal.ShouldBeOfType<NotFound>();
    }

    [Fact]
    public async Task Parts_out_of_order_unknown_or_over_the_limit_are_refused_and_the_upload_stays_open()
    {
        var upload = await Uploads.BeginPartsAsync(Acme, Stop);
        var (a, b) = (await PartAsync(upload, 1, Bytes(10)), await PartAsync(upload, 2, Bytes(10)));

        (await Uploads.CompletePartsAsync(Acme, upload, [b, a], null, Stop)).Refusal.ShouldBeOfType<Invalid>();
        (await Uploads.CompletePartsAsync(Acme, upload, [a, new(2, "\"nonsense\"")], null, Stop)).Refusal.ShouldBeOfType<Invalid>();
        (await Uploads.CompletePartsAsync(Acme, upload, [a, b], 19, Stop)).Refusal.ShouldBeOfType<TooLarge>();
        (await Uploads.WritePartAsync(Acme, upload, 3, new MemoryStream(Bytes(10)), 9, Stop)).Refusal.ShouldBeOfType<TooLarge>();
        (await Uploads.WritePartAsync(Acme, upload, 0, Stream.Null, null, Stop)).Refusal.ShouldBeOfType<Invalid>();

        (await Uploads.CompletePartsAsync(Acme, upload, [a, b], 20, Stop)).Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task A_neighbour_can_neither_add_to_an_upload_nor_end_it()
    {
        var upload = await Uploads.BeginPartsAsync(Acme, Stop);
        var part = await PartAsync(upload, 1, Bytes(10));

        (await Uploads.WritePartAsync(Globex, upload, 1, Stream.Null, null, Stop)).Refusal.ShouldBeOfType<NotFound>();
        (await Uploads.CompletePartsAsync(Globex, upload, [part], null, Stop)).Refusal.ShouldBeOfType<NotFound>();
        (await Uploads.AbortPartsAsync(Globex, upload, Stop)).Refusal.ShouldBeOfType<NotFound>();
    }

    [Fact]
    public async Task An_upload_that_nobody_ends_expires()
    {
        var upload = await Uploads.BeginPartsAsync(Acme, Stop);
        await PartAsync(upload, 1, Bytes(10));
        Clock.Now += PartUploads.Lifetime - TimeSpan.FromMinutes(1);
        var young = await Uploads.BeginPartsAsync(Acme, Stop);
        (await Uploads.RemoveExpiredAsync(Stop)).ShouldBe(0);
        Clock.Now += TimeSpan.FromMinutes(1);

        (await Uploads.WritePartAsync(Acme, upload, 2, Stream.Null, null, Stop)).Refusal.ShouldBeOfType<NotFound>();
        (await Uploads.RemoveExpiredAsync(Stop)).ShouldBe(1);

        (await EverythingAsync()).ShouldHaveSingleItem().ShouldContain(young.ToString());
    }

    private async Task<UploadedPart> PartAsync(Id<PartUploads> upload, int number, byte[] bytes) =>
        (await Uploads.WritePartAsync(Acme, upload, number, new Trickle(bytes), null, Stop)).Value;
}
