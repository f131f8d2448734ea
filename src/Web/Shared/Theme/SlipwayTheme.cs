using MudBlazor;

namespace Slipway.Shared.Theme;

/// <summary>Type and shape for the UI library. Its colours come from styles/theme.css, so that light and dark switch without a circuit.</summary>
internal static class SlipwayTheme
{
    private static readonly string[] Sans = ["IBM Plex Sans", "system-ui", "sans-serif"];

    public static readonly MudTheme Theme = new()
    {
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "6px", AppbarHeight = "52px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Sans, FontSize = "14px", LineHeight = "1.5", LetterSpacing = "0" },
            H1 = new H1Typography { FontFamily = Sans, FontSize = "24px", FontWeight = "600", LineHeight = "1.25", LetterSpacing = "-0.01em" },
            H2 = new H2Typography { FontFamily = Sans, FontSize = "17px", FontWeight = "600", LineHeight = "1.3", LetterSpacing = "0" },
            H3 = new H3Typography { FontFamily = Sans, FontSize = "15px", FontWeight = "600", LineHeight = "1.3", LetterSpacing = "0" },
            H4 = new H4Typography { FontFamily = Sans, FontSize = "14px", FontWeight = "600", LineHeight = "1.4", LetterSpacing = "0" },
            H5 = new H5Typography { FontFamily = Sans, FontSize = "14px", FontWeight = "600", LineHeight = "1.4", LetterSpacing = "0" },
            H6 = new H6Typography { FontFamily = Sans, FontSize = "16px", FontWeight = "600", LineHeight = "1.4", LetterSpacing = "0" },
            Subtitle1 = new Subtitle1Typography { FontFamily = Sans, FontSize = "15px", FontWeight = "500", LetterSpacing = "0" },
            Subtitle2 = new Subtitle2Typography { FontFamily = Sans, FontSize = "13px", FontWeight = "600", LetterSpacing = "0" },
            Body1 = new Body1Typography { FontFamily = Sans, FontSize = "14px", LineHeight = "1.5", LetterSpacing = "0" },
            Body2 = new Body2Typography { FontFamily = Sans, FontSize = "13px", LineHeight = "1.45", LetterSpacing = "0" },
            Button = new ButtonTypography { FontFamily = Sans, FontSize = "14px", FontWeight = "500", LetterSpacing = "0", TextTransform = "none" },
            Caption = new CaptionTypography { FontFamily = Sans, FontSize = "12px", LetterSpacing = "0" },
            Overline = new OverlineTypography { FontFamily = Sans, FontSize = "12px", LetterSpacing = "0", TextTransform = "none" },
        },
    };
}
