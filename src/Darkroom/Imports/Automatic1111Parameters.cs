using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Darkroom.Imaging.Metadata;

namespace Darkroom.Imports;

/// <summary>
/// Reads the text of AUTOMATIC1111's web UI: lines of the prompt, lines of the negative prompt, and a last line of settings. It is the
/// PNG text <c>parameters</c>, a comment, or a file beside the image.
/// </summary>
internal static partial class Automatic1111Parameters
{
    private const string PngKey = "parameters";
    private const string NegativeStart = "Negative prompt:";
    private const int MinSettings = 3;
    private const int MaxTags = 60;

    internal static ImportedParameters? Parse(ImmutableArray<EmbeddedText> texts)
    {
        foreach (var text in texts)
        {
            if (Parse(text) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static ImportedParameters? Parse(EmbeddedText text)
    {
        var lines = text.Text.ReplaceLineEndings("\n").Trim().Split('\n').Select(line => line.Trim()).ToList();
        var settings = SettingsLine.Read(lines[^1]);
        if (settings.Count >= MinSettings)
        {
            lines.RemoveAt(lines.Count - 1);
        }
        else
        {
            settings = [];
        }

        var negativeAt = lines.FindIndex(line => line.StartsWith(NegativeStart, StringComparison.Ordinal));
        var isParameters = settings.Count > 0 || (text.Key == PngKey && (negativeAt >= 0 || LenientJson.ParseObject(text.Text) is null));
        if (!isParameters)
        {
            return null;
        }

        var prompt = string.Join('\n', negativeAt < 0 ? lines : lines.Take(negativeAt));
        var negative = negativeAt < 0 ? null : string.Join('\n', lines.Skip(negativeAt))[NegativeStart.Length..];
        return From(prompt, negative, settings);
    }

    private static ImportedParameters From(string prompt, string? negative, List<KeyValuePair<string, string>> settings)
    {
        var steps = Take("Steps");
        var scale = Take("CFG scale");
        var size = Take("Size");
        return new ImportedParameters
        {
            Source = ImportSource.Automatic1111,
            Prompt = prompt,
            NegativePrompt = negative,
            Steps = int.TryParse(steps, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null,
            CfgScale = double.TryParse(scale, CultureInfo.InvariantCulture, out var factor) && double.IsFinite(factor) ? factor : null,
            Size = PixelSize.TryParse(size, out var pixels) ? pixels : null,
            Sampler = Take("Sampler"),
            Model = Take("Model"),
            Loras = [.. LoraTag().Matches(prompt).Take(MaxTags).Select(tag => tag.Groups[1].Value)],
            LoraWeights = ImportedOptions.WeightsIn(prompt),
            Seed = settings.Find(setting => setting.Key == "Seed").Value is { } seed
                && long.TryParse(seed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && Take("Seed") is not null
                ? number
                : null,
            Others = [.. settings],
        };

        string? Take(string key)
        {
            var at = settings.FindIndex(setting => setting.Key == key);
            if (at < 0)
            {
                return null;
            }

            var value = settings[at].Value;
            settings.RemoveAt(at);
            return value;
        }
    }

    [GeneratedRegex(@"<lora:([^:<>\n]{1,200})[:>]", RegexOptions.IgnoreCase)]
    private static partial Regex LoraTag();
}
