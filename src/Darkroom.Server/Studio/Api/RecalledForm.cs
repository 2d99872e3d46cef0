using Darkroom.Imports;
using Darkroom.Providers;
using Darkroom.Server.Studio.Pages;

namespace Darkroom.Server.Studio.Api;

/// <summary>The values of the studio's form that recalled parameters give.</summary>
/// <param name="Provider">The provider that made the image if it is one of this server, else the one that was selected.</param>
/// <param name="Model">Absent if the provider does not have the model.</param>
/// <param name="Seed">Absent if the provider does not support seeds, as <paramref name="NegativePrompt"/>.</param>
/// <param name="Size">Absent if the provider does not support the size.</param>
/// <param name="AspectRatio">The nearest one of the form.</param>
/// <param name="Options">Those that the model has; absent if there are none.</param>
/// <param name="Note">A sentence about what is not a setting of the provider; absent if everything is.</param>
public sealed record RecalledForm(
    string Provider, string? Model, string Prompt, string? NegativePrompt, long? Seed, string? Size, string? AspectRatio, string? Quality, string? OutputFormat,
    string? Background, int? OutputCompression, string? Moderation, EngineOptions? Options, string? Note)
{
    /// <summary>The name that copies made by Darkroom have for the provider. The names of other settings are those of the form.</summary>
    private const string ProviderName = "Provider";

    /// <param name="imageSize">The size of the image, for files that do not say which size was requested.</param>
    /// <param name="selected">The id of the provider that is selected in the form.</param>
    /// <param name="selectedModel">The model that is selected in the form.</param>
    internal static RecalledForm From(
        ImportedParameters found, PixelSize imageSize, string? selected, string? selectedModel, ProviderCatalog providers)
    {
        var maker = providers.Find(Other(ProviderName) ?? "") is { Setup.Configured: true } known ? known : null;
        var provider = maker ?? providers.Find(selected ?? "") ?? providers.Default;
        var model = ModelOf(found.Model, provider, provider == maker || provider.Id == found.Source);
        var can = provider.CapabilitiesOf(model ?? (provider.Id == selected ? selectedModel : null));
        var size = found.Size ?? imageSize;
        var fits = can.Sizes.Allows(size);
        var seed = can.Seed && found.Seed is >= 0 and <= ImageSettings.MaxSeed ? found.Seed : null;
        var format = Offered("Format", can.Formats);
        var compression = can.Compression && format is "jpeg" or "webp" && int.TryParse(Other("Compression"), CultureInfo.InvariantCulture, out var percent)
            && percent is >= 0 and <= 100 ? percent : (int?)null;
        var options = RecalledOptions.From(found, provider.Id, can);
        string?[] unused =
        [
            found.Model is not null && model is null ? PageText.Format(StudioTexts.RecallModel, found.Model) : null,
            found.NegativePrompt is not null && !can.NegativePrompt ? StudioTexts.RecallNegativePrompt : null,
            found.Seed is not null && seed is null ? PageText.Format(StudioTexts.RecallSeed, found.Seed) : null,
            fits ? null : PageText.Format(StudioTexts.RecallSize, PageText.Pixels(size)),
            found.Steps is { } steps && options?.Steps is null ? PageText.Format(StudioTexts.RecallSteps, steps) : null,
            found.CfgScale is { } scale && options?.Guidance is null ? PageText.Format(StudioTexts.RecallCfgScale, scale) : null,
            found.Sampler is { } sampler && options?.Sampler is null ? PageText.Format(StudioTexts.RecallSampler, sampler) : null,
            found.Loras.IsEmpty || can.Options.MaxLoras > 0 ? null : PageText.Format(StudioTexts.RecallLoras, string.Join(", ", found.Loras)),
        ];
        var names = string.Join(", ", unused.OfType<string>());
        return new RecalledForm(
            provider.Id,
            model,
            can.Options.MaxLoras > 0 ? ImportedOptions.WithoutLoraTags(found.Prompt) : found.Prompt,
            can.NegativePrompt ? found.NegativePrompt : null,
            seed,
            fits ? size.ToString() : null,
            NearestRatio(can, size),
            Offered("Quality", can.Qualities),
            format,
            Offered("Background", can.Backgrounds),
            compression,
            Offered("Moderation", can.Moderations),
            options,
            names.Length == 0 ? null : PageText.Format(StudioTexts.RecallUnused, provider.Description.Name, names));

        string? Offered(string name, ImmutableArray<string> choices) => Other(name) is { } value && choices.Contains(value) ? value : null;

        string? Other(string name) => found.Others.FirstOrDefault(other => other.Key == name).Value;
    }

    /// <summary>Returns the provider's name of a model; null if it is unknown there.</summary>
    /// <param name="isMaker">True if the image was made with this provider, so that it is its model even if it lists none.</param>
    private static string? ModelOf(string? name, IImageProvider provider, bool isMaker)
    {
        var can = provider.CapabilitiesOf(null);
        return name is null ? null
            : can.Models.FirstOrDefault(model => model.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? can.FurtherModels.FirstOrDefault(model => model == name) ?? (isMaker && can.OtherModels ? name : null);
    }

    private static string? NearestRatio(ProviderCapabilities can, PixelSize size) => Offers.Ratios
        .Select(ratio => (Ratio: ratio, Size: Offers.SizeOf(can, ratio)))
        .Where(one => one.Size is not null)
        .OrderBy(one => Math.Abs(Math.Log(one.Size!.Value.Ratio / size.Ratio)))
        .FirstOrDefault().Ratio;
}
