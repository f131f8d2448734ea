using PdfSharp.Drawing;
using PdfSharp.Fonts;

namespace Slipway.Foundation.Print;

/// <summary>The one family that documents are set in. It ships with the product, since servers have no fonts; letters that it lacks (Chinese, for example) become boxes.</summary>
internal sealed class PdfFonts : IFontResolver
{
    private const string Family = "IBM Plex Sans";
    private const string Regular = "PlexSans-Regular.ttf";
    private const string SemiBold = "PlexSans-SemiBold.ttf";

    private readonly Dictionary<(double Size, bool Strong), XFont> _fonts = [];

    // The library knows one resolver for the whole process.
    static PdfFonts() => GlobalFontSettings.FontResolver ??= new PdfFonts();

    /// <summary>A size of it, made once for each document: to make one costs more than to measure a page with it.</summary>
    public XFont Of(double size, bool strong = false)
    {
        if (!_fonts.TryGetValue((size, strong), out var font))
        {
            _fonts[(size, strong)] = font = new(Family, size, strong ? XFontStyleEx.Bold : XFontStyleEx.Regular);
        }

        return font;
    }

    public FontResolverInfo? ResolveTypeface(string familyName, bool bold, bool italic) => new(bold ? SemiBold : Regular);

    public byte[]? GetFont(string faceName)
    {
        using var font = typeof(PdfFonts).Assembly.GetManifestResourceStream(faceName) ?? throw new InvalidOperationException($"The font {faceName} isn't in the assembly.");
        var bytes = new byte[font.Length];
        font.ReadExactly(bytes);
        return bytes;
    }
}
