using Darkroom.Costs;
using Darkroom.Keys;
using Darkroom.Providers;
using Darkroom.Server.Settings.Pages;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Settings.Api;

/// <summary>
/// <c>GET /api/providers/{id}/models</c>: the models to choose from. The known ones come first, then those that only the service's own list has.
/// </summary>
internal static class ListModelChoices
{
    public static async Task<Results<Ok<ImmutableArray<ModelView>>, ProblemHttpResult>> HandleAsync(
        string id, ProviderCatalog providers, ModelLists lists, PriceTable prices, ICurrentCaller callers, CancellationToken cancellationToken)
    {
        if (providers.Find(id) is not { } provider)
        {
            return Problems.NotFound($"There is no provider '{id}'.");
        }

        var can = provider.CapabilitiesOf(null);
        var listed = (await lists.GetAsync(provider, cancellationToken)).ToDictionary(model => model.Name, StringComparer.Ordinal);
        return TypedResults.Ok<ImmutableArray<ModelView>>(
        [
            .. can.Models.Concat(can.FurtherModels).Concat(listed.Keys).Distinct(StringComparer.Ordinal)
                .Where(name => callers.Caller.MayUse(id, name))
                .Select(name => ModelView.From(provider, name, listed.GetValueOrDefault(name), listed.Count > 0, prices))
                .OfType<ModelView>(),
        ]);
    }
}

/// <summary>One model to choose from.</summary>
/// <param name="Family">The family whose rules it has; absent if it is not known.</param>
/// <param name="PriceUsd">The price of one image of about one megapixel; absent if it is unknown.</param>
/// <param name="PriceAtMost">True if the provider chooses the quality, so that the price may be lower.</param>
/// <param name="EndsOn">The first day without the model, if that is announced.</param>
/// <param name="Replacement">The model to use instead then.</param>
/// <param name="Notice">The end in a sentence.</param>
/// <param name="Listed">Whether the service lists it; absent if the service has no list or has not reported it, or if the model is the operator's own.</param>
/// <param name="Options">The options of the engine with their ranges; absent if it has none.</param>
public sealed record ModelView(
    string Name,
    string? Family,
    string Sizes,
    ImmutableArray<string> Qualities,
    ImmutableArray<string> Formats,
    int PartialImages,
    int MaxInputImages,
    bool Mask,
    ImmutableArray<string> Backgrounds,
    decimal? PriceUsd,
    bool? PriceAtMost,
    DateOnly? EndsOn,
    string? Replacement,
    string? Notice,
    bool? Listed,
    EngineOptionsRule? Options)
{
    /// <returns>Null if the model no longer exists.</returns>
    internal static ModelView? From(IImageProvider provider, string name, ListedModel? listed, bool hasList, PriceTable prices)
    {
        var can = provider.CapabilitiesOf(name);
        if (can.End is { Over: true })
        {
            return null;
        }

        var request = new GenerationRequest
        {
            Prompt = "",
            N = 1,
            Provider = provider.Id,
            Model = name,
            Size = can.Sizes.Closest(new PixelSize(1, 1)) ?? new PixelSize(1024, 1024),
        };
        var price = prices.Estimate(provider, request);
        var ends = can.End?.On ?? listed?.Shutdown;
        return new ModelView(
            name,
            can.Family,
            can.Sizes.Text,
            can.Qualities,
            can.Formats,
            can.PartialImages,
            can.Edits?.MaxImages ?? 0,
            can.Edits?.Mask ?? false,
            can.Backgrounds,
            price?.Usd,
            price is { AtMost: true } ? true : null,
            ends,
            can.End?.Replacement,
            can.End?.Text ?? (ends is { } day ? PageText.Format(SettingsTexts.ModelEnds, day.ToString("D", Language.Current)) : null),
            hasList && !can.FurtherModels.Contains(name, StringComparer.Ordinal) ? listed is not null : null,
            can.Options.IsEmpty ? null : can.Options);
    }
}

/// <summary><c>GET /api/providers/{id}/options</c>: the names to choose from that the provider's server has.</summary>
internal static class ListOptionNames
{
    public static async Task<Results<Ok<OptionNames>, ProblemHttpResult>> HandleAsync(
        string id, ProviderCatalog providers, OptionLists lists, CancellationToken cancellationToken) => providers.Find(id) is { } provider
        ? TypedResults.Ok(await lists.GetAsync(provider, cancellationToken))
        : Problems.NotFound($"There is no provider '{PageText.Short(id, 60)}'.");
}
