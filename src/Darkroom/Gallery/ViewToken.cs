using System.Text;

namespace Darkroom.Gallery;

/// <summary>A part of a view's text: a word, a phrase, or a filter and its value.</summary>
/// <param name="Start">The place of its first character.</param>
/// <param name="Length">The number of its characters, with signs and quotes.</param>
/// <param name="Field">The filter's name in lower case; null for a word or a phrase.</param>
/// <param name="Value">The word, the words of the phrase or the filter's value.</param>
/// <param name="IsQuoted">True if the value was written in quotes.</param>
/// <param name="IsClosed">False if the quotes have no end.</param>
internal sealed record ViewToken(int Start, int Length, bool Excluded, string? Field, string Value, bool IsQuoted, bool IsClosed)
{
    public int End => Start + Length;

    /// <summary>True if it joins the terms beside it.</summary>
    public bool IsOr => this is { Field: null, IsQuoted: false, Excluded: false, Value: "OR" };

    /// <summary>Splits a text. Nothing is a mistake here.</summary>
    public static IEnumerable<ViewToken> Split(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var token = Read(text, at);
            yield return token;
            at = token.End;
        }
    }

    private static ViewToken Read(string text, int start)
    {
        var excluded = text[start] == '-' && start + 1 < text.Length && !char.IsWhiteSpace(text[start + 1]);
        var at = excluded ? start + 1 : start;
        var field = FieldAt(text, at);
        at += field is null ? 0 : field.Length + 1;
        if (at < text.Length && text[at] == '"')
        {
            var (quoted, end, isClosed) = Unquote(text, at);
            return new ViewToken(start, end - start, excluded, field, quoted, IsQuoted: true, isClosed);
        }

        var value = WordAt(text, at);
        return new ViewToken(start, at + value.Length - start, excluded, field, value, IsQuoted: false, IsClosed: true);
    }

    /// <summary>Returns the name of the filter at a place. Letters and a colon are a word if no value follows, unless they name a filter.</summary>
    private static string? FieldAt(string text, int start)
    {
        var end = start;
        while (end < text.Length && char.IsAsciiLetter(text[end]))
        {
            end++;
        }

        if (end == start || end == text.Length || text[end] != ':')
        {
            return null;
        }

        var name = text[start..end].ToLowerInvariant();
        var hasValue = end + 1 < text.Length && !char.IsWhiteSpace(text[end + 1]) && text[end + 1] is not ('/' or ':');
        return hasValue || GalleryFields.Contains(name) ? name : null;
    }

    private static string WordAt(string text, int start)
    {
        var end = start;
        while (end < text.Length && !char.IsWhiteSpace(text[end]))
        {
            end++;
        }

        return text[start..end];
    }

    /// <summary>Reads what is in quotes. Two quotes inside are one that belongs to the value.</summary>
    private static (string Value, int End, bool IsClosed) Unquote(string text, int start)
    {
        var value = new StringBuilder();
        for (var at = start + 1; at < text.Length; at++)
        {
            if (text[at] != '"')
            {
                value.Append(text[at]);
            }
            else if (at + 1 < text.Length && text[at + 1] == '"')
            {
                value.Append(text[at++]);
            }
            else
            {
                return (value.ToString(), at + 1, true);
            }
        }

        return (value.ToString(), text.Length, false);
    }
}
