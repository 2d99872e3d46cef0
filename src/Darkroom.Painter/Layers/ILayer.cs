namespace Darkroom.Painter.Layers;

/// <summary>
/// One thing in an image, painted over what lies behind it. A layer decides everything when it is made; painting it on a coarse
/// canvas gives the same thing with less detail, which is how the passes agree.
/// </summary>
internal interface ILayer
{
    void Paint(PaintBuffer canvas, CancellationToken cancellationToken);
}
