using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout;

/// <summary>Chooses readable colours from a brand.</summary>
internal sealed class BrandPalette(CreativeBrand brand)
{
    /// <summary>The contrast that WCAG 2.2 AA requires for text of any size.</summary>
    internal const double Readable = 4.5;

    /// <summary>The contrast with its background that makes a button recognisable.</summary>
    private const double Distinct = 1.6;

    internal Rgb Primary => brand.Primary;

    internal Rgb Secondary => brand.Secondary;

    /// <summary>White with a slight tint of the brand.</summary>
    internal Rgb Paper { get; } = Rgb.White.Mix(brand.Primary, 0.035);

    /// <summary>A near black in the brand's hue, for dark text on images and for duotones.</summary>
    internal Rgb Deep { get; } = Darkened(brand.Primary, 17);

    /// <summary>The brand's colour if white text is readable on it, else <see cref="Deep"/>.</summary>
    internal Rgb Panel => Primary.Contrast(Rgb.White) >= Readable ? Primary : Deep;

    /// <summary>Returns the colour of text on a plain background: the brand's text colour if it is readable there.</summary>
    internal Rgb TextOn(Rgb background) => brand.Text is { } text && text.Contrast(background) >= Readable ? text : background.Readable();

    /// <summary>True if a button stands out from its background.</summary>
    internal static bool IsDistinct(Rgb button, Rgb background) => button.Contrast(background) >= Distinct;

    internal Rgb ButtonOn(Rgb background)
    {
        foreach (var colour in new[] { Secondary, Primary })
        {
            if (IsDistinct(colour, background))
            {
                return colour;
            }
        }

        return background.Readable();
    }

    /// <summary>Darkens a colour until white text on it has a contrast.</summary>
    private static Rgb Darkened(Rgb colour, double contrast)
    {
        var dark = colour;
        for (var share = 0.0; share <= 1 && dark.Contrast(Rgb.White) < contrast; share += 0.05)
        {
            dark = colour.Mix(Rgb.Ink, share);
        }

        return dark;
    }
}
