namespace Darkroom.Tests;

/// <summary>
/// Varied images at any size, each decided by its number: a background of two or three colours, shapes, and a texture. Ten numbers in a row are variations of
/// one composition, as a prompt with several seeds gives them.
/// </summary>
internal static class SyntheticImage
{
    private const int Variations = 10;

    private static readonly (int Width, int Height)[] Proportions = [(4, 4), (3, 2), (2, 3), (16, 9), (4, 5)];

    /// <summary>Draws an image as interleaved 8-bit sRGB.</summary>
    /// <param name="edge">The longer edge in pixels.</param>
    public static (byte[] Pixels, int Width, int Height) Draw(int number, int edge)
    {
        var composition = new Random(number / Variations * 7919);
        var variation = new Random(number * 104729 + 1);
        var (across, down) = Proportions[composition.Next(Proportions.Length)];
        var (width, height) = (edge * across / Math.Max(across, down), edge * down / Math.Max(across, down));
        var pixels = new byte[width * height * 3];
        var layers = Layers(composition, variation);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var at = (y * width + x) * 3;
                var (red, green, blue) = layers.At((x + 0.5f) / width, (y + 0.5f) / height);
                (pixels[at], pixels[at + 1], pixels[at + 2]) = (ToByte(red), ToByte(green), ToByte(blue));
            }
        }

        return (pixels, width, height);
    }

    private static Scene Layers(Random composition, Random variation)
    {
        var shapes = new Shape[composition.Next(3, 12)];
        for (var index = 0; index < shapes.Length; index++)
        {
            shapes[index] = new Shape(
                Near(composition, variation, 0.05f),
                Near(composition, variation, 0.05f),
                0.04f + composition.NextSingle() * 0.3f,
                0.04f + composition.NextSingle() * 0.3f,
                composition.NextSingle() * MathF.PI + (variation.NextSingle() - 0.5f) * 0.4f,
                composition.Next(2) == 0,
                Colour(composition, variation));
        }

        return new Scene(
            Colour(composition, variation),
            Colour(composition, variation),
            composition.NextSingle() * MathF.Tau,
            shapes,
            (composition.NextSingle() * 40, composition.NextSingle() * 40, variation.NextSingle() * MathF.Tau, composition.NextSingle() * 0.15f));
    }

    private static float Near(Random composition, Random variation, float spread) => composition.NextSingle() + (variation.NextSingle() - 0.5f) * 2 * spread;

    private static (float, float, float) Colour(Random composition, Random variation) =>
        (Near(composition, variation, 0.03f), Near(composition, variation, 0.03f), Near(composition, variation, 0.03f));

    private static byte ToByte(float value) => (byte)Math.Clamp((int)(value * 255), 0, 255);

    private sealed record Scene(
        (float R, float G, float B) From, (float R, float G, float B) To, float Direction, Shape[] Shapes, (float X, float Y, float Phase, float Strength) Texture)
    {
        public (float, float, float) At(float x, float y)
        {
            var along = Math.Clamp(0.5f + (x - 0.5f) * MathF.Cos(Direction) + (y - 0.5f) * MathF.Sin(Direction), 0, 1);
            var (red, green, blue) = (Mix(From.R, To.R, along), Mix(From.G, To.G, along), Mix(From.B, To.B, along));
            foreach (var shape in Shapes)
            {
                if (shape.Cover(x, y) is > 0 and var cover)
                {
                    (red, green, blue) = (Mix(red, shape.Colour.R, cover), Mix(green, shape.Colour.G, cover), Mix(blue, shape.Colour.B, cover));
                }
            }

            var wave = Texture.Strength * MathF.Sin(x * Texture.X + Texture.Phase) * MathF.Sin(y * Texture.Y + Texture.Phase);
            return (red + wave, green + wave, blue + wave);
        }

        private static float Mix(float one, float other, float share) => one + (other - one) * share;
    }

    private sealed record Shape(float X, float Y, float Width, float Height, float Angle, bool Round, (float R, float G, float B) Colour)
    {
        private const float Softness = 12;

        private readonly float _sin = MathF.Sin(Angle);
        private readonly float _cos = MathF.Cos(Angle);

        public float Cover(float x, float y)
        {
            var (across, down) = (((x - X) * _cos + (y - Y) * _sin) / Width, ((y - Y) * _cos - (x - X) * _sin) / Height);
            var distance = Round ? MathF.Sqrt(across * across + down * down) : Math.Max(Math.Abs(across), Math.Abs(down));
            return Math.Clamp((1 - distance) * Softness, 0, 1);
        }
    }
}
