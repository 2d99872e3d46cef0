using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using Darkroom.Gallery;
using Darkroom.Generations;
using Darkroom.Imaging;

namespace Darkroom.Prompts;

/// <summary>A named bundle of prompt parts and settings. In a prompt, <c>@name</c> stands for it.</summary>
public sealed record Preset
{
    /// <summary>The maximum length of the prompt part and of the negative part, in grapheme clusters.</summary>
    public const int MaxText = 4000;

    /// <summary>Where the rest of the prompt goes, if the prompt part contains this.</summary>
    public const string Placeholder = "{prompt}";

    /// <summary>As <see cref="PresetName.TryRead"/> returns it.</summary>
    public required string Name { get; init; }

    /// <summary>What <c>@name</c> stands for. It may contain alternatives, so that a list is a preset too. Empty if there are only settings.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>Added to the negative prompt; null for nothing.</summary>
    public string? NegativePrompt { get; init; }

    /// <summary>The fields of a request that it sets, without texts and images.</summary>
    public StartRequest Settings { get; init; } = new();

    public DateTimeOffset ChangedAt { get; init; }
}

/// <summary>The names of presets: what can follow an @ in a prompt. Two names that differ only in case are the same.</summary>
public static class PresetName
{
    /// <summary>The maximum length in UTF-16 code units.</summary>
    public const int Max = 40;

    /// <param name="problem">What is wrong with the text.</param>
    public static bool TryRead(string? text, [NotNullWhen(true)] out string? name, [NotNullWhen(false)] out string? problem)
    {
        name = UnicodeText.Composed((text ?? "").Trim().TrimStart('@').ToWellFormed());
        problem = name.Length is 0 or > Max || LengthAt(name, 0) != name.Length
            ? LocalText.Format(EngineTexts.PresetNameRule, Max)
            : null;
        return problem is null;
    }

    /// <summary>Returns what is equal for names that differ only in case.</summary>
    public static string KeyOf(string name) => LibraryName.KeyOf(name.ToWellFormed());

    /// <summary>Returns the preset with a name; null if there is none.</summary>
    public static Preset? Find(IEnumerable<Preset> all, string name) => all.FirstOrDefault(one => KeyOf(one.Name) == KeyOf(name));

    /// <summary>Returns the number of code units from a place of a text on that a name can consist of.</summary>
    internal static int LengthAt(ReadOnlySpan<char> text, int at)
    {
        var end = at;
        while (end < text.Length && Rune.DecodeFromUtf16(text[end..], out var rune, out var length) == System.Buffers.OperationStatus.Done && IsPart(rune))
        {
            end += length;
        }

        return end - at;
    }

    /// <summary>Returns whether a name cannot begin after this character, because it is in the middle of a word or an address.</summary>
    internal static bool Continues(char before) => char.IsLetterOrDigit(before) || char.IsSurrogate(before) || before is '_' or '-' or '.' or '@' or '\\' or '/' or '+';

    private static bool IsPart(Rune rune) => Rune.IsLetterOrDigit(rune) || rune.Value is '-' or '_'
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    /// <summary>Replaces halves of surrogate pairs.</summary>
    private static string ToWellFormed(this string text) => string.Concat(text.EnumerateRunes());
}

/// <summary>The JSON of what stores keep of presets.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StartRequest))]
public sealed partial class PresetJson : JsonSerializerContext;
