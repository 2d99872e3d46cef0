namespace Darkroom.Painter;

/// <summary>
/// Makes the choices that determine an image's variety. Consecutive seeds, as the images of one request have, get values as far apart as possible
/// (multiples of an irrational number modulo 1), whereas independent random numbers would repeat. Each choice has a name; the same name yields
/// the same value everywhere in an image.
/// </summary>
internal readonly record struct SceneRandom(ulong Hash, long Seed)
{
    // Fractions of 2^64 whose small multiples are never close to 0. There are several, so that choices are independent of each other.
    private static readonly ulong[] s_steps =
        [0x9E3779B97F4A7C15UL, 0xC13FA9A902A6328FUL, 0x91E10DA5C79E7B1DUL, 0xD1B54A32D192ED03UL, 0xABC98388FB8FAC03UL];

    /// <summary>A number from 0 up to but not including 1, evenly spread over consecutive seeds.</summary>
    public float Share(string choice)
    {
        var name = Darkroom.Painter.Dice.HashOf(choice);
        var step = s_steps[(int)(name % (ulong)s_steps.Length)];
        return unchecked((Darkroom.Painter.Dice.Scramble(Hash + name) + ((ulong)Seed * step)) >> 40) * (1f / (1 << 24));
    }

    public float Between(string choice, float low, float high) => Curves.Mix(low, high, Share(choice));

    /// <summary>One of several alternatives, each equally often over consecutive seeds.</summary>
    public int Choice(string choice, int count)
    {
        var name = Darkroom.Painter.Dice.HashOf(choice);
        // Choices between two alternate with every seed or with every second seed. Otherwise seeds 1 and 3 would have the same values in all.
        var turn = count == 2 ? Seed >> (int)((name >> 7) & 1) : Seed;
        return (int)(unchecked((Darkroom.Painter.Dice.Scramble(Hash + name) % (ulong)count) + (ulong)turn) % (ulong)count);
    }

    /// <summary>A random number generator for values that may repeat between seeds.</summary>
    public Dice Dice() => new(Darkroom.Painter.Dice.Scramble(Hash) ^ Darkroom.Painter.Dice.Scramble((ulong)Seed));
}
