using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Darkroom.Imports;

/// <summary>The options of an engine among imported parameters. Programs name and write them differently.</summary>
public static partial class ImportedOptions
{
    private const int MaxLoras = 60;
    private static readonly string[] SchedulerNames = ["Schedule type", "scheduler"];
    private static readonly string[] StrengthNames = ["Denoising strength", "denoise", "strength", "initimagecreativity"];
    private static readonly string[] GuidanceNames = ["Distilled CFG Scale", "guidance", "fluxguidancescale"];

    /// <summary>The names of the same sampler in AUTOMATIC1111 and ComfyUI.</summary>
    private static readonly (string WebUi, string ComfyUi)[] Samplers =
    [
        ("Euler", "euler"), ("Euler a", "euler_ancestral"), ("DPM++ 2M", "dpmpp_2m"), ("DPM++ SDE", "dpmpp_sde"), ("DPM++ 2M SDE", "dpmpp_2m_sde"),
        ("DPM++ 3M SDE", "dpmpp_3m_sde"), ("DPM++ 2S a", "dpmpp_2s_ancestral"), ("DPM2", "dpm_2"), ("DPM2 a", "dpm_2_ancestral"), ("DPM fast", "dpm_fast"),
        ("DPM adaptive", "dpm_adaptive"), ("LMS", "lms"), ("Heun", "heun"), ("DDIM", "ddim"), ("DDPM", "ddpm"), ("LCM", "lcm"), ("UniPC", "uni_pc"),
    ];

    private static readonly (string WebUi, string ComfyUi)[] Schedulers =
    [
        ("Automatic", "normal"), ("Karras", "karras"), ("Exponential", "exponential"), ("SGM Uniform", "sgm_uniform"), ("Simple", "simple"), ("Normal", "normal"),
        ("DDIM", "ddim_uniform"), ("Beta", "beta"),
    ];

    /// <param name="provider">The id of the provider that the names are for.</param>
    public static EngineOptions From(ImportedParameters found, string provider)
    {
        var (sampler, scheduler) = Split(found.Sampler, Other(found, SchedulerNames));
        var skip = Other(found, ["Clip skip", "clip_skip", "clipstopatlayer"]);
        return new EngineOptions
        {
            Steps = found.Steps,
            Guidance = found.CfgScale ?? Number(Other(found, GuidanceNames)),
            Sampler = NameFor(provider, sampler, Samplers),
            Scheduler = NameFor(provider, scheduler, Schedulers),
            Strength = Number(Other(found, StrengthNames)),
            Loras = found.Loras.IsEmpty ? null : [.. found.Loras.Take(MaxLoras).Select(name => new Lora(name, found.LoraWeights?.GetValueOrDefault(name, 1) ?? 1))],
            ClipSkip = int.TryParse(skip, CultureInfo.InvariantCulture, out var layers) && layers is not 0 and > -100 and < 100
                ? Math.Abs(layers) + (found.Source == ImportSource.InvokeAi ? 1 : 0) // InvokeAI counts the layers that are left out.
                : null,
            Fields = LenientJson.ParseObject(Other(found, [FieldsName]) ?? "") is { } json
                ? json.Texts().ToImmutableSortedDictionary(one => one.Key, one => one.Value, StringComparer.Ordinal)
                : null,
        };
    }

    /// <summary>The name that copies made by Darkroom have for a workflow's own fields, whose values are JSON.</summary>
    public const string FieldsName = "Workflow fields";

    /// <summary>Returns a prompt without the tags that load LoRAs in AUTOMATIC1111.</summary>
    public static string WithoutLoraTags(string prompt) => LoraTag().Replace(prompt, "").Trim();

    /// <summary>Returns the weights of the LoRAs that a prompt loads, by name.</summary>
    internal static ImmutableDictionary<string, double> WeightsIn(string prompt)
    {
        var weights = ImmutableDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        foreach (Match tag in LoraTag().Matches(prompt).Take(MaxLoras))
        {
            if (Number(tag.Groups[2].Value) is { } weight)
            {
                weights.TryAdd(tag.Groups[1].Value, weight);
            }
        }

        return weights.ToImmutable();
    }

    /// <summary>Some programs write the schedule behind the sampler: "DPM++ 2M Karras", "dpmpp_2m_k".</summary>
    private static (string? Sampler, string? Scheduler) Split(string? sampler, string? scheduler)
    {
        if (sampler is [.. var name, '_', 'k'] && scheduler is null)
        {
            return (name, "karras");
        }

        foreach (var (schedule, _) in Schedulers.Where(_ => scheduler is null))
        {
            if (sampler?.EndsWith($" {schedule}", StringComparison.Ordinal) is true)
            {
                return (sampler[..^(schedule.Length + 1)], schedule);
            }
        }

        return (sampler is "euler_a" ? "euler_ancestral" : sampler, scheduler);
    }

    private static string? NameFor(string provider, string? name, (string WebUi, string ComfyUi)[] names)
    {
        foreach (var (webUi, comfyUi) in names)
        {
            if (provider == ImportSource.ComfyUi && webUi.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return comfyUi;
            }

            if (provider == ImportSource.Automatic1111 && comfyUi == name)
            {
                return webUi;
            }
        }

        return name;
    }

    private static string? Other(ImportedParameters found, string[] names) =>
        names.Select(name => found.Others.FirstOrDefault(other => other.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value).FirstOrDefault(value => value is not null);

    private static double? Number(string? text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    [GeneratedRegex(@" ?<lora:([^:<>\n]{1,200})(?::([^:<>\n]{0,40}))?(?::[^<>\n]{0,200})?>", RegexOptions.IgnoreCase)]
    private static partial Regex LoraTag();
}
