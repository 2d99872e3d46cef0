namespace Darkroom.Imaging;

/// <summary>The colour of an image whose pixels are all the same.</summary>
public readonly record struct UniformColour(byte Red, byte Green, byte Blue, byte Alpha)
{
    /// <summary>The deviation per channel, of 255, that still counts as the same colour: the noise that lossy formats add to an even area.</summary>
    public const int Tolerance = 1;
}
