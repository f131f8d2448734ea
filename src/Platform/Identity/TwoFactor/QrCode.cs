using System.Globalization;
using System.Text;
using QRCoder;

namespace Slipway.Identity.TwoFactor;

/// <summary>A square code for a camera, as a drawing that stands in the page itself.</summary>
internal static class QrCode
{
    public static string Draw(string text, string label)
    {
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var rows = code.ModuleMatrix;
        var path = new StringBuilder();
        for (var y = 0; y < rows.Count; y++)
        {
            for (var x = 0; x < rows[y].Count; x++)
            {
                if (rows[y][x])
                {
                    path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
                }
            }
        }

        // Black on white in the dark theme too: many apps don't read the reverse.
        return $"""<svg viewBox="0 0 {rows.Count} {rows.Count}" width="200" height="200" role="img" aria-label="{label}" shape-rendering="crispEdges"><rect width="100%" height="100%" fill="#fff"/><path d="{path}" fill="#000"/></svg>""";
    }
}
