namespace Darkroom.Painter;

/// <summary>
/// The choices that make or break variety are dealt, not rolled: seeds that follow each other, which is what the images of one
/// request get, take places as far apart as they can (steps of an irrational number round a circle), where dice would repeat.
/// A question is any name; the same name gets the same answer everywhere in an image.
/// </summary>
internal readonly record struct SceneRandom(ulong Hash, long Seed)
{
    // Fractions of 2^64 that no small multiple brings back near the start; several, so that the answers do not move in step.
    private static readonly ulong[] s_steps =
        [0x9E3779B97F4A7C15UL, 0xC13FA9A902A6328FUL, 0x91E10DA5C79E7B1DUL, 0xD1B54A32D192ED03UL, 0xABC98388FB8FAC03UL];

    /// <summary>At least 0, below 1, spread over consecutive seeds.</summary>
    public float Share(string question)
    {
        var name = NameOf(question);
        var step = s_steps[(int)(name % (ulong)s_steps.Length)];
        return unchecked((Darkroom.Painter.Dice.Scramble(Hash + name) + ((ulong)Seed * step)) >> 40) * (1f / (1 << 24));
    }

    public float Between(string question, float low, float high) => Curves.Mix(low, high, Share(question));

    /// <summary>One of a number of alternatives, each as often as the others over consecutive seeds.</summary>
    public int Choice(string question, int count)
    {
        var name = NameOf(question);
        // Yes-or-no questions alternate, half of them with every second seed: otherwise seeds 1 and 3 would agree on all of them.
        var turn = count == 2 ? Seed >> (int)((name >> 7) & 1) : Seed;
        return (int)(unchecked((Darkroom.Painter.Dice.Scramble(Hash + name) % (ulong)count) + (ulong)turn) % (ulong)count);
    }

    /// <summary>Dice for everything that may repeat.</summary>
    public Dice Dice() => new(Darkroom.Painter.Dice.Scramble(Hash) ^ Darkroom.Painter.Dice.Scramble((ulong)Seed));

    private static ulong NameOf(string question)
    {
        var name = 0xCBF29CE484222325UL;
        foreach (var letter in question)
        {
            name = (name ^ letter) * 0x100000001B3UL;
        }

        return name;
    }
}
