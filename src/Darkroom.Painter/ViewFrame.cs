namespace Darkroom.Painter;

/// <summary>
/// The image's size in scene units. The area is always 1, so an object 0.3 units tall has the same share of a wide image as of a tall one, and
/// nothing is stretched. Y increases downwards.
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
