namespace Darkroom.Painter.Layers;

/// <summary>
/// One object in an image, painted over the layers behind it. A layer makes all its choices when it is created. Painting it on a coarser canvas
/// yields the same object with less detail, so all passes are consistent.
/// </summary>
internal interface ILayer
{
    void Paint(PaintBuffer canvas, CancellationToken cancellationToken);
}
