using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Darkroom.Imaging;

namespace Darkroom.Packaging;

/// <summary>Creates unique file names that every file system accepts.</summary>
/// <param name="unnamed">The name of a file whose own name is empty.</param>
public sealed class FileNames(string unnamed)
{
    /// <summary>The maximum length of a part made of one text, in bytes of UTF-8.</summary>
    public const int MaxBytesOfPart = 60;

    /// <summary>The maximum length of a name without number and extension, in bytes of UTF-8. Most file systems accept 255.</summary>
    public const int MaxBytes = 200;

    /// <summary>Names that are reserved on Windows, with any extension.</summary>
    private static readonly FrozenSet<string> Devices = new[] { "CON", "PRN", "AUX", "NUL" }
        .Concat(Enumerable.Range(0, 10).SelectMany(number => new[] { $"COM{number}", $"LPT{number}" }))
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The paths that were returned, each with the last number that was given to its name.</summary>
    private readonly Dictionary<string, int> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Keeps letters and digits of any script, in lower case and composed (NFC); a hyphen stands for each run of anything else.
    /// Invisible characters, such as those that change the writing direction, are removed.
    /// </summary>
    /// <returns>At most <see cref="MaxBytesOfPart"/> bytes; empty if the text has no letter and no digit.</returns>
    public static string Slug(string text)
    {
        var slug = new StringBuilder(text.Length);
        var (afterLetter, gap) = (false, false);
        foreach (var rune in text.EnumerateRunes())
        {
            // Marks belong to the letter before them, as in Hindi or vocalised Arabic. Other marks, as in emoji, are dropped.
            if (Rune.IsLetterOrDigit(rune) || (afterLetter && IsMark(rune)))
            {
                slug.Append(gap && slug.Length > 0 ? "-" : "").Append(rune.ToString());
                (afterLetter, gap) = (true, false);
            }
            else if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format)
            {
                (afterLetter, gap) = (false, true);
            }
        }

        return Cut(UnicodeText.Composed(slug.ToString().ToLowerInvariant()), MaxBytesOfPart);
    }

    public static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    /// <summary>Truncates a text between grapheme clusters.</summary>
    public static string Cut(string text, int maxBytes)
    {
        if (Encoding.UTF8.GetByteCount(text) <= maxBytes)
        {
            return text;
        }

        var (end, bytes) = (0, 0);
        while (end < text.Length)
        {
            var length = StringInfo.GetNextTextElementLength(text, end);
            bytes += Encoding.UTF8.GetByteCount(text.AsSpan(end, length));
            if (bytes > maxBytes)
            {
                break;
            }

            end += length;
        }

        return text[..end].TrimEnd('-', '_');
    }

    /// <summary>Returns a name that every file system accepts.</summary>
    /// <param name="name">Slugs, hyphens and underscores.</param>
    /// <param name="unnamed">The name if that is empty.</param>
    public static string Safe(string name, string unnamed, int maxBytes)
    {
        var safe = Cut(name.Trim('-', '_'), maxBytes);
        return safe.Length == 0 ? unnamed : Devices.Contains(safe) ? $"{safe}-file" : safe;
    }

    /// <summary>Returns a path that was not returned before, ignoring case; the second one with the same name ends in <c>-2</c>.</summary>
    /// <param name="name">Slugs, hyphens and underscores.</param>
    /// <param name="extension">The extension with its dot.</param>
    /// <param name="folder">Empty for none.</param>
    public string Take(string folder, string name, string extension)
    {
        var start = folder.Length == 0 ? "" : $"{folder}/";
        var first = Safe(name, unnamed, MaxBytes);
        var path = $"{start}{first}{extension}";
        if (_taken.TryAdd(path, 1))
        {
            return path;
        }

        var number = _taken[path];
        string numbered;
        do
        {
            number++;
            numbered = string.Create(CultureInfo.InvariantCulture, $"{start}{first}-{number}{extension}");
        }
        while (!_taken.TryAdd(numbered, 1));
        _taken[path] = number;
        return numbered;
    }
}
