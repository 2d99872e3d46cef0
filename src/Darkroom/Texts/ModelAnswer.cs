using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Darkroom.Texts;

/// <summary>Reads the answer of a text model. The answer is untrusted: only texts are taken from it, and each is cleaned.</summary>
public static partial class ModelAnswer
{
    private const string EndOfThinking = "</think>";

    /// <summary>The maximum number of texts of a list that are read.</summary>
    private const int MaxTexts = 500;

    /// <summary>Returns what follows the model's thinking, if it shows that.</summary>
    public static string WithoutThinking(string answer)
    {
        var end = answer.LastIndexOf(EndOfThinking, StringComparison.Ordinal);
        return (end < 0 ? answer : answer[(end + EndOfThinking.Length)..]).Trim();
    }

    /// <summary>Returns a text without control characters, except for line breaks.</summary>
    public static string WithoutControls(string text) =>
        string.Concat(text.EnumerateRunes().Where(rune => rune.Value is '\n' || !Rune.IsControl(rune))).Trim();

    /// <summary>Returns a text on one line, without control characters and without quotation marks around it.</summary>
    public static string OneLine(string text)
    {
        var line = Spaces().Replace(WithoutControls(text), " ").Trim();
        return line is ['"', .. var quoted, '"'] && !quoted.Contains('"', StringComparison.Ordinal) ? quoted.Trim() : line;
    }

    /// <summary>
    /// Reads lists of texts by their names from a JSON object. If the answer is not such an object, the longest part between braces is tried, and
    /// at last, if only one list is expected, its lines.
    /// </summary>
    /// <returns>The lists, each on one line and without empty texts at its end; a list that is missing is empty.</returns>
    public static ImmutableDictionary<string, ImmutableArray<string>> Lists(string answer, params ImmutableArray<string> names)
    {
        var text = WithoutThinking(answer);
        var (start, end) = (text.IndexOf('{', StringComparison.Ordinal), text.LastIndexOf('}'));
        var lists = TryRead(text, names) ?? (start >= 0 && end > start ? TryRead(text[start..(end + 1)], names) : null);
        return lists ?? names.ToImmutableDictionary(name => name, _ => names.Length == 1 ? Lines(text) : []);
    }

    private static ImmutableDictionary<string, ImmutableArray<string>>? TryRead(string text, ImmutableArray<string> names)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind != JsonValueKind.Object ? null : names.ToImmutableDictionary(
                name => name,
                name => json.RootElement.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
                    ? [.. list.EnumerateArray().Take(MaxTexts).Select(item => item.ValueKind == JsonValueKind.String ? OneLine(item.GetString()!) : "")]
                    : ImmutableArray<string>.Empty);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // Invalid JSON, or a text with half of a surrogate pair.
            return null;
        }
    }

    private static ImmutableArray<string> Lines(string text) =>
        [.. text.Split('\n').Select(line => OneLine(ListMark().Replace(line, ""))).Where(line => line.Length > 0 && !line.StartsWith("```", StringComparison.Ordinal)).Take(MaxTexts)];

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    /// <summary>Matches the bullet or the number of a list's item.</summary>
    [GeneratedRegex(@"^\s*(?:[-*•]|\d{1,3}[.):])\s+")]
    private static partial Regex ListMark();
}
