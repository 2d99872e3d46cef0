using Darkroom.Costs;
using Darkroom.Gallery;
using Darkroom.Providers;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Studio.Api;

/// <summary><c>GET /api/upscalers?image={id}</c>: how an image can be made larger, by the providers that are set up.</summary>
internal static class ListUpscalers
{
    private const string ImageMissing = "There is no such image. Send its id as image=….";

    public static async Task<Results<Ok<ImmutableArray<UpscalerView>>, ProblemHttpResult>> HandleAsync(
        string? image, IGallery gallery, ProviderCatalog providers, OptionLists lists, PriceTable prices, CancellationToken cancellationToken) =>
        image is not null && Ids.IsWellFormed(image) && await gallery.FindAsync(image, cancellationToken) is { } found
            ? TypedResults.Ok(await ForAsync(found.Size, providers, lists, prices, cancellationToken))
            : Problems.NotFound(ImageMissing);

    /// <summary>Returns every upscaler and factor that suits an image.</summary>
    public static async Task<ImmutableArray<UpscalerView>> ForAsync(
        PixelSize image, ProviderCatalog providers, OptionLists lists, PriceTable prices, CancellationToken cancellationToken)
    {
        var found = ImmutableArray.CreateBuilder<UpscalerView>();
        foreach (var provider in providers.All.Where(one => one.Setup.Configured))
        {
            var known = provider.CapabilitiesOf(null).Upscalers;
            var listed = known.IsEmpty ? [] : (await lists.GetAsync(provider, cancellationToken)).Upscalers;
            foreach (var model in known.Union(listed, StringComparer.Ordinal))
            {
                found.AddRange(Of(provider, model, image, prices));
            }
        }

        return found.ToImmutable();
    }

    private static IEnumerable<UpscalerView> Of(IImageProvider provider, string model, PixelSize image, PriceTable prices) =>
        provider.CapabilitiesOf(model).UpscaledSizes(image).Select(size => new UpscalerView(
            provider.Id,
            provider.Description.Name,
            model,
            size.Width / image.Width,
            size.ToString(),
            prices.Estimate(provider, new GenerationRequest { Prompt = "", N = 1, Provider = provider.Id, Model = model, Size = size })?.Usd));
}

/// <summary>One way to make an image larger: the values of a request for a generation from it.</summary>
/// <param name="ProviderName">The provider's name for people.</param>
/// <param name="Factor">How many times wider and higher the result is.</param>
/// <param name="Size">The size of the result.</param>
/// <param name="PriceUsd">The likely price; absent if it is unknown.</param>
public sealed record UpscalerView(string Provider, string ProviderName, string Model, int Factor, string Size, decimal? PriceUsd)
{
    private const string VersionMark = ":";

    /// <summary>The name of the model for people: without a prefix of Darkroom's or a version of 64 digits.</summary>
    internal string Name
    {
        get
        {
            var parts = Model.Split(VersionMark, 2);
            return parts.Length == 1 ? Model : parts[1].Length == 64 ? parts[0] : parts[1];
        }
    }
}
