using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;

namespace Darkroom.Imaging.Drawing;

/// <summary>
/// Finds the seams of compounds, where a hyphen is easiest to read: "Winter-hotel", not "Win-terhotel". Three things show a seam: common words
/// on its sides, from a short list; sounds that a simple word does not have there; in Finnish, vowels that no simple word has together.
/// Hyphenation patterns alone do not distinguish a seam from the end of a syllable.
/// </summary>
internal sealed class CompoundSeams
{
    /// <summary>The minimum number of letters of a part.</summary>
    private const int ShortestPart = 3;

    /// <summary>The minimum number of letters of a known word that shows the last seam alone. A shorter one may be chance, as in "Inter-essen".</summary>
    private const int LongWord = 6;

    /// <summary>The minimum number of letters on each side of a seam that only its sounds show. Shorter parts are prefixes and endings.</summary>
    private const int ShortestBySound = 4;

    private const string Vowels = "aeiouyäöüåæøáàâéèêëíïóú";
    private const string Back = "aou";
    private const string Front = "äöy";

    private static readonly FrozenDictionary<string, (string[] Links, int Ending, bool OneConsonant)> Languages =
        new Dictionary<string, (string[] Links, int Ending, bool OneConsonant)>(StringComparer.Ordinal)
        {
            ["de"] = (["", "s", "n", "en", "es", "er", "e"], 2, true),
            ["nl"] = (["", "s", "e", "en"], 2, true),
            ["sv"] = (["", "s"], 2, true),
            ["da"] = (["", "s", "e"], 2, true),
            ["nb"] = (["", "s", "e"], 2, true),
            ["fi"] = (["", "n"], 4, false),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _words;
    private readonly string[] _links;

    /// <summary>The maximum number of letters that a compound's last word has after the known word.</summary>
    private readonly int _ending;

    /// <summary>True if exactly one consonant of a simple word moves to the next line, as in Germanic languages.</summary>
    private readonly bool _oneConsonant;

    private CompoundSeams(string language)
    {
        (_links, _ending, _oneConsonant) = Languages[language];
        using var file = typeof(CompoundSeams).Assembly.GetManifestResourceStream($"hyphenation.compounds-{language}.txt")!;
        using var text = new StreamReader(file, Encoding.UTF8);
        _words = text.ReadToEnd().Split('\n').Where(line => !line.StartsWith('%')).SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToHashSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Loads the words of a language; null if the language writes compounds in several words, or is not supported.</summary>
    /// <param name="language">The name of a pattern file.</param>
    internal static CompoundSeams? Create(string language) => Languages.ContainsKey(language) ? new CompoundSeams(language) : null;

    /// <summary>Returns the positions of seams, in order; empty if none is known.</summary>
    /// <param name="word">In lower case.</param>
    /// <param name="points">Where the word may be hyphenated. A seam beside known words may be elsewhere: patterns have gaps.</param>
    internal ImmutableArray<int> In(string word, IReadOnlyList<int> points) => Parts(word) is { Length: > 0 } seams
        ? seams
        : [.. LastWord(word).Union(points.Where(at => IsBesideWord(word, at, points) || (_oneConsonant ? IsShownBySound(word, at) : IsShownByVowels(word, at, points)))).Order()];

    /// <summary>Returns the seams of a word that consists of known words only, as few as possible; empty for any other.</summary>
    private ImmutableArray<int> Parts(string word)
    {
        var count = new int[word.Length + 1];
        var from = new int[word.Length + 1];
        Array.Fill(count, int.MaxValue, 1, word.Length);
        for (var end = ShortestPart; end <= word.Length; end++)
        {
            for (var start = 0; start <= end - ShortestPart; start++)
            {
                if (count[start] < int.MaxValue && count[start] + 1 < count[end] && IsPart(word, start, end))
                {
                    (count[end], from[end]) = (count[start] + 1, start);
                }
            }
        }

        var seams = ImmutableArray.CreateBuilder<int>();
        for (var at = count[^1] < int.MaxValue ? from[^1] : 0; at > 0; at = from[at])
        {
            seams.Insert(0, at);
        }

        return seams.ToImmutable();
    }

    /// <summary>Returns the seam before a long known word at the end; empty if there is none.</summary>
    private IEnumerable<int> LastWord(string word)
    {
        for (var at = ShortestBySound; at <= word.Length - LongWord; at++)
        {
            if (IsPart(word, at, word.Length))
            {
                return [at];
            }
        }

        return [];
    }

    private bool IsBesideWord(string word, int at, IReadOnlyList<int> points) =>
        points.Prepend(0).Any(start => start < at && IsPart(word, start, at)) || points.Append(word.Length).Any(end => end > at && IsPart(word, at, end));

    /// <summary>True if a part of a word is a known word, with what joins it to the next one or the ending of the last.</summary>
    private bool IsPart(string word, int start, int end)
    {
        var part = word.AsSpan(start, end - start);
        if (end == word.Length)
        {
            for (var ending = 0; ending <= Math.Min(_ending, part.Length - ShortestPart); ending++)
            {
                if (_words.Contains(part[..^ending]))
                {
                    return true;
                }
            }

            return false;
        }

        foreach (var link in _links)
        {
            if (part.Length - link.Length >= ShortestPart && part.EndsWith(link, StringComparison.Ordinal) && _words.Contains(part[..^link.Length]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// True for a break between a consonant and a vowel or an h. In a simple word the consonant would be on the next line, and no syllable
    /// after a consonant begins with an h.
    /// </summary>
    private static bool IsShownBySound(string word, int at) =>
        at >= ShortestBySound && word.Length - at >= ShortestBySound && !IsVowel(word[at - 1]) && (IsVowel(word[at]) || word[at] == 'h');

    /// <summary>True for the only break between a back and a front vowel, which the harmony of vowels separates.</summary>
    private static bool IsShownByVowels(string word, int at, IReadOnlyList<int> points)
    {
        var (before, after) = (word.AsSpan(0, at).LastIndexOfAny(Back + Front), word.AsSpan(at).IndexOfAny(Back + Front));
        return before >= 0 && after >= 0
            && Back.Contains(word[before], StringComparison.Ordinal) != Back.Contains(word[at + after], StringComparison.Ordinal)
            && points.Count(other => other > before && other <= at + after) == 1;
    }

    private static bool IsVowel(char letter) => Vowels.Contains(letter, StringComparison.Ordinal);
}
