using System.Globalization;
using System.IO.Compression;

namespace Slipway.Demo.Digits;

/// <summary>Images of handwritten digits with what they show. Where they come from stands in the README beside this file.</summary>
internal sealed class DigitSet
{
    public const int Side = 8;
    public const int Pixels = Side * Side;
    public const int Classes = 10;

    /// <summary>The largest grey value.</summary>
    public const int Brightest = 16;

    private static readonly Lazy<DigitSet> Loaded = new(Load);

    private readonly byte[] _pixels;
    private readonly byte[] _labels;

    private DigitSet(byte[] pixels, byte[] labels, IReadOnlyList<int> rows) => (_pixels, _labels, Rows) = (pixels, labels, rows);

    /// <summary>All of them.</summary>
    public static DigitSet All => Loaded.Value;

    /// <summary>Which lines of the file these are, from 0.</summary>
    public IReadOnlyList<int> Rows { get; }

    public int Count => Rows.Count;

    /// <summary>What the image at this place shows, 0 to 9.</summary>
    public int Label(int index) => _labels[Rows[index]];

    /// <summary>The image's grey values, 0 to 16.</summary>
    public ReadOnlySpan<byte> Image(int index) => _pixels.AsSpan(Rows[index] * Pixels, Pixels);

    /// <summary>The image's grey values, 0 to 1.</summary>
    public void Read(int index, Span<double> pixels)
    {
        var image = Image(index);
        for (var i = 0; i < Pixels; i++)
        {
            pixels[i] = image[i] / (double)Brightest;
        }
    }

    /// <summary>Three fifths to train with, a fifth to choose by and a fifth to test with: shuffled, and the same for the same seed.</summary>
    public DigitSplit Split(int seed)
    {
        var rows = Rows.ToArray();
        new Random(seed).Shuffle(rows);
        var (train, validation) = (rows.Length * 3 / 5, rows.Length / 5);
        return new(Some(rows[..train]), Some(rows[train..(train + validation)]), Some(rows[(train + validation)..]));
    }

    private DigitSet Some(int[] rows) => new(_pixels, _labels, rows);

    private static DigitSet Load()
    {
        using var file = typeof(DigitSet).Assembly.GetManifestResourceStream("digits.csv.gz") ?? throw new InvalidOperationException("The digits aren't embedded in the assembly.");
        using var lines = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        List<byte> pixels = [];
        List<byte> labels = [];
        while (lines.ReadLine() is { } line)
        {
            var values = line.Split(',');
            pixels.AddRange(values.Take(Pixels).Select(value => byte.Parse(value, CultureInfo.InvariantCulture)));
            labels.Add(byte.Parse(values[Pixels], CultureInfo.InvariantCulture));
        }

        return new([.. pixels], [.. labels], [.. Enumerable.Range(0, labels.Count)]);
    }
}

/// <summary>The digits in three parts that share none.</summary>
internal sealed record DigitSplit(DigitSet Train, DigitSet Validation, DigitSet Test);
