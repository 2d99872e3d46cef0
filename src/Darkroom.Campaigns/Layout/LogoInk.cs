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

        return logo.IsOpaque || Legibility.Contrast(cells, logo.Colour()) >= Distinct ? LogoLook.Own
            : !logo.IsMonochrome() ? LogoLook.Plate
            : Legibility.Contrast(cells, Rgb.White) >= Math.Min(Legibility.ReadableLarge, Legibility.Contrast(cells, palette.Deep)) ? LogoLook.White
            : LogoLook.Dark;
    }

    /// <summary>Prepares the image for a logo of one colour, before texts are drawn: its shade must not lie on them.</summary>
    internal void Prepare(LogoLook look, Pixels image, PixelArea place)
    {
        if (look is LogoLook.White or LogoLook.Dark)
        {
            new Legibility(canvas, frame, palette).Prepare(Set(image, place), ColourOf(look));
        }
    }

    /// <summary>Draws the logo.</summary>
    /// <param name="image">The logo in its size.</param>
    internal void Draw(LogoLook look, Pixels image, PixelArea place)
    {
        var drawn = look == LogoLook.Plate || logo.IsOpaque ? look : DistinctLook(look, image, place);
        if (drawn == LogoLook.Plate)
        {
            var pad = Math.Max(2, image.Height / 5);
            canvas.Fill(place.Inset(-pad).Intersect(frame.Full), logo.Colour().Readable(), 1, pad);
        }

        canvas.Draw(drawn is LogoLook.White or LogoLook.Dark ? Logo.Recolour(image, ColourOf(drawn)) : image, place.X, place.Y);
    }

    /// <summary>Returns the chosen look, or another one if the logo does not stand out in it from what is drawn by now.</summary>
    private LogoLook DistinctLook(LogoLook chosen, Pixels image, PixelArea place)
    {
        var cells = Set(image, place).Cells.On(canvas, place.X, place.Y);
        return ContrastOf(chosen) >= Distinct ? chosen
            : !logo.IsMonochrome() ? LogoLook.Plate
            : ContrastOf(LogoLook.White) >= ContrastOf(LogoLook.Dark) ? LogoLook.White
            : LogoLook.Dark;

        double ContrastOf(LogoLook look) => Legibility.Contrast(cells, ColourOf(look));
    }

    private Rgb ColourOf(LogoLook look) => look switch
    {
        LogoLook.White => Rgb.White,
        LogoLook.Dark => palette.Deep,
        _ => logo.Colour(),
    };

    private static SetText Set(Pixels image, PixelArea place) =>
        new(image, LetterCells.From(image, SetText.EdgeOf(image.Height)), place.X, place.Y, image.Height);
}
