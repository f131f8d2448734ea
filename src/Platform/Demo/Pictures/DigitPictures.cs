using System.Globalization;
using Slipway.Demo.Digits;
using Slipway.Demo.Training;

namespace Slipway.Demo.Pictures;

/// <summary>What one looks at to understand a network that recognizes digits.</summary>
internal static class DigitPictures
{
    private const int Cell = 40;
    private const int Margin = 52;
    private const int Zoom = 7;
    private const int Gap = 6;
    private const int MostTiles = 64;

    private static readonly Colour Frame = new(206, 212, 218);
    private static readonly Colour Right = new(15, 98, 254);
    private static readonly Colour Wrong = new(218, 90, 20);
    private static readonly Colour For = new(190, 40, 30);
    private static readonly Colour Against = new(30, 80, 190);

    /// <summary>A line for each digit, a column for what it was taken for; what is right is blue, what is wrong orange, and darker where there is more of it.</summary>
    public static byte[] Confusion(int[,] counts)
    {
        var canvas = new Canvas(Margin + (DigitSet.Classes * Cell) + Gap, Margin + (DigitSet.Classes * Cell) + Gap);
        canvas.Label(Margin + (DigitSet.Classes * Cell / 2), 14, "PREDICTED", 3, Colour.Ink);
        canvas.Label(14, Margin + (DigitSet.Classes * Cell / 2), "TRUE", 3, Colour.Ink, upright: true);
        var most = counts.Cast<int>().Max();
        for (var digit = 0; digit < DigitSet.Classes; digit++)
        {
            var name = digit.ToString(CultureInfo.InvariantCulture);
            var at = Margin + (digit * Cell) + (Cell / 2);
            canvas.Label(at, 38, name, 3, Colour.Ink);
            canvas.Label(38, at, name, 3, Colour.Ink);
            for (var taken = 0; taken < DigitSet.Classes; taken++)
            {
                var count = counts[digit, taken];
                // A few mistakes among hundreds would be invisible on the scale of what is right.
                var share = count == 0 ? 0 : digit == taken ? 0.15 + (0.85 * count / most) : 0.25 + (0.75 * Math.Min(count, 5) / 5);
                var colour = Colour.White.With(digit == taken ? Right : Wrong, share);
                canvas.Fill(Margin + (taken * Cell) + 1, Margin + (digit * Cell) + 1, Cell - 2, Cell - 2, count == 0 ? new(243, 245, 247) : colour);
                if (count > 0)
                {
                    canvas.Label(Margin + (taken * Cell) + (Cell / 2), at, count.ToString(CultureInfo.InvariantCulture), 3, share > 0.55 ? Colour.White : Colour.Ink);
                }
            }
        }

        return canvas.ToPng();
    }

    /// <summary>What each unit of the first layer looks for: a tile of 8 by 8 weights for each, red where ink speaks for it, blue where ink speaks against it.</summary>
    public static byte[] Weights(Network network)
    {
        var layer = network.Layers[0];
        var tiles = Math.Min(layer.Outputs, MostTiles);
        var columns = Math.Min(tiles, tiles <= 10 ? 5 : 8);
        var tile = DigitSet.Side * Zoom;
        var (width, height) = ((columns * (tile + Gap)) + Gap, ((tiles + columns - 1) / columns * (tile + Gap)) + Gap);
        var canvas = new Canvas(width, height);
        canvas.Fill(0, 0, width, height, Frame);
        var most = layer.Weights.Max(Math.Abs);
        for (var unit = 0; unit < tiles; unit++)
        {
            var (left, top) = (Gap + (unit % columns * (tile + Gap)), Gap + (unit / columns * (tile + Gap)));
            for (var pixel = 0; pixel < DigitSet.Pixels; pixel++)
            {
                var weight = layer.Weights[(unit * DigitSet.Pixels) + pixel];
                canvas.Fill(left + (pixel % DigitSet.Side * Zoom), top + (pixel / DigitSet.Side * Zoom), Zoom, Zoom, Colour.White.With(weight > 0 ? For : Against, Math.Abs(weight) / most));
            }
        }

        return canvas.ToPng();
    }
}
