using Darkroom.Imaging.Native;

namespace Darkroom.Imaging.Steps;

/// <summary>Lays a picture with alpha on a dark grey, for formats that have none.</summary>
internal static class Flatten
{
    private static readonly double[] DarkGrey = [38, 38, 38];

    internal static VipsImage From(VipsImage image) => image.HasAlpha
        ? VipsOperation.New("flatten").With("in", image).With("background", DarkGrey).Image()
        : image.Again();
}
