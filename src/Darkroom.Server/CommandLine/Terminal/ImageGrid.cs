namespace Darkroom.Server.CommandLine.Terminal;

/// <summary>Where the images of a run are in the terminal: side by side in rows of equal cells, above the progress bars.</summary>
/// <param name="PerRow">The number of images side by side.</param>
/// <param name="Columns">The width of one image in characters.</param>
/// <param name="Rows">The height of one image in characters.</param>
/// <param name="Height">The height of all rows of images in characters.</param>
internal sealed record ImageGrid(int PerRow, int Columns, int Rows, int Height)
{
    private const int Gap = 1;
    private const int MaxColumns = 48;

    /// <summary>Smaller images show nothing.</summary>
    private const int MinColumns = 8;

    private const int MinRows = 3;

    /// <summary>Returns the largest grid for the terminal.</summary>
    /// <param name="ratio">The width of an image divided by its height, in pixels.</param>
    /// <param name="cellRatio">The height of a character divided by its width.</param>
    /// <returns>Null if there is no room for images.</returns>
    public static ImageGrid? Create(int images, int width, int height, double ratio, double cellRatio)
    {
        ImageGrid? best = null;
        for (var perRow = 1; perRow <= images; perRow++)
        {
            var lines = (images + perRow - 1) / perRow;
            var (maxColumns, maxRows) = (Math.Min(MaxColumns, ((width + Gap) / perRow) - Gap), (height / lines) - Gap);
            var columns = Math.Min(maxColumns, (int)(maxRows * cellRatio * ratio));
            var rows = (int)Math.Ceiling(columns / ratio / cellRatio);
            if (columns >= MinColumns && rows >= MinRows && rows <= maxRows && (best is null || columns > best.Columns))
            {
                best = new ImageGrid(perRow, columns, rows, lines * (rows + Gap));
            }
        }

        return best;
    }

    /// <summary>Returns the size in characters of an image whose proportions may differ from those of the grid.</summary>
    public (int Columns, int Rows) Fit(double ratio, double cellRatio)
    {
        var columns = Math.Clamp((int)Math.Round(Rows * cellRatio * ratio), 1, Columns);
        return (columns, Math.Clamp((int)Math.Round(columns / ratio / cellRatio), 1, Rows));
    }

    /// <summary>Returns the place of an image in characters from the left and from the top.</summary>
    public (int Left, int Top) PlaceOf(int image) => (image % PerRow * (Columns + Gap), image / PerRow * (Rows + Gap));
}
