namespace Darkroom.Bench.Perception;

/// <summary>All frames of one run, and what the page itself noted.</summary>
internal sealed record Recording(Marks Marks, IReadOnlyList<Frame> Frames);

/// <summary>The screen from a moment on.</summary>
/// <param name="At">Milliseconds since 1970.</param>
/// <param name="Jpeg">As encoded by the browser.</param>
internal sealed record Frame(double At, byte[] Jpeg);

/// <summary>What the page noted.</summary>
/// <param name="Clicked">When the button was pressed, in milliseconds since 1970.</param>
/// <param name="Shift">The cumulative layout shift.</param>
/// <param name="Paint">The first contentful paint, in milliseconds since the navigation began.</param>
/// <param name="LongTasks">Tasks of 50 ms or longer on the main thread since the click.</param>
/// <param name="Longest">The longest of them, in milliseconds.</param>
/// <param name="Scripts">When the last script file was there, in milliseconds since the navigation began; 0 without any.</param>
internal sealed record Marks(double Clicked, double Shift, double Paint, int LongTasks, double Longest, double Scripts, Tile[] Tiles);

/// <summary>Where a picture is on the screen, in pixels.</summary>
internal sealed record Tile(double X, double Y, double Width, double Height);
