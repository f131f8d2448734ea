namespace Slipway.Demo.Pictures;

internal readonly record struct Colour(byte Red, byte Green, byte Blue)
{
    public static readonly Colour White = new(255, 255, 255);
    public static readonly Colour Ink = new(32, 38, 46);

    /// <summary>This colour with some of another: 0 for none of it, 1 for the other alone.</summary>
    public Colour With(Colour other, double share) => new(Mix(Red, other.Red, share), Mix(Green, other.Green, share), Mix(Blue, other.Blue, share));

    private static byte Mix(byte one, byte other, double share) => (byte)Math.Round(one + ((other - one) * Math.Clamp(share, 0, 1)));
}

/// <summary>A picture to be drawn on: rectangles and short labels.</summary>
internal sealed class Canvas
{
    private const int GlyphWidth = 3;
    private const int GlyphHeight = 5;

    // Three bits for each of five lines, from the top: what a confusion matrix says.
    private static readonly Dictionary<char, int[]> Glyphs = new()
    {
        ['0'] = [7, 5, 5, 5, 7], ['1'] = [2, 6, 2, 2, 7], ['2'] = [7, 1, 7, 4, 7], ['3'] = [7, 1, 7, 1, 7], ['4'] = [5, 5, 7, 1, 1],
        ['5'] = [7, 4, 7, 1, 7], ['6'] = [7, 4, 7, 5, 7], ['7'] = [7, 1, 1, 1, 1], ['8'] = [7, 5, 7, 5, 7], ['9'] = [7, 5, 7, 1, 7],
        ['C'] = [7, 4, 4, 4, 7], ['D'] = [6, 5, 5, 5, 6], ['E'] = [7, 4, 6, 4, 7], ['I'] = [7, 2, 2, 2, 7], ['P'] = [7, 5, 7, 4, 4],
        ['R'] = [6, 5, 6, 5, 5], ['T'] = [7, 2, 2, 2, 2], ['U'] = [5, 5, 5, 5, 7],
    };

    private readonly int _width;
    private readonly byte[] _pixels;

    public Canvas(int width, int height)
    {
        (_width, _pixels) = (width, new byte[width * height * 3]);
        Array.Fill(_pixels, byte.MaxValue);
    }

    public void Fill(int left, int top, int width, int height, Colour colour)
    {
        for (var y = top; y < top + height; y++)
        {
            for (var x = left; x < left + width; x++)
            {
                var at = ((y * _width) + x) * 3;
                (_pixels[at], _pixels[at + 1], _pixels[at + 2]) = (colour.Red, colour.Green, colour.Blue);
            }
        }
    }

    /// <summary>Writes capitals and digits around a point.</summary>
    /// <param name="upright">Whether the text runs from the bottom to the top.</param>
    public void Label(int middle, int centre, string text, int scale, Colour colour, bool upright = false)
    {
        var length = (text.Length * (GlyphWidth + 1)) - 1;
        for (var letter = 0; letter < text.Length; letter++)
        {
            for (var spot = 0; spot < GlyphWidth * GlyphHeight; spot++)
            {
                var (x, y) = (spot % GlyphWidth, spot / GlyphWidth);
                if ((Glyphs[text[letter]][y] >> (GlyphWidth - 1 - x) & 1) == 1)
                {
                    var (along, across) = (((letter * (GlyphWidth + 1)) + x) * scale - (length * scale / 2), (y * scale) - (GlyphHeight * scale / 2));
                    Fill(middle + (upright ? across : along), centre + (upright ? -along - scale : across), scale, scale, colour);
                }
            }
        }
    }

    public byte[] ToPng() => Png.Encode(_width, _pixels.Length / 3 / _width, _pixels);
}
