using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Slipway.Demo.Digits;

namespace Slipway.Demo.Logging;

/// <summary>A part of the digits as an input of a run: what it is called, where it comes from, what is in it.</summary>
/// <param name="Context">What it was used for.</param>
internal sealed record DatasetInput(string Name, string Digest, string Context, int Rows)
{
    private const string Source = """{"url": "https://archive.ics.uci.edu/dataset/80/optical+recognition+of+handwritten+digits"}""";

    private static readonly string Schema = JsonSerializer.Serialize(new
    {
        mlflow_colspec = Enumerable.Range(0, DigitSet.Pixels).Select(pixel => Column(string.Create(CultureInfo.InvariantCulture, $"pixel_{pixel / DigitSet.Side}_{pixel % DigitSet.Side}"))).Append(Column("digit")),
    });

    public static DatasetInput Of(DigitSet digits, string context)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var index = 0; index < digits.Count; index++)
        {
            hash.AppendData(digits.Image(index));
            hash.AppendData([(byte)digits.Label(index)]);
        }

        return new("uci-digits-8x8", Convert.ToHexStringLower(hash.GetHashAndReset())[..8], context, digits.Count);
    }

    public object ToBody() => new
    {
        dataset = new
        {
            name = Name,
            digest = Digest,
            source_type = "http",
            source = Source,
            schema = Schema,
            profile = JsonSerializer.Serialize(new { num_rows = Rows, num_elements = Rows * (DigitSet.Pixels + 1) }),
        },
        tags = new[] { LoggedRun.Tag("mlflow.data.context", Context) },
    };

    private static object Column(string name) => new { type = "long", name, required = true };
}
