namespace Darkroom.Painter;

/// <summary>
/// The image's edges in scene units. The area is always 1, so a thing 0.3 units tall takes the same share of a wide image as of
/// a tall one, and nothing is stretched. Y grows downwards.
/// </summary>
internal readonly record struct ViewFrame(float Width, float Height)
{
    public float CentreX => Width * 0.5f;

    public static ViewFrame From(PixelSize size)
    {
        var width = MathF.Sqrt((float)size.Width / size.Height);
        return new ViewFrame(width, 1f / width);
    }
}
