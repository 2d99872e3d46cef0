using System.Text;

namespace Darkroom.Bench.Gallery;

/// <summary>Words whose frequency is inversely proportional to their rank, as in a language, and the prompts made of them.</summary>
internal sealed class Vocabulary
{
    /// <summary>Occurs in a fiftieth of the prompts.</summary>
    public const string Phrase = "golden hour";

    private const int Words = 20_000;

    private static readonly string[] Asian =
    [
        "一座红色的灯塔在海边", "穿汉服的女孩站在樱花树下", "未来城市的夜景，霓虹灯", "水墨风格的山水画", "一只戴帽子的猫", "海辺の灯台と夜空", "桜の木の下の少女", "雨の東京、ネオンの街",
        "和風の庭園と月", "窓辺で眠る猫", "富士山の朝焼け", "古い図書館の光",
    ];

    private static readonly string[] Syllables = ["ka", "lo", "mi", "ter", "san", "vel", "dor", "ni", "qua", "res", "bel", "tho", "gra", "pi", "sul", "en", "fa", "wy", "jo", "cre"];

    private readonly string[] _words = [.. Enumerable.Range(0, Words).Select(Word)];
    private readonly double[] _sums = new double[Words];

    public Vocabulary()
    {
        for (var rank = 0; rank < Words; rank++)
        {
            // The first word of a language is not in every sentence.
            _sums[rank] = (rank == 0 ? 0 : _sums[rank - 1]) + (1.0 / (rank + 4));
        }
    }

    /// <summary>Returns the word of a rank, the most frequent one at 0.</summary>
    public string this[int rank] => _words[rank];

    public string Prompt(Random random)
    {
        if (random.Next(100) < 3)
        {
            return string.Join('、', Enumerable.Range(0, random.Next(1, 4)).Select(_ => Asian[random.Next(Asian.Length)]));
        }

        var text = new StringBuilder();
        var length = random.Next(8, 45);
        var phrase = random.Next(50) == 0 ? random.Next(length) : -1;
        for (var index = 0; index < length; index++)
        {
            text.Append(index == 0 ? "" : random.Next(6) == 0 ? ", " : " ").Append(index == phrase ? Phrase : Pick(random));
        }

        return text.ToString();
    }

    private string Pick(Random random)
    {
        var found = Array.BinarySearch(_sums, random.NextDouble() * _sums[^1]);
        return _words[Math.Min(found < 0 ? ~found : found, Words - 1)];
    }

    private static string Word(int rank)
    {
        var word = new StringBuilder();
        for (var rest = rank + 3; rest > 0; rest /= Syllables.Length)
        {
            word.Append(Syllables[rest % Syllables.Length]);
        }

        return word.ToString();
    }
}
