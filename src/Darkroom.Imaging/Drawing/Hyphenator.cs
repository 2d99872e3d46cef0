using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;

namespace Darkroom.Imaging.Drawing;

/// <summary>A place where a word may be hyphenated.</summary>
/// <param name="At">The position of the letter that begins the next line.</param>
/// <param name="IsPoor">True if the word has better places, or one part is short beside the other: used only if it makes the type much larger.</param>
internal readonly record struct HyphenPlace(int At, bool IsPoor);

/// <summary>
/// Finds where a word of a language may be hyphenated, by the patterns of TeX (F. M. Liang, "Word Hy-phen-a-tion by Com-put-er", 1983): every
/// pattern in the word sets levels between letters, and the highest odd level allows a break.
/// </summary>
internal sealed class Hyphenator
{
    /// <summary>Shorter words are better moved to the next line.</summary>
    private const int MinWord = 6;

    /// <summary>A part of a word that is not a known compound is long enough if it has this many letters, or this share of them.</summary>
    private const int LongPart = 5;
    private const double LongShare = 0.4;

    /// <summary>The languages that there are patterns for.</summary>
    private static readonly ImmutableArray<string> Languages =
    [
        "ca", "cs", "da", "de", "el", "en", "en-GB", "es", "et", "fi", "fr", "hu", "it", "lt", "nb", "nl", "pl", "pt", "ru", "sk", "sl", "sv", "tr", "uk",
    ];

    /// <summary>
    /// The letters before and after a hyphen. TeX allows two for most languages; in large type a line that ends or begins with two letters is
    /// hard to read. Where most syllables have two letters, two may stand before the hyphen.
    /// </summary>
    private static readonly (int Left, int Right) Usual = (3, 3);
    private static readonly (int Left, int Right) ShortSyllables = (2, 3);

    private static readonly ConcurrentDictionary<string, Lazy<Hyphenator>> Loaded = new(StringComparer.Ordinal);

    private readonly Dictionary<string, byte[]> _levels = new(StringComparer.Ordinal);
    private readonly HashSet<char> _alphabet;
    private readonly CompoundSeams? _seams;
    private readonly bool _turkish;
    private readonly int _left;
    private readonly int _right;
    private readonly int _longest;

    private Hyphenator(string language)
    {
        (_left, _right) = language is "ca" or "el" or "es" or "it" or "pt" ? ShortSyllables : Usual;
        _turkish = language == "tr";
        _seams = CompoundSeams.Create(language);
        using var file = typeof(Hyphenator).Assembly.GetManifestResourceStream($"hyphenation.{language}.txt")!;
        using var lines = new StreamReader(file, Encoding.UTF8);
        while (lines.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '%')
            {
                Add(line);
            }
        }

        _alphabet = [.. _levels.Keys.SelectMany(letters => letters).Where(char.IsLetter)];
        _longest = _levels.Keys.Max(letters => letters.Length);
    }

    /// <summary>Returns the hyphenator of a language; null if there are no patterns for it.</summary>
    /// <param name="language">A language tag such as <c>de-AT</c>.</param>
    internal static Hyphenator? Find(string language) => NameOf(language) is { } name
        ? Loaded.GetOrAdd(name, key => new Lazy<Hyphenator>(() => new Hyphenator(key))).Value
        : null;

    /// <summary>Returns the places in a word, in order. The best are the seams of a compound, else those that leave two long parts.</summary>
    internal IReadOnlyList<HyphenPlace> Places(string word)
    {
        var points = Points(word);
        if (points.Count == 0)
        {
            return [];
        }

        var seams = _seams?.In(word.ToLowerInvariant(), points) ?? [];
        return [.. points.Union(seams).Order().Select(at => new HyphenPlace(at, seams.IsEmpty ? !IsLong(Math.Min(at, word.Length - at)) : !seams.Contains(at)))];

        bool IsLong(int part) => part >= LongPart || part >= word.Length * LongShare;
    }

    /// <summary>Returns the positions in a word before which a line may begin by the patterns. A word with characters that the language does not use has none.</summary>
    internal IReadOnlyList<int> Points(string word)
    {
        var cased = (_turkish ? word.Replace('I', 'ı').Replace('İ', 'i') : word).ToLowerInvariant();
        if (word.Length < MinWord || !cased.All(_alphabet.Contains))
        {
            return [];
        }

        var text = $".{cased}.";
        var levels = new byte[text.Length + 1];
        var patterns = _levels.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var start = 0; start < text.Length; start++)
        {
            for (var length = 1; length <= Math.Min(_longest, text.Length - start); length++)
            {
                if (patterns.TryGetValue(text.AsSpan(start, length), out var set))
                {
                    for (var at = 0; at < set.Length; at++)
                    {
                        levels[start + at] = Math.Max(levels[start + at], set[at]);
                    }
                }
            }
        }

        return [.. Enumerable.Range(_left, Math.Max(0, word.Length - _left - _right + 1)).Where(at => levels[at + 1] % 2 == 1)];
    }

    private static string? NameOf(string language)
    {
        var parts = language.Split('-');
        var name = parts[0].ToLowerInvariant() switch
        {
            "no" or "nn" => "nb",
            "en" when parts.Length > 1 && parts[^1].ToUpperInvariant() is "GB" or "AU" or "NZ" or "IE" or "ZA" or "IN" => "en-GB",
            var other => other,
        };
        return Languages.Contains(name) ? name : null;
    }

    /// <summary>Reads a pattern such as <c>1ko2n</c>: letters with levels between them.</summary>
    private void Add(string pattern)
    {
        var letters = new StringBuilder(pattern.Length);
        Span<byte> levels = stackalloc byte[pattern.Length + 1];
        foreach (var character in pattern)
        {
            if (char.IsAsciiDigit(character))
            {
                levels[letters.Length] = (byte)(character - '0');
            }
            else
            {
                letters.Append(character);
            }
        }

        _levels[letters.ToString()] = levels[..(letters.Length + 1)].ToArray();
    }
}
