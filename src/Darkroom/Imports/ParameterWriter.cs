using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Darkroom.Imports;

/// <summary>Writes parameters as AUTOMATIC1111 does, which many programs read.</summary>
public static class ParameterWriter
{
    /// <summary>Settings of a longer value are left out.</summary>
    private const int MaxValueLength = 500;

    private static readonly JsonSerializerOptions Quoting = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Returns the text. Prompts are cut and other settings are left out if it would be longer than allowed.</summary>
    /// <param name="maxLength">In UTF-16 code units, 4,000 or more.</param>
    public static string Write(ImportedParameters parameters, int maxLength)
    {
        var settings = string.Join(", ", new (string Key, string? Value)[]
        {
            ("Steps", parameters.Steps?.ToString(CultureInfo.InvariantCulture)),
            ("Sampler", parameters.Sampler),
            ("CFG scale", parameters.CfgScale?.ToString(CultureInfo.InvariantCulture)),
            ("Seed", parameters.Seed?.ToString(CultureInfo.InvariantCulture)),
            ("Size", parameters.Size?.ToString()),
            ("Model", parameters.Model),
        }.Concat(parameters.Others.Select(other => (other.Key, Value: (string?)other.Value)))
            .Where(setting => setting.Value is { Length: > 0 and <= MaxValueLength }).Take(40).Select(setting => $"{setting.Key}: {Quote(setting.Value!)}"));
        settings = settings[..Math.Min(settings.Length, maxLength / 4)];
        var room = (maxLength - settings.Length - 30) / 2;
        var negative = parameters.NegativePrompt is { } text ? $"Negative prompt: {Cut(text, room)}\n" : "";
        return $"{Cut(parameters.Prompt, room)}\n{negative}{settings}";
    }

    private static string Quote(string value) => value.AsSpan().ContainsAny(",\"\n\\:") ? JsonSerializer.Serialize(value, Quoting) : value;

    private static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
