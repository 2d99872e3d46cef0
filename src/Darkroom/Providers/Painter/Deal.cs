namespace Darkroom.Providers.Painter;

/// <summary>
/// The choices that make or break variety are dealt, not rolled: seeds that follow each other, which is what the pictures of one
/// request get, take places as far apart as they can (steps of an irrational number round a circle), where dice would repeat.
/// </summary>
internal readonly record struct Deal(ulong Hash, long Seed)
{
    // Fractions of 2^64: the golden ratio, then the two- and three-dimensional equivalents.
    private static readonly ulong[] s_steps =
        [0x9E3779B97F4A7C15UL, 0xC13FA9A902A6328FUL, 0x91E10DA5C79E7B1DUL, 0xD1B54A32D192ED03UL, 0xABC98388FB8FAC03UL];

    /// <summary>At least 0, below 1, different for each question and spread over consecutive seeds.</summary>
    public float Share(int question)
    {
        var start = Painter.Dice.Scramble(Hash + (ulong)question);
        return unchecked((start + ((ulong)Seed * s_steps[question % s_steps.Length])) >> 40) * (1f / (1 << 24));
    }

    public float Between(int question, float low, float high) => Curves.Mix(low, high, Share(question));

    /// <summary>One of a number of alternatives; consecutive seeds never get the same one.</summary>
    public int Choice(int question, int count)
    {
        var start = Painter.Dice.Scramble(Hash + (ulong)question) % (ulong)count;
        return (int)(unchecked(start + (ulong)Seed) % (ulong)count);
    }

    public Dice Dice() => new(Painter.Dice.Scramble(Hash) ^ Painter.Dice.Scramble((ulong)Seed));
}
