using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Darkroom.Providers;

namespace Darkroom.Server.Studio.Pages;

/// <summary>The capabilities of a provider as JSON for the script, so that the form follows provider and model without a request.</summary>
internal static class Offers
{
    /// <summary>The aspect ratios that the form has buttons for.</summary>
    public static readonly ImmutableArray<string> Ratios = ["1:1", "4:5", "3:2", "2:3", "16:9", "9:16"];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Every studio page contains all providers, and their capabilities change only when a model ends. By language.</summary>
    private static readonly ConditionalWeakTable<IImageProvider, ConcurrentDictionary<string, Written>> Cache = [];

    /// <summary>Returns the default model's capabilities, the names of all models, and the capabilities that differ from the default.</summary>
    public static string From(IImageProvider provider)
    {
        var can = provider.CapabilitiesOf(null);
        var cache = Cache.GetOrAdd(provider, _ => new(StringComparer.Ordinal));
        if (cache.TryGetValue(Language.Current.Name, out var written) && written.Notice == can.Notice && written.Models.SequenceEqual(can.Models))
        {
            return written.Json;
        }

        var json = Write(provider, can);
        cache[Language.Current.Name] = new Written(can.Models, can.Notice, json);
        return json;
    }

    /// <summary><c>GET /studio/offers/{provider}?model=</c>: the capabilities of a model that the page does not describe.</summary>
    public static IResult Handle(string provider, string? model, ProviderCatalog providers) => providers.Find(provider) is { } found
        ? TypedResults.Text(JsonSerializer.Serialize(OfferOf(found.CapabilitiesOf(string.IsNullOrEmpty(model) ? null : model)), Json), "application/json")
        : Problems.NotFound($"There is no provider '{provider}'.");

    public static PixelSize? SizeOf(ProviderCapabilities can, string ratio) =>
        PixelSize.TryParseRatio(ratio, out var parsed) ? can.Sizes.Closest(parsed) : null;

    /// <summary>Returns the ratio of <see cref="Ratios"/> that is nearest to that of a size.</summary>
    public static string NearestRatio(PixelSize size) =>
        Ratios.MinBy(ratio => PixelSize.TryParseRatio(ratio, out var parsed) ? Math.Abs(Math.Log(parsed.Ratio / size.Ratio)) : double.MaxValue)!;

    /// <summary>Returns a text that says which images a provider accepts.</summary>
    public static string Describe(EditRule rule)
    {
        var types = InputImages.Accepted.Select(mime => mime switch { "image/webp" => "WebP", _ => mime["image/".Length..].ToUpperInvariant() }).ToList();
        return PageText.Format(
            rule.MaxImages == 1 ? StudioTexts.ImageRuleOne : StudioTexts.ImageRuleMany,
            rule.MaxImages,
            PageText.Format(StudioTexts.ListOr, string.Join(", ", types[..^1]), types[^1]),
            InputImages.MaxBytes / 1024 / 1024);
    }

    private static string Write(IImageProvider provider, ProviderCapabilities can)
    {
        var defaultOffer = OfferOf(can);
        var defaultJson = JsonSerializer.Serialize(defaultOffer, Json);
        var others = can.Models.Skip(1).Concat(can.FurtherModels)
            .Select(model => (Model: model, Offer: OfferOf(provider.CapabilitiesOf(model))))
            .Where(other => JsonSerializer.Serialize(other.Offer, Json) != defaultJson)
            .ToDictionary(other => other.Model, other => other.Offer);
        return JsonSerializer.Serialize(new { can = defaultOffer, models = can.Models, further = can.FurtherModels.IsEmpty ? default(ImmutableArray<string>?) : can.FurtherModels, named = can.OtherModels, others, notice = can.Notice }, Json);
    }

    /// <summary>Returns what provider-options.ts and input-images.ts read.</summary>
    private static object OfferOf(ProviderCapabilities can) => new
    {
        sizes = Ratios.Select(ratio => (Ratio: ratio, Size: SizeOf(can, ratio))).Where(one => one.Size is not null)
            .ToDictionary(one => one.Ratio, one => one.Size!.Value.ToString()),
        can.Qualities,
        can.Formats,
        can.Backgrounds,
        can.Compression,
        can.Moderations,
        fidelities = can.InputFidelities,
        options = can.Options.IsEmpty ? null : OptionsOf(can.Options),
        can.Seed,
        negative = can.NegativePrompt,
        prompt = can.MaxPromptLength,
        edits = can.Edits is { } rule
            ? new { max = rule.MaxImages, rule.Mask, total = InputImages.MaxBytes, mimes = InputImages.Accepted, words = Describe(rule) }
            : null,
    };

    /// <summary>Returns what engine-options.ts reads.</summary>
    private static object OptionsOf(EngineOptionsRule rule) => new
    {
        numbers = new (string Name, NumberRule? Rule)[] { ("steps", rule.Steps), ("guidance", rule.Guidance), ("strength", rule.Strength), ("clip_skip", rule.ClipSkip) }
            .Where(one => one.Rule is not null).ToDictionary(one => one.Name, one => new { one.Rule!.Min, one.Rule.Max, one.Rule.Whole, one.Rule.Default }),
        names = new (string Name, NameRule? Rule)[] { ("sampler", rule.Sampler), ("scheduler", rule.Scheduler) }
            .Where(one => one.Rule is not null).ToDictionary(one => one.Name, one => one.Rule!.Default ?? ""),
        loras = rule.MaxLoras,
        fields = rule.Fields.IsEmpty ? null : rule.Fields.Select(field => new { field.Name, field.Label, Kind = Wire.Name(field.Kind), field.Default, field.Choices }),
    };

    private sealed record Written(ImmutableArray<string> Models, string? Notice, string Json);
}
