using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout;

/// <summary>A box for a logo.</summary>
/// <param name="Area">The box.</param>
/// <param name="Across">The place in the box: 0 at the left, 0.5 in the middle, 1 at the right.</param>
/// <param name="Down">The place in the box: 0 at the top, 0.5 in the middle, 1 at the bottom.</param>
internal readonly record struct LogoBox(PixelArea Area, double Across, double Down)
{
    /// <summary>The share of its size that a logo has on a plate, so that the plate is not much larger than other logos.</summary>
    private const double OnPlate = 0.9;

    /// <summary>Returns the space between a logo and the edges of its plate.</summary>
    internal static int PadOf(Pixels logo) => Math.Max(3, logo.Height / 4);

    /// <summary>Returns the logo, as large as the box allows.</summary>
    internal (Pixels Image, PixelArea Area) Place(Logo logo)
    {
        var image = logo.Contain(Area.Width, Area.Height);
        return (image, At(image.Width, image.Height));
    }

    /// <summary>Returns the logo for a plate that stands where the logo itself would: its edges are in line with the texts.</summary>
    internal (Pixels Image, PixelArea Area) PlaceOnPlate(Logo logo)
    {
        var alone = logo.Contain(Area.Width, Area.Height);
        var scale = Math.Min(OnPlate, Area.Width / (alone.Width + (alone.Height / 2.0)));
        var image = logo.Contain(Math.Max(1, (int)(alone.Width * scale)), Math.Max(1, (int)(alone.Height * scale)));
        var pad = PadOf(image);
        return (image, At(image.Width + (2 * pad), image.Height + (2 * pad)).Inset(pad));
    }

    private PixelArea At(int width, int height) =>
        new(Area.X + (int)((Area.Width - width) * Across), Area.Y + (int)((Area.Height - height) * Down), width, height);
}
