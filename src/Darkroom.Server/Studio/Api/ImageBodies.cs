using Darkroom.Generations;
using Darkroom.Imaging;
using Darkroom.Providers;
using Darkroom.Server.Http;

namespace Darkroom.Server.Studio.Api;

/// <summary>The size limit of bodies that carry images: what the configured providers accept.</summary>
internal static class ImageBodies
{
    public static SizeLimit Limit(IEndpointRouteBuilder routes)
    {
        var maxBytes = routes.ServiceProvider.GetRequiredService<ImageLimits>().MaxBytes;
        var images = routes.ServiceProvider.GetRequiredService<ProviderCatalog>().All
            .Where(provider => provider.Setup.Configured)
            .Select(provider => provider.CapabilitiesOf(null).Edits is { } rule ? (rule.MaxImages + (rule.Mask ? 1 : 0)) * maxBytes : 0)
            .Max();

        // Three bytes are four characters of base64.
        return new SizeLimit(HttpSetup.MaxBody + (Math.Min(images, InputImages.MaxBytes) / 3 * 4));
    }
}
