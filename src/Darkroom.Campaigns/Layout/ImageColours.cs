using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout;

/// <summary>
/// What a whole base image says about the colours on it. All languages and formats of a concept that share the image get the same ink and the
/// same button, so that they look like one campaign.
/// </summary>
/// <param name="Mean">The mean colour.</param>
/// <param name="DarkInk">True if dark text needs clearly less help than white text.</param>
internal sealed record ImageColours(Rgb Mean, bool DarkInk)
{
    /// <summary>The edge of the small copy in pixels.</summary>
    private const int Edge = 48;

    /// <summary>Dark text is used only if it needs at least this much less opacity than white text, on average.</summary>
    private const double PreferWhite = 0.12;

    /// <summary>Analyses an image.</summary>
    /// <param name="image">The pixels, without alpha.</param>
    internal static ImageColours From(Pixels image)
    {
        var small = Photo.Shrink(image, Math.Min(Edge, image.Width), Math.Min(Edge, image.Height)).Data;
        var (red, green, blue, white, dark) = (0, 0, 0, 0.0, 0.0);
        for (var at = 0; at < small.Length; at += 3)
        {
            var colour = new Rgb(small[at], small[at + 1], small[at + 2]);
            (red, green, blue) = (red + colour.Red, green + colour.Green, blue + colour.Blue);
            (white, dark) = (white + Legibility.NeedOf(Rgb.White, colour), dark + Legibility.NeedOf(Rgb.Ink, colour));
        }

        var count = small.Length / 3;
        return new ImageColours(new Rgb((byte)(red / count), (byte)(green / count), (byte)(blue / count)), dark < white - (PreferWhite * count));
    }

    /// <summary>Returns the colour of texts on the image.</summary>
    internal Rgb Ink(BrandPalette palette) => DarkInk ? palette.Deep : Rgb.White;

    /// <summary>Returns the background of texts beside the image, light or dark as that of texts on it.</summary>
    internal Rgb Ground(BrandPalette palette) => DarkInk ? palette.Paper : palette.Panel;

    /// <summary>Returns the colour of buttons on the image, which is lightened or darkened for texts.</summary>
    internal Rgb Button(BrandPalette palette)
    {
        var (ink, shade) = DarkInk ? (Rgb.Ink, Rgb.White) : (Rgb.White, Rgb.Ink);
        return palette.ButtonOn(Mean.Mix(shade, Legibility.NeedOf(ink, Mean)));
    }
}
