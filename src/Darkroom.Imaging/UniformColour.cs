namespace Darkroom.Imaging;

/// <summary>The one colour that all of a picture has.</summary>
public readonly record struct UniformColour(byte Red, byte Green, byte Blue, byte Alpha)
{
    /// <summary>How far a channel may stray to either side and still count as one value, of 255: what a lossy format does to a plain area.</summary>
    public const int Tolerance = 1;
}
