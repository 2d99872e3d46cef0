using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Darkroom.Generations;
using Darkroom.Providers;

namespace Darkroom.Server.Studio.Pages;

/// <summary>What the studio's form can offer of a provider, as the script reads it: the form follows provider and model without asking.</summary>
internal static class Offers
{
    /// <summary>The shapes that the form has buttons for.</summary>
    public static readonly ImmutableArray<string> Ratios = ["1:1", "4:5", "3:2", "2:3", "16:9", "9:16"];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    // A provider's capabilities stay what they were at the start, and every page of the studio shows all of them.
    private static readonly ConditionalWeakTable<IImageProvider, string> Written = [];

    /// <summary>JSON: what the default model can, the names of models, and what those can that differ from it.</summary>
    public static string From(IImageProvider provider) => Written.GetValue(provider, Write);

    private static string Write(IImageProvider provider)
    {
        var can = provider.CapabilitiesOf(null);
        var usual = Offer.From(can);
        var same = JsonSerializer.Serialize(usual, Json);
        var others = can.Models.Skip(1)
            .Select(model => (Model: model, Offer: Offer.From(provider.CapabilitiesOf(model))))
            .Where(other => JsonSerializer.Serialize(other.Offer, Json) != same)
            .ToDictionary(other => other.Model, other => other.Offer);
        return JsonSerializer.Serialize(new { can = usual, models = can.Models, named = can.OtherModels, others }, Json);
    }

    public static PixelSize? SizeOf(ProviderCapabilities can, string ratio) =>
        PixelSize.TryParseRatio(ratio, out var parsed) ? can.Sizes.Closest(parsed) : null;

    /// <param name="Prompt">The longest prompt, in characters.</param>
    private sealed record Offer(
        Dictionary<string, string> Sizes, ImmutableArray<string> Qualities, bool Seed, bool Negative, int Prompt, EditOffer? Edits)
    {
        public static Offer From(ProviderCapabilities can) => new(
            Ratios.Select(ratio => (Ratio: ratio, Size: SizeOf(can, ratio))).Where(one => one.Size is not null)
                .ToDictionary(one => one.Ratio, one => one.Size!.Value.ToString()),
            can.Qualities,
            can.Seed,
            can.NegativePrompt,
            can.MaxPromptLength,
            can.Edits is { } rule
                ? new EditOffer(rule.MaxImages, rule.Mask, InputImages.MaxBytes, InputImages.Accepted, EditRuleText.From(rule))
                : null);
    }

    /// <param name="Max">Pictures at most.</param>
    /// <param name="Total">Bytes of all together, at most.</param>
    /// <param name="Mimes">The accepted media types.</param>
    private sealed record EditOffer(int Max, bool Mask, long Total, ImmutableArray<string> Mimes, string Words);
}
