using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout;

/// <summary>Chooses colours that are the brand's and readable.</summary>
internal sealed class BrandPalette(CreativeBrand brand)
{
    /// <summary>WCAG 2.2 AA for text of any size.</summary>
    internal const double Readable = 4.5;

    /// <summary>What a button needs beside its ground, to be seen as one.</summary>
    private const double Distinct = 1.6;

    internal Rgb Primary => brand.Primary;

    internal Rgb Secondary => brand.Secondary;

    /// <summary>White with a breath of the brand.</summary>
    internal Rgb Paper { get; } = Rgb.White.Mix(brand.Primary, 0.035);

    /// <summary>The brand's own near black: for scrims and shadows.</summary>
    internal Rgb Deep { get; } = Darkened(brand.Primary, 17);

    /// <summary>Words on a plain ground: the brand's colour if it can be read there.</summary>
    internal Rgb TextOn(Rgb ground) => brand.Text is { } text && text.Contrast(ground) >= Readable ? text : ground.Readable();

    internal Rgb ButtonOn(Rgb ground)
    {
        foreach (var colour in new[] { Secondary, Primary })
        {
            if (colour.Contrast(ground) >= Distinct)
            {
                return colour;
            }
        }

        return ground.Readable();
    }

    /// <summary>Towards near black until white stands on it with this contrast.</summary>
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
