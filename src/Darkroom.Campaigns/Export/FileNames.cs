using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Darkroom.Imaging;

namespace Darkroom.Campaigns.Export;

/// <summary>Names that every file system takes, and that say the same on each of them.</summary>
internal sealed class FileNames
{
    /// <summary>The longest part made of one text, in bytes of UTF-8: a headline of 300 characters is not a name.</summary>
    internal const int MaxBytesOfPart = 60;

    /// <summary>The longest name without number and extension, in bytes of UTF-8. Most file systems take 255.</summary>
    internal const int MaxBytes = 200;

    /// <summary>Devices of Windows, whatever the extension.</summary>
    private static readonly FrozenSet<string> Devices = new[] { "CON", "PRN", "AUX", "NUL" }
        .Concat(Enumerable.Range(0, 10).SelectMany(number => new[] { $"COM{number}", $"LPT{number}" }))
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Keeps letters and digits of any script, in lower case and composed (NFC); a hyphen stands for each run of anything else.
    /// Invisible characters, such as those that change the direction of writing, leave no trace.
    /// </summary>
    /// <returns>At most <see cref="MaxBytesOfPart"/> bytes; empty where there is no letter and no digit.</returns>
    internal static string Slug(string text)
    {
        var kept = new StringBuilder(text.Length);
        var (afterLetter, gap) = (false, false);
        foreach (var rune in text.EnumerateRunes())
        {
            // Without its marks, Hindi or vocalised Arabic is another word. A mark after something else, as in emoji, is no letter's.
            if (Rune.IsLetterOrDigit(rune) || (afterLetter && IsMark(rune)))
            {
                kept.Append(gap && kept.Length > 0 ? "-" : "").Append(rune.ToString());
                (afterLetter, gap) = (true, false);
            }
            else if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format)
            {
                (afterLetter, gap) = (false, true);
            }
        }

        return Cut(UnicodeText.Composed(kept.ToString().ToLowerInvariant()), MaxBytesOfPart);
    }

    internal static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    /// <summary>The first part of a text that fits, cut between what people see as characters.</summary>
    internal static string Cut(string text, int mostBytes)
    {
        if (Encoding.UTF8.GetByteCount(text) <= mostBytes)
        {
            return text;
        }

        var (end, bytes) = (0, 0);
        while (end < text.Length)
        {
            var length = StringInfo.GetNextTextElementLength(text, end);
            bytes += Encoding.UTF8.GetByteCount(text.AsSpan(end, length));
            if (bytes > mostBytes)
            {
                break;
            }

            end += length;
        }

        return text[..end].TrimEnd('-', '_');
    }

    /// <summary>A name that none before it had, upper and lower case being the same; the second of a kind ends in <c>-2</c>.</summary>
    /// <param name="folder">Names count for each folder alone.</param>
    /// <param name="name">Made of slugs, hyphens and underscores.</param>
    /// <param name="extension">With its dot.</param>
    internal string Take(string folder, string name, string extension)
    {
        var first = Cut(name.Trim('-', '_'), MaxBytes);
        first = first.Length == 0 ? "creative" : Devices.Contains(first) ? $"{first}-file" : first;
        var path = $"{folder}/{first}{extension}";
        for (var number = 2; !_taken.Add(path); number++)
        {
            path = string.Create(CultureInfo.InvariantCulture, $"{folder}/{first}-{number}{extension}");
        }

        return path;
    }
}
