using Darkroom.Imaging.Native;

namespace Darkroom.Imaging.Steps;

/// <summary>Blends an image that has alpha with dark grey, for formats without alpha.</summary>
internal static class Flatten
{
    private static readonly double[] DarkGrey = [38, 38, 38];

    internal static VipsImage From(VipsImage image) => image.HasAlpha
        ? VipsOperation.New("flatten").With("in", image).With("background", DarkGrey).Image()
        : image.AddReference();
}
