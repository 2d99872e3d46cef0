using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout;

/// <summary>How a logo is drawn.</summary>
internal enum LogoLook
{
    /// <summary>In its own colours.</summary>
    Own,

    /// <summary>A logo of one colour, in white.</summary>
    White,

    /// <summary>A logo of one colour, in the brand's darkest colour.</summary>
    Dark,

    /// <summary>In its own colours, on a plate.</summary>
    Plate,
}

/// <summary>
/// Chooses how a logo is drawn before any text is, so that all languages of a creative have the same logo: from the image where it stands and
/// where it stands in languages of the other direction. What texts need may change the image later; only if the logo could not be seen
/// then, it is drawn in another way.
/// </summary>
internal sealed class LogoInk(Logo logo, Canvas canvas, LayoutFrame frame, BrandPalette palette)
{
    /// <summary>The contrast at which a logo stands out.</summary>
    private const double Distinct = 2.2;

    /// <summary>The contrast below which another look is drawn than the one that all languages have.</summary>
    private const double Visible = 1.8;

    /// <summary>The largest radius of a plate's corners, as a factor on the space around the logo: a larger one would come close to the logo's corners.</summary>
    private const double LargestRadius = 2.2;

    /// <summary>The squares along the height of the place that are compared with the logo's colour.</summary>
    private const int Squares = 6;

    /// <summary>Chooses the look.</summary>
    /// <param name="places">Where the logo stands in any language.</param>
    internal LogoLook Choose(params ReadOnlySpan<PixelArea> places)
    {
        var cells = new List<(int X, int Y, Rgb Colour)>();
        foreach (var place in places)
        {
            var edge = Math.Max(3, place.Height / Squares);
            for (var y = place.Y; y < place.Bottom; y += edge)
            {
                for (var x = place.X; x < place.Right; x += edge)
                {
                    var cell = new PixelArea(x, y, edge, edge).Intersect(canvas.Area);
                    if (cell.Width > 0 && cell.Height > 0)
                    {
                        cells.Add((x, y, canvas.Mean(cell)));
                    }
                }
            }
        }

        return logo.IsOpaque || ContrastOf(LogoLook.Own, cells) >= Distinct ? LogoLook.Own
            : !logo.IsMonochrome() ? LogoLook.Plate
            : ContrastOf(LogoLook.White, cells) >= Math.Min(Legibility.ReadableLarge, ContrastOf(LogoLook.Dark, cells)) ? LogoLook.White
            : LogoLook.Dark;
    }

    /// <summary>Prepares the image for a logo of one colour, before texts are drawn: its shade must not lie on them.</summary>
    internal void Prepare(LogoLook look, LogoBox box)
    {
        if (look is LogoLook.White or LogoLook.Dark)
        {
            new Legibility(canvas, frame, palette).Prepare(Set(box.Place(logo)), ColourOf(look));
        }
    }

    /// <summary>Draws the logo.</summary>
    /// <param name="roundness">The roundness of a plate, which its corners have as far as the logo leaves space for it.</param>
    /// <returns>The area of the logo.</returns>
    internal PixelArea Draw(LogoLook look, LogoBox box, double roundness)
    {
        var drawn = look == LogoLook.Plate || logo.IsOpaque ? look : VisibleLook(look, box);
        var (image, area) = drawn == LogoLook.Plate ? box.PlaceOnPlate(logo) : box.Place(logo);
        if (drawn == LogoLook.Plate)
        {
            var pad = LogoBox.PadOf(image);
            var plate = area.Inset(-pad);
            canvas.Fill(plate, PlateColour(), 1, (int)Math.Min(plate.Height * roundness, pad * LargestRadius));
        }

        canvas.Draw(drawn is LogoLook.White or LogoLook.Dark ? image.InColour(ColourOf(drawn)) : image, area.X, area.Y);
        return area;
    }

    /// <summary>Returns the chosen look, or another one if the logo can hardly be seen in it on what is drawn by now.</summary>
    private LogoLook VisibleLook(LogoLook chosen, LogoBox box)
    {
        var set = Set(box.Place(logo));
        var cells = set.Cells.On(canvas, set.X, set.Y);
        return ContrastOf(chosen, cells) >= Visible ? chosen
            : !logo.IsMonochrome() ? LogoLook.Plate
            : ContrastOf(LogoLook.White, cells) >= ContrastOf(LogoLook.Dark, cells) ? LogoLook.White
            : LogoLook.Dark;
    }

    /// <summary>In its own colours, each of a logo's colours must stand out: a line of another colour is a part of its name.</summary>
    private double ContrastOf(LogoLook look, IReadOnlyList<(int X, int Y, Rgb Colour)> cells) => look == LogoLook.Own
        ? Legibility.Worst(cells.Select(cell => logo.Contrast(cell.Colour)))
        : Legibility.Contrast(cells, ColourOf(look));

    private Rgb PlateColour() => logo.Contrast(Rgb.White) >= logo.Contrast(Rgb.Ink) ? Rgb.White : Rgb.Ink;

    private Rgb ColourOf(LogoLook look) => look == LogoLook.White ? Rgb.White : palette.Deep;

    private static SetText Set((Pixels Image, PixelArea Area) logo) =>
        new(logo.Image, LetterCells.From(logo.Image, SetText.EdgeOf(logo.Image.Height)), logo.Area.X, logo.Area.Y, logo.Image.Height);
}
