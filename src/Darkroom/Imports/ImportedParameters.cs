using System.Collections.Immutable;

namespace Darkroom.Imports;

/// <summary>How another program made an image, as far as its file says.</summary>
public sealed record ImportedParameters
{
    /// <summary>The longest prompt that is kept, in characters.</summary>
    public const int MaxPromptLength = 32_000;

    /// <summary>The number of <see cref="Others"/> that are kept.</summary>
    public const int MaxOthers = 60;

    private const int MaxNameLength = 200;
    private const int MaxValueLength = 1_000;

    /// <summary>One of <see cref="ImportSource"/>.</summary>
    public required string Source { get; init; }

    /// <summary>May be empty.</summary>
    public string Prompt { get; init; } = "";

    public string? NegativePrompt { get; init; }

    /// <summary>Null if there is none, or if it has more than 63 bits: it is among <see cref="Others"/> then.</summary>
    public long? Seed { get; init; }

    public int? Steps { get; init; }

    public double? CfgScale { get; init; }

    public string? Sampler { get; init; }

    /// <summary>The name of the model's file, without folder and extension.</summary>
    public string? Model { get; init; }

    /// <summary>The names of the LoRA files, without folder and extension.</summary>
    public ImmutableArray<string> Loras { get; init; } = [];

    /// <summary>The weights of LoRAs by name; null if none is known.</summary>
    public ImmutableDictionary<string, double>? LoraWeights { get; init; }

    /// <summary>The size that was requested; the image may have been enlarged since.</summary>
    public PixelSize? Size { get; init; }

    /// <summary>Everything else that has a name and a short value, in the order of the file.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Others { get; init; } = [];

    /// <summary>Returns the parameters with every value within its maximum length.</summary>
    internal ImportedParameters Bounded() => this with
    {
        Prompt = Shorten(Prompt.Trim(), MaxPromptLength),
        NegativePrompt = string.IsNullOrWhiteSpace(NegativePrompt) ? null : Shorten(NegativePrompt.Trim(), MaxPromptLength),
        Sampler = string.IsNullOrWhiteSpace(Sampler) ? null : Shorten(Sampler.Trim(), MaxNameLength),
        Model = FileName(Model),
        Loras = [.. Loras.Select(FileName).OfType<string>().Distinct(StringComparer.Ordinal).Take(MaxOthers)],
        LoraWeights = LoraWeights is not { IsEmpty: false } weights ? null
            : weights.Select(one => (Name: FileName(one.Key), one.Value)).Where(one => one.Name is not null).DistinctBy(one => one.Name).Take(MaxOthers)
                .ToImmutableDictionary(one => one.Name!, one => one.Value, StringComparer.Ordinal),
        Others =
        [
            .. Others.Where(other => other.Key.Length is > 0 and <= MaxNameLength && other.Value.Length > 0).Take(MaxOthers)
                .Select(other => KeyValuePair.Create(other.Key, Shorten(other.Value, MaxValueLength))),
        ],
    };

    /// <summary>Returns a model's name without its folder and the extension of a weights file; null if there is none.</summary>
    private static string? FileName(string? path)
    {
        var name = path?[(path.LastIndexOfAny(['/', '\\']) + 1)..].Trim() ?? "";
        foreach (var extension in new[] { ".safetensors", ".ckpt", ".gguf", ".sft", ".pth", ".pt" })
        {
            if (name.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
            {
                name = name[..^extension.Length];
                break;
            }
        }

        return name is "" or "None" ? null : Shorten(name, MaxNameLength);
    }

    private static string Shorten(string text, int maxLength) =>
        text.Length <= maxLength ? text : text[..(char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength)];
}

/// <summary>The programs whose parameters are understood.</summary>
public static class ImportSource
{
    /// <summary>AUTOMATIC1111's web UI, Forge and others that write the same text.</summary>
    public const string Automatic1111 = "automatic1111";

    public const string ComfyUi = "comfyui";

    public const string SwarmUi = "swarmui";

    public const string InvokeAi = "invokeai";

    /// <summary>A file without parameters, or with those of another program.</summary>
    public const string Unknown = "unknown";
}
