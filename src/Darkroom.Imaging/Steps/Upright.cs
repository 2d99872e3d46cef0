using Darkroom.Imaging.Native;

namespace Darkroom.Imaging.Steps;

/// <summary>Rotates and mirrors the pixels by their EXIF orientation.</summary>
internal static class Upright
{
    internal static VipsImage From(VipsImage image)
    {
        if (image.Orientation == 1)
        {
            return image.AddReference();
        }

        // A rotation reads pixels in any order, so the previous steps are computed once, into memory.
        using var rendered = image.TryRender() ?? throw VipsOperation.Unexpected("upright");
        return VipsOperation.New("autorot").With("in", rendered).Image();
    }
}
