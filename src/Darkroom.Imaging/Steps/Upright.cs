using Darkroom.Imaging.Native;

namespace Darkroom.Imaging.Steps;

/// <summary>Turns and mirrors the pixels as EXIF asks.</summary>
internal static class Upright
{
    internal static VipsImage From(VipsImage image)
    {
        if (image.Orientation == 1)
        {
            return image.Again();
        }

        // A rotation reads in any order, so what comes before it is computed once, into memory.
        using var rendered = image.TryRender() ?? throw VipsOperation.Unexpected("upright");
        return VipsOperation.New("autorot").With("in", rendered).Image();
    }
}
