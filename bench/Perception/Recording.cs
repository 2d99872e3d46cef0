namespace Darkroom.Bench.Perception;

/// <summary>The frames of one run, and the metrics of the page.</summary>
internal sealed record Recording(PageMetrics PageMetrics, IReadOnlyList<Frame> Frames);

/// <summary>One frame of the screen.</summary>
/// <param name="At">The time in milliseconds since 1970.</param>
/// <param name="Jpeg">The JPEG from the browser.</param>
internal sealed record Frame(double At, byte[] Jpeg);

/// <summary>The metrics of a page.</summary>
/// <param name="Clicked">The time of the click in milliseconds since 1970.</param>
/// <param name="Shift">The cumulative layout shift.</param>
/// <param name="Paint">The time of the first contentful paint, in milliseconds since the start of the navigation.</param>
/// <param name="LongTasks">The number of main-thread tasks of at least 50 ms since the click.</param>
/// <param name="Longest">The duration of the longest one, in milliseconds.</param>
/// <param name="Scripts">The time when the last script had loaded, in milliseconds since the start of the navigation; 0 if there is none.</param>
internal sealed record PageMetrics(double Clicked, double Shift, double Paint, int LongTasks, double Longest, double Scripts, Tile[] Tiles);

/// <summary>The position of an image on the screen, in pixels.</summary>
internal sealed record Tile(double X, double Y, double Width, double Height);
