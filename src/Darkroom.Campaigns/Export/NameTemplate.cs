using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Darkroom.Imaging;

namespace Darkroom.Campaigns.Export;

/// <summary>A pattern for the names of files, such as <c>{campaign}_{format}_{language}</c>.</summary>
public sealed class NameTemplate
{
    /// <summary>The maximum length in characters.</summary>
    public const int MaxCharacters = 200;

    /// <summary>The names that can stand in braces.</summary>
    public static readonly ImmutableArray<string> Placeholders =
        ["campaign", "concept", "format", "language", "version", "headline", "cta", "channel", "width", "height"];

    /// <summary>The default pattern.</summary>
    public static readonly NameTemplate Default = Parse("{campaign}_{concept}_{format}_{language}_{version}");

    private readonly ImmutableArray<Part> _parts;

    private NameTemplate(ImmutableArray<Part> parts) => _parts = parts;

    /// <param name="problem">What is wrong with the text.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out NameTemplate? template, [NotNullWhen(false)] out string? problem)
    {
        template = null;
        if (text.Length is 0 or > MaxCharacters)
        {
            problem = $"A name has 1 to {MaxCharacters} characters, such as {Default}.";
            return false;
        }

        var parts = ImmutableArray.CreateBuilder<Part>();
        problem = Read(text, parts);
        template = problem is null ? new NameTemplate(parts.ToImmutable()) : null;
        return problem is null;
    }

    /// <summary>Returns the pattern as it was written.</summary>
    public override string ToString() => string.Concat(_parts.Select(part => part.Placeholder ? $"{{{part.Text}}}" : part.Text));

    /// <summary>Returns the name of a file.</summary>
    /// <param name="value">Returns the text of a placeholder.</param>
    internal string NameOf(Func<string, string> value) => string.Concat(_parts.Select(part => part switch
    {
        { Placeholder: false } => UnicodeText.Composed(part.Text.Replace(' ', '-')),
        _ => FileNames.Slug(value(part.Text)) is { Length: > 0 } slug ? slug : $"no-{part.Text}",
    }));

    private static NameTemplate Parse(string text) =>
        TryParse(text, out var template, out var problem) ? template : throw new FormatException(problem);

    private static string? Read(string text, ImmutableArray<Part>.Builder parts)
    {
        for (var at = 0; at < text.Length;)
        {
            var end = text.AsSpan(at).IndexOfAny('{', '}');
            var literal = end < 0 ? text[at..] : text[at..(at + end)];
            if (FindInvalid(literal) is { } invalid)
            {
                return $"{invalid} is not allowed in a file name. Use letters, digits, spaces, - and _.";
            }

            if (literal.Length > 0)
            {
                parts.Add(new Part(literal, Placeholder: false));
            }

            if (end < 0)
            {
                return null;
            }

            at += end;
            var close = text[at] == '{' ? text.AsSpan(at + 1).IndexOfAny('{', '}') : -1;
            if (close < 0 || text[at + 1 + close] == '{')
            {
                return $"The {text[at]} at character {at + 1} has no matching {(text[at] == '{' ? '}' : '{')}. Write placeholders as {{campaign}}.";
            }

            var name = text.Substring(at + 1, close);
            if (!Placeholders.Contains(name))
            {
                return $"There is no placeholder {{{name}}}. Known are {string.Join(", ", Placeholders.Select(known => $"{{{known}}}"))}.";
            }

            parts.Add(new Part(name, Placeholder: true));
            at += close + 2;
        }

        return null;
    }

    private static string? FindInvalid(string literal)
    {
        var afterLetter = false;
        foreach (var rune in literal.EnumerateRunes())
        {
            afterLetter = Rune.IsLetterOrDigit(rune) || (afterLetter && FileNames.IsMark(rune));
            if (!afterLetter && rune.Value is not (' ' or '-' or '_'))
            {
                return Rune.IsControl(rune) || rune == Rune.ReplacementChar ? "An invisible character" : $"“{rune}”";
            }
        }

        return null;
    }

    private readonly record struct Part(string Text, bool Placeholder);
}
