using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Darkroom.Imaging;

namespace Darkroom.Packaging;

/// <summary>A pattern for the names of files, such as <c>{date}_{prompt}</c>.</summary>
public sealed class FileTemplate
{
    /// <summary>The maximum length in characters.</summary>
    public const int MaxCharacters = 200;

    private readonly ImmutableArray<Part> _parts;

    private FileTemplate(ImmutableArray<Part> parts) => _parts = parts;

    /// <param name="placeholders">The names that can stand in braces.</param>
    /// <param name="example">A pattern that a message may suggest.</param>
    /// <param name="problem">What is wrong with the text.</param>
    public static bool TryParse(
        string text,
        ImmutableArray<string> placeholders,
        string example,
        [NotNullWhen(true)] out FileTemplate? template,
        [NotNullWhen(false)] out string? problem)
    {
        template = null;
        if (text.Length is 0 or > MaxCharacters)
        {
            problem = $"A name has 1 to {MaxCharacters} characters, such as {example}.";
            return false;
        }

        var parts = ImmutableArray.CreateBuilder<Part>();
        problem = Read(text, placeholders, parts);
        template = problem is null ? new FileTemplate(parts.ToImmutable()) : null;
        return problem is null;
    }

    /// <summary>Returns the pattern with more placeholders at its end, each after an underscore.</summary>
    public FileTemplate With(IEnumerable<string> placeholders) =>
        new([.. _parts, .. placeholders.SelectMany(name => new[] { new Part("_", Placeholder: false), new Part(name, Placeholder: true) })]);

    /// <summary>Returns the pattern as it was written.</summary>
    public override string ToString() => string.Concat(_parts.Select(part => part.Placeholder ? $"{{{part.Text}}}" : part.Text));

    /// <summary>Returns the name of a file.</summary>
    /// <param name="value">Returns the text of a placeholder.</param>
    public string NameOf(Func<string, string> value) => string.Concat(_parts.Select(part => part switch
    {
        { Placeholder: false } => UnicodeText.Composed(part.Text.Replace(' ', '-')),
        _ => FileNames.Slug(value(part.Text)) is { Length: > 0 } slug ? slug : $"no-{part.Text}",
    }));

    private static string? Read(string text, ImmutableArray<string> placeholders, ImmutableArray<Part>.Builder parts)
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
                return $"The {text[at]} at character {at + 1} has no matching {(text[at] == '{' ? '}' : '{')}. Write placeholders as {{{placeholders[0]}}}.";
            }

            var name = text.Substring(at + 1, close);
            if (!placeholders.Contains(name))
            {
                return $"There is no placeholder {{{name}}}. Known are {string.Join(", ", placeholders.Select(known => $"{{{known}}}"))}.";
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
