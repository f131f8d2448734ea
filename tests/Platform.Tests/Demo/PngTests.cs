using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Shouldly;
using Slipway.Demo.Pictures;
using Slipway.Demo.Training;
using Xunit;

namespace Slipway.Demo;

public sealed class PngTests
{
    // What every PNG file ends with, as others write it.
    private const string End = "0000000049454E44AE426082";

    [Fact]
    public void A_picture_holds_the_pixels_that_were_drawn()
    {
        byte[] pixels = [255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30];

        var png = Png.Encode(2, 2, pixels);

        Convert.ToHexString(png[..8]).ShouldBe("89504E470D0A1A0A");
        Convert.ToHexString(png[^12..]).ShouldBe(End);
        Size(png).ShouldBe((2, 2));
        Lines(png).ShouldBe([0, 255, 0, 0, 0, 255, 0, 0, 0, 0, 255, 10, 20, 30]);
    }

    [Fact]
    public void A_confusion_matrix_shows_mistakes_in_another_colour_than_what_is_right()
    {
        var counts = new int[10, 10];
        (counts[0, 0], counts[9, 8]) = (30, 1);

        var (width, height) = Size(DigitPictures.Confusion(counts));
        var lines = Lines(DigitPictures.Confusion(counts));

        (byte Red, byte Green, byte Blue) At(int x, int y) => (lines[(y * ((width * 3) + 1)) + 1 + (x * 3)], lines[(y * ((width * 3) + 1)) + 2 + (x * 3)], lines[(y * ((width * 3) + 1)) + 3 + (x * 3)]);
        width.ShouldBe(height);
        At(54, 54).Blue.ShouldBeGreaterThan(At(54, 54).Red);
        At(52 + (8 * 40) + 3, 52 + (9 * 40) + 3).Red.ShouldBeGreaterThan(At(52 + (8 * 40) + 3, 52 + (9 * 40) + 3).Blue);
    }

    [Theory]
    [InlineData(0, 5, 2)]
    [InlineData(32, 8, 4)]
    public void Weights_are_shown_a_tile_for_each_unit(int hidden, int columns, int rows) =>
        Size(DigitPictures.Weights(new Network(hidden, new Random(1)))).ShouldBe((6 + (columns * 62), 6 + (rows * 62)));

    private static (int Width, int Height) Size(byte[] png) => (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));

    private static byte[] Lines(byte[] png)
    {
        var start = 8 + 25;
        Encoding.ASCII.GetString(png, start + 4, 4).ShouldBe("IDAT");
        using var unpacked = new MemoryStream();
        using (var data = new ZLibStream(new MemoryStream(png, start + 8, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(start))), CompressionMode.Decompress))
        {
            data.CopyTo(unpacked);
        }

        return unpacked.ToArray();
    }
}
